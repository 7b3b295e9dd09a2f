"""Typed settings: `config/kiosk.toml` and `config/devices.toml`, then one overlay laid over both."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from backend_client.address import checked_address
from kiosk.setting_files import CONFIG_DIR, read_tables
from payment.wire import SOCKET_NAME


class _Section(BaseModel):
    """Closed and immutable: a misspelt key is an error at start, not a surprise at night."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Office(_Section):
    """Where the back office is, and the private authority (PEM) that signs its certificate."""

    url: str
    ca_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _encrypted(cls, url: str) -> str:
        return checked_address(url)


class _FirstSeen(_Section):
    """Taken as written, "850" is no number: `kiosk.first_look` has read the same before this could check it."""

    model_config = ConfigDict(strict=True)  # and what a section is


class Keyboard(_FirstSeen):
    """Striking keys, in milliseconds; the most that EN 301 549 (5.7, 5.8) asks for can be set."""

    repeat_delay_ms: int = Field(default=600, ge=200, le=2000)
    repeat_ms: int = Field(default=200, ge=100, le=2000)
    double_strike_ms: int = Field(default=60, ge=0, le=500)
    new_meaning_ms: int = Field(default=500, ge=0, le=2000)
    repeat_delay_elder_ms: int = Field(default=2000, ge=200, le=2000)
    double_strike_elder_ms: int = Field(default=120, ge=0, le=500)
    new_meaning_elder_ms: int = Field(default=800, ge=0, le=2000)


class Ui(_FirstSeen):
    """The panel."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    fullscreen: bool = True
    panel_width_mm: int = Field(default=336, ge=100, le=2000)
    panel_bottom_mm: int | None = Field(default=None, ge=0, le=2000)  # of the picture's lower edge above the floor
    keyboard: Keyboard = Keyboard()


class Times(_Section):
    """Limits of the flow, in seconds."""

    idle_warning: float = Field(default=60, gt=0)
    idle_warning_elder: float = Field(default=120, gt=0)
    idle_countdown: int = Field(default=20, gt=0)
    visit: float = Field(default=900, gt=0)
    card_slow: float = Field(default=8, gt=0)
    eligibility: float = Field(default=10, gt=0)
    receipt_from_office: float = Field(default=8, ge=0)
    clarify: float = Field(default=60, gt=0)
    things_left: float = Field(default=120, gt=0)
    goodbye: float = Field(default=8, gt=0)


class FaceSettings(_Section):
    """Face verification; times in seconds."""

    engine: Literal["sface", "face_recognition"] = "sface"
    tries: int = Field(default=3, ge=1, le=9)
    try_limit: float = Field(default=25, gt=0)
    turns: int = Field(default=2, ge=0, le=4)
    reference_limit: float = Field(default=6, gt=0)


class Contact(_Section):
    """What a receipt names for questions."""

    hotline: str
    query_zh: str


class Log(_Section):
    """Rotation of the log."""

    max_bytes: int = Field(default=5_000_000, ge=10_000)
    files: int = Field(default=5, ge=1)


class Settings(_Section):
    """Everything the terminal is told. `devices` is read by `drivers`, each device its own table.

    Tables of other programs that read the same files (the courier) are passed over.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    profile: Literal["sandbox", "cabinet"]
    state_dir: Path
    office: Office
    ui: Ui
    times: Times
    contact: Contact
    face: FaceSettings = FaceSettings()
    log: Log
    courier: dict[str, Any] = Field(default_factory=dict)  # read by backend_client.settings
    devices: dict[str, dict[str, Any]] = Field(default_factory=dict)
    config_dir: Path = CONFIG_DIR

    @property
    def payment_socket(self) -> Path:
        """Where the payment process listens."""
        return self.state_dir / "payment" / SOCKET_NAME

    @property
    def sandbox(self) -> bool:
        """Tell whether everything shown and printed carries 样本."""
        return self.profile == "sandbox"


def load_settings(overlay: Path | None = None, config_dir: Path = CONFIG_DIR) -> Settings:
    """Read the settings; `overlay` defaults to the file named by KIOSK_OVERLAY.

    Raises :class:`OSError` for a file that cannot be read, :class:`ValueError` for one that makes no sense.
    """
    return Settings.model_validate({**read_tables(overlay, config_dir), "config_dir": config_dir})
