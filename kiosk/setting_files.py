"""The files of the settings as they are written: no library that checks them is imported here."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.layers import lay_over

CONFIG_DIR = Path(__file__).resolve().parents[1] / "config"
OVERLAY_VARIABLE = "KIOSK_OVERLAY"


def read_tables(
    overlay: Path | None = None, config_dir: Path = CONFIG_DIR, between: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Read `kiosk.toml` and `devices.toml` with one overlay laid over both, by default the file named by KIOSK_OVERLAY.

    `between`: tables that lie between them and the overlay.
    Raises :class:`OSError` for a file that cannot be read, :class:`ValueError` for one that is no TOML.
    """
    overlay = overlay_path(overlay)
    merged: dict[str, Any] = {}
    for layer in (config_dir / "kiosk.toml", config_dir / "devices.toml"):
        merged = lay_over(merged, tomllib.loads(layer.read_text("utf-8")))
    merged = lay_over(merged, between or {})
    return lay_over(merged, tomllib.loads(overlay.read_text("utf-8"))) if overlay else merged


def overlay_path(given: Path | None = None) -> Path | None:
    """Return the overlay that was given, else the one that the environment names."""
    named = os.environ.get(OVERLAY_VARIABLE)
    return given or (Path(named) if named else None)
