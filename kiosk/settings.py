"""Typed settings: `config/kiosk.toml` and `config/devices.toml`, then one overlay laid over both."""

from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from backend_client import rolled_out
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
    outcome: float = Field(default=25, gt=0)
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


class Power(_Section):
    """What is done when the mains are gone; times in seconds."""

    lost_after: float = Field(default=3, ge=0)  # a flicker is no power cut
    back_after: float = Field(default=5, ge=0)
    low_percent: int = Field(default=20, ge=0, le=100)
    low_runtime: int = Field(default=180, ge=0)
    last_while: float = Field(default=45, ge=0)  # for the visit to end, reversals and outbox to go
    off_command: tuple[str, ...] = ("systemctl", "poweroff")


class ClockSettings(_Section):
    """What is known of the time without asking anybody."""

    not_before: date  # this software was not made before


class Contact(_Section):
    """What a receipt names for questions."""

    hotline: str
    query_zh: str


class Log(_Section):
    """Rotation of the log."""

    max_bytes: int = Field(default=5_000_000, ge=10_000)
    files: int = Field(default=5, ge=1)


class Disk(_Section):
    """Room that must be left on the disk of `state_dir`: else no new visit begins."""

    refuse_below_mb: int = Field(default=1000, ge=100)
    again_above_mb: int = Field(default=1500, ge=100)
    least_files: int = Field(default=5000, ge=100)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.again_above_mb < self.refuse_below_mb:
            raise ValueError("disk.again_above_mb is below disk.refuse_below_mb")
        return self


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
    disk: Disk = Disk()
    power: Power = Power()
    clock: ClockSettings = ClockSettings(not_before=date(2026, 11, 1))
    courier: dict[str, Any] = Field(default_factory=dict)  # read by backend_client.settings
    devices: dict[str, dict[str, Any]] = Field(default_factory=dict)
    config_dir: Path = CONFIG_DIR
    rolled_out: str | None = None  # hash of the office's configuration that these settings contain
    not_rolled_out: str | None = None  # hash of one that made no sense here

    @property
    def payment_socket(self) -> Path:
        """Where the payment process listens."""
        return self.state_dir / "payment" / SOCKET_NAME

    @property
    def off_command(self) -> tuple[str, ...]:
        """What switches the machine off. A sandbox never does that: it runs something else, or nothing."""
        command = self.power.off_command
        return () if self.sandbox and command == Power().off_command else command

    @property
    def sandbox(self) -> bool:
        """Tell whether everything shown and printed carries 样本."""
        return self.profile == "sandbox"


def load_settings(overlay: Path | None = None, config_dir: Path = CONFIG_DIR) -> Settings:
    """Read the settings; `overlay` defaults to the file named by KIOSK_OVERLAY.

    What the office rolled out lies between the shipped files and the overlay; when it makes no sense, what it rolled out
    before, and at last nothing of it.

    Raises :class:`OSError` for a file that cannot be read, :class:`ValueError` for one that makes no sense.
    """
    plain = read_tables(overlay, config_dir)
    refused: str | None = None
    for layer in rolled_out.layers(Path(str(plain.get("state_dir", "")))):
        try:
            tables = read_tables(overlay, config_dir, layer.tables())
            told = {"config_dir": config_dir, "rolled_out": layer.sha256, "not_rolled_out": refused}
            return Settings.model_validate({**tables, **told})
        except ValueError:
            refused = refused or layer.sha256
    return Settings.model_validate({**plain, "config_dir": config_dir, "not_rolled_out": refused})
