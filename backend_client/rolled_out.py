"""The configuration that the office rolled out: a layer between the shipped files and this machine's own overlay.

`state_dir/configuration/layer.json` is the newest one that was believed and understood, `previous.json` the one before, for a
terminal that cannot start with the newest. Each is replaced as a whole.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import structlog

from backend_client.errands import read_whole, write_whole
from backend_client.orders import OfficeVoice
from domain.rollout import FragmentInvalid, Value, as_tables, parse_fragment
from domain.wire.v1_fleet import Configuration, Purpose, Signed

FOLDER = "configuration"
LAYER = "layer.json"
PREVIOUS = "previous.json"

_log = structlog.get_logger()


@dataclass(frozen=True)
class Layer:
    """One rolled-out fragment."""

    number: int
    fragment: str

    @property
    def sha256(self) -> str | None:
        """Hash of the fragment by which the office knows it; None: as shipped."""
        return hashlib.sha256(self.fragment.encode()).hexdigest() if self.fragment.strip() else None

    def tables(self) -> dict[str, dict[str, Value]]:
        """Return what it changes; raises :class:`ValueError` when this version may not."""
        return dict(as_tables(parse_fragment(self.fragment)))


def layers(state_dir: Path) -> list[Layer]:
    """Return what there is, the newest first; what is damaged is not there."""
    found = (_read(state_dir / FOLDER / name) for name in (LAYER, PREVIOUS))
    return [layer for layer in found if layer is not None]


def lying(state_dir: Path) -> Layer | None:
    """Return the newest one."""
    return _read(state_dir / FOLDER / LAYER)


def take(state_dir: Path, voice: OfficeVoice, signed: Signed) -> None:
    """Keep a roll-out that the office signed for this terminal, newer than what lies here; raises :class:`OSError`."""
    told = voice.understand(Purpose.CONFIGURATION, signed, Configuration)
    now = lying(state_dir)
    if told is None or told.terminal_id != voice.terminal_id or (now is not None and told.number <= now.number):
        return
    try:
        parse_fragment(told.fragment)
    except FragmentInvalid:
        _log.warning("configuration_not_understood")
        return
    if now is not None:
        write_whole(state_dir / FOLDER / PREVIOUS, {"number": now.number, "fragment": now.fragment})
    write_whole(state_dir / FOLDER / LAYER, {"number": told.number, "fragment": told.fragment})


def _read(path: Path) -> Layer | None:
    row = read_whole(path)
    number, fragment = row.get("number"), row.get("fragment")
    return Layer(number, fragment) if isinstance(number, int) and isinstance(fragment, str) else None
