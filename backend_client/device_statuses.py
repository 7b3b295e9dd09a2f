"""`state_dir/devices.json`: what the terminal's process last knew of its devices, for the courier's heartbeat."""

import json
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

FILE_NAME = "devices.json"
FRESH_FOR = timedelta(minutes=3)
UNKNOWN = "unknown"  # drivers.device.DeviceStatus.UNKNOWN


def write(state_dir: Path, statuses: Mapping[str, str], now: datetime) -> None:
    """Replace the file as a whole; call it on every change and at least once a minute. Raises :class:`OSError`."""
    part = state_dir / f"{FILE_NAME}.{threading.get_ident()}.part"  # several threads of the terminal may write at once
    part.write_text(json.dumps({"written_at": now.isoformat(), "devices": dict(statuses)}), encoding="utf-8")
    part.replace(state_dir / FILE_NAME)


def read(state_dir: Path, now: datetime) -> dict[str, str]:
    """Return device -> status; every status is `unknown` when the terminal stopped writing, nothing when it never wrote."""
    try:
        raw = json.loads((state_dir / FILE_NAME).read_text(encoding="utf-8"))
        written_at = datetime.fromisoformat(raw["written_at"])
        devices = {str(device): str(status) for device, status in raw["devices"].items()}
        fresh = abs(now - written_at) <= FRESH_FOR
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return devices if fresh else dict.fromkeys(devices, UNKNOWN)
