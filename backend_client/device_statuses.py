"""`state_dir/devices.json`: what the terminal's process last knew of its devices, for the courier's heartbeat."""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FILE_NAME = "devices.json"
FRESH_FOR = timedelta(minutes=3)
SPOILT = (OSError, ValueError, KeyError, TypeError, AttributeError)
UNKNOWN = "unknown"  # drivers.device.DeviceStatus.UNKNOWN


@dataclass(frozen=True)
class Down:
    """Why a device does not serve, and for how many seconds it has not."""

    failure: str | None
    seconds: int


@dataclass(frozen=True)
class Standing:
    """What else the terminal's process knows of itself: about how much paper is left (per cent), what it runs with."""

    levels: Mapping[str, int] = field(default_factory=dict)
    ups_percent: int | None = None
    configuration: str | None = None  # hash of the rolled-out fragment
    rulebook: str | None = None


def write(
    state_dir: Path,
    statuses: Mapping[str, str],
    now: datetime,
    down: Mapping[str, Down] | None = None,
    standing: Standing | None = None,
) -> None:
    """Replace the file as a whole; call it on every change and at least once a minute. Raises :class:`OSError`."""
    told = {
        "written_at": now.isoformat(),
        "devices": dict(statuses),
        "down": {k: asdict(v) for k, v in (down or {}).items()},
        "standing": asdict(standing or Standing()),
    }
    part = state_dir / f"{FILE_NAME}.{threading.get_ident()}.part"  # several threads of the terminal may write at once
    part.write_text(json.dumps(told), encoding="utf-8")
    part.replace(state_dir / FILE_NAME)


def read(state_dir: Path, now: datetime) -> dict[str, str]:
    """Return device -> status; every status is `unknown` when the terminal stopped writing, nothing when it never wrote."""
    try:
        raw = _read(state_dir)
        devices = {str(device): str(status) for device, status in raw["devices"].items()}
        fresh = _is_fresh(raw, now)
    except SPOILT:
        return {}
    return devices if fresh else dict.fromkeys(devices, UNKNOWN)


def read_down(state_dir: Path, now: datetime) -> dict[str, Down]:
    """Return the devices that do not serve; nothing when the terminal stopped writing, and of a file of an older version."""
    try:
        raw = _read(state_dir)
        down = {str(device): Down(told["failure"], int(told["seconds"])) for device, told in raw["down"].items()}
        return down if _is_fresh(raw, now) else {}
    except SPOILT:
        return {}


def read_standing(state_dir: Path, now: datetime) -> Standing:
    """Return what else was told; nothing when the terminal stopped writing, and of a file of an older version."""
    try:
        raw = _read(state_dir)
        told = raw["standing"]
        levels = {str(name): int(left) for name, left in told["levels"].items()}
        known = Standing(levels, told["ups_percent"], told["configuration"], told["rulebook"])
        return known if _is_fresh(raw, now) else Standing()
    except SPOILT:
        return Standing()


def _read(state_dir: Path) -> Any:
    return json.loads((state_dir / FILE_NAME).read_text(encoding="utf-8"))


def _is_fresh(raw: Any, now: datetime) -> bool:
    return abs(now - datetime.fromisoformat(raw["written_at"])) <= FRESH_FOR
