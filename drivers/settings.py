"""What a driver's command line is told: its table in `config/devices.toml`, then in the overlay named by KIOSK_OVERLAY."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CONFIG_DIR = Path(__file__).resolve().parents[1] / "config"
OVERLAY_VARIABLE = "KIOSK_OVERLAY"


def load_device_table(device: str, config_dir: Path = CONFIG_DIR) -> dict[str, Any]:
    """Return the table `devices.<device>`.

    Raises :class:`OSError` for a file that cannot be read, :class:`ValueError` for one that is no TOML.
    """
    named = os.environ.get(OVERLAY_VARIABLE)
    layers = [config_dir / "devices.toml", *([Path(named)] if named else [])]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged |= _table(tomllib.loads(layer.read_text("utf-8")), device)
    return merged


def _table(raw: Mapping[str, Any], device: str) -> Mapping[str, Any]:
    table = raw.get("devices", {}).get(device, {})
    if not isinstance(table, Mapping):
        raise TypeError(f"devices.{device} must be a table")
    return table
