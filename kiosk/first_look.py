"""What the first frame goes by. Importing the library that checks settings would take longer than showing the frame.

A value that makes no sense counts as not given: `kiosk.settings`, read behind the frame, refuses it and ends the terminal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.setting_files import CONFIG_DIR, read_tables


@dataclass(frozen=True)
class FirstLook:
    """The panel, as in :class:`kiosk.settings.Ui`; None where nothing, or nothing sensible, is said."""

    orientation: Literal["portrait", "landscape"]
    fullscreen: bool
    panel_width_mm: int | None
    panel_bottom_mm: int | None
    keyboard: Mapping[str, int]  # times in milliseconds, by name
    sandbox: bool
    config_dir: Path = CONFIG_DIR


def first_look(overlay: Path | None = None, config_dir: Path = CONFIG_DIR) -> FirstLook:
    """Read what the first frame goes by; raises as :func:`kiosk.setting_files.read_tables` does."""
    tables = read_tables(overlay, config_dir)
    panel = _table(tables, "ui")
    keyboard = _table(panel, "keyboard")
    times = {key: _number(keyboard, key, least=0) for key in keyboard}
    return FirstLook(
        orientation="landscape" if panel.get("orientation") == "landscape" else "portrait",
        fullscreen=panel.get("fullscreen") is not False,
        panel_width_mm=_number(panel, "panel_width_mm", least=1),
        panel_bottom_mm=_number(panel, "panel_bottom_mm", least=0),
        keyboard={key: time for key, time in times.items() if time is not None},
        sandbox=tables.get("profile") == "sandbox",
        config_dir=config_dir,
    )


def _table(tables: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = tables.get(name)
    return found if isinstance(found, Mapping) else {}


def _number(table: Mapping[str, object], name: str, *, least: int) -> int | None:
    found = table.get(name)
    return found if type(found) is int and found >= least else None  # True is an int too
