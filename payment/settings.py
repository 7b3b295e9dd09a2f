"""Settings of the payment process: `config/payment.toml`, its devices in `config/devices.toml`, then the machine's overlay."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.layers import lay_over

CONFIG_DIR = Path(__file__).resolve().parents[1] / "config"
OVERLAY_VARIABLE = "KIOSK_OVERLAY"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AcquirerSettings(_Section):
    """Where the acquirer is and who we are to it. Limits in seconds."""

    host: str
    port: int = Field(ge=1, le=65535)
    terminal: str = Field(pattern=r"^[0-9A-Za-z]{8}$")
    merchant: str = Field(pattern=r"^[0-9A-Za-z]{15}$")
    connect_limit: float = Field(default=5, gt=0)
    answer_limit: float = Field(default=30, gt=0)


class CardSettings(_Section):
    """What a citizen may pay with, and how long each step may take, in seconds."""

    applications: tuple[str, ...] = Field(min_length=1)  # AIDs in hexadecimal
    card: float = Field(default=60, gt=0)
    choice: float = Field(default=30, gt=0)
    pin: float = Field(default=60, gt=0)


class PaymentSettings(_Section):
    """The `payment` table."""

    back_end: Literal["built_in"] = "built_in"
    mac_master_key_file: Path  # 16 bytes, readable by the payment process only
    reversal_every: float = Field(default=30, gt=0)
    acquirer: AcquirerSettings
    card: CardSettings


class Settings(BaseModel):
    """Everything the payment process is told; tables of other programs are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state_dir: Path
    payment: PaymentSettings
    devices: dict[str, dict[str, Any]] = Field(default_factory=dict)
    config_dir: Path = CONFIG_DIR


def load_settings(overlay: Path | None = None, config_dir: Path = CONFIG_DIR) -> Settings:
    """Read the settings; raises :class:`OSError` for a file that cannot be read, :class:`ValueError` for one without sense."""
    named = os.environ.get(OVERLAY_VARIABLE)
    overlay = overlay or (Path(named) if named else None)
    files = ("kiosk.toml", "devices.toml", "payment.toml")
    merged: dict[str, Any] = {}
    for layer in (*(config_dir / name for name in files), *([overlay] if overlay else [])):
        merged = lay_over(merged, tomllib.loads(layer.read_text("utf-8")))
    return Settings.model_validate({**merged, "config_dir": config_dir})
