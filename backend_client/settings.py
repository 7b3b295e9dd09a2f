"""What the courier and the client need to know: `config/kiosk.toml` and one overlay on top of it.

The overlay's path stands in ``KIOSK_OVERLAY``; it names only paths, ports and addresses. Sections that belong to the screen
process are left to `kiosk.settings`.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.layers import lay_over

OVERLAY_VARIABLE = "KIOSK_OVERLAY"
CONFIG_DIR = Path(__file__).resolve().parents[1] / "config"


class _Section(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class OfficeSettings(_Section):
    """Where the office is and how its server certificate is known."""

    url: str
    ca_file: Path | None = None  # PEM of the office's private authority; nothing else is trusted when it is given


class CourierSettings(_Section):
    """Rhythm of the courier, in seconds, and how long delivered bodies stay."""

    heartbeat: float = Field(default=60.0, gt=0)
    calendar: float = Field(default=900.0, gt=0)  # how often the office is asked for its working-day tables
    poll: float = Field(default=0.3, gt=0, le=0.5)
    connect_limit: float = Field(default=5.0, gt=0)
    answer_limit: float = Field(default=20.0, gt=0)
    keep_delivered_days: int = Field(default=7, ge=0)
    send_again_within: float = Field(default=120.0, ge=0)  # after a restore of the office


class Settings(_Section):
    """Everything this package reads from configuration."""

    profile: str = "cabinet"
    state_dir: Path
    office: OfficeSettings
    courier: CourierSettings = CourierSettings()


def read_layers(base: Path, overlay: Path | None) -> dict[str, Any]:
    """Return the tables of `base` (when it is there) with those of `overlay` laid over them, key by key."""
    layers = [base] if overlay is None else [base, overlay]
    merged: dict[str, Any] = {}
    for layer in layers:
        if layer != base or layer.exists():
            merged = lay_over(merged, tomllib.loads(layer.read_text(encoding="utf-8")))
    return merged


def overlay_path() -> Path | None:
    """Return the overlay named by the environment, if one is."""
    value = os.environ.get(OVERLAY_VARIABLE)
    return Path(value) if value else None


def load_settings(overlay: Path | None = None) -> Settings:
    """Read `config/kiosk.toml` and `overlay` (default: the environment's).

    Raises :class:`pydantic.ValidationError` when a needed key is missing, :class:`OSError` when the overlay is not there.
    """
    return Settings.model_validate(read_layers(CONFIG_DIR / "kiosk.toml", overlay or overlay_path()))
