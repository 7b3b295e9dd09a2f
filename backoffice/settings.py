"""Settings of the office: `config/office.toml`, then one overlay whose path stands in ``BACKOFFICE_OVERLAY``."""

import os
import tomllib
from datetime import time
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from domain.layers import lay_over

CONFIG = Path(__file__).resolve().parents[1] / "config"
OVERLAY = "BACKOFFICE_OVERLAY"


class Profile(StrEnum):
    """Where this office runs. In the sandbox everything says 样本."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartnerSettings(_Section):
    """Address and key of one partner."""

    url: str
    key: SecretStr


class StageMinutes(_Section):
    """Working minutes a case may stay in a stage."""

    review: int = Field(gt=0)
    production: int = Field(gt=0)
    dispatch: int = Field(gt=0)


class ReviewSettings(_Section):
    """Times of the review desk."""

    lease_minutes: int = Field(gt=0)
    registry_fresh_minutes: int = Field(gt=0)  # an older answer of the registry is no ground for an approval
    shift_begins: time
    shift_ends: time
    stage_minutes: StageMinutes


class ViolationSettings(_Section):
    """How long what of a violation query is good, and how many people a terminal may ask about."""

    persons_per_hour: int = Field(gt=0)  # of one terminal; more different people are a harvest
    ticket_minutes: int = Field(gt=0)  # how long the pictures of an answer may be asked for
    face_fresh_minutes: int = Field(gt=0)  # an older face check does not open the whole answer


class PhoneCodeSettings(_Section):
    """Codes by SMS: how long they are good and how many there may be."""

    valid_seconds: int = Field(gt=0, le=3600)
    resend_seconds: int = Field(ge=0, le=3600)
    tries: int = Field(gt=0, le=20)
    per_phone_and_day: int = Field(gt=0)
    per_person_and_day: int = Field(gt=0)
    per_terminal_and_hour: int = Field(gt=0)
    proven_minutes: int = Field(gt=0)
    keep_days: int = Field(gt=0)


class FineSettings(_Section):
    """Fines: how many different decisions may be held within an hour."""

    decisions_per_payer_and_hour: int = Field(gt=0)
    decisions_per_terminal_and_hour: int = Field(gt=0)


class DocumentSettings(_Section):
    """How papers are made."""

    fonts_dir: Path  # the fonts of the house; papers use no other
    agency: str = Field(min_length=1)  # who signs papers that are no decision of one agency


class RetentionSettings(_Section):
    """Days after the end of a case until something is destroyed for good."""

    faces_days: int = Field(gt=0)  # the live pictures
    evidence_days: int = Field(gt=0)  # everything else that is sealed


class SignInSettings(_Section):
    """Times of a browser session and of the lock-out."""

    idle_minutes: int = Field(gt=0)
    longest_hours: int = Field(gt=0)
    failures_until_locked: int = Field(gt=0)
    locked_minutes: int = Field(gt=0)
    secure_cookie: bool  # only false where the office is reached over plain loopback


class WorkerSettings(_Section):
    """How often the worker does what."""

    tick_seconds: float = Field(gt=0)
    seal_seconds: float = Field(gt=0)
    tracking_minutes: int = Field(gt=0)
    batch: int = Field(gt=0)


class Settings(_Section):
    """Everything the office is told."""

    profile: Profile
    state_dir: Path
    database_url: str = Field(repr=False)  # may carry a password; empty: SQLite in state_dir
    hotline: str
    registry: PartnerSettings
    post: PartnerSettings
    sms: PartnerSettings
    review: ReviewSettings
    violations: ViolationSettings
    fines: FineSettings
    phone_codes: PhoneCodeSettings
    documents: DocumentSettings
    retention: RetentionSettings
    sign_in: SignInSettings
    worker: WorkerSettings
    config_dir: Path = CONFIG

    @property
    def database(self) -> str:
        """Return the database's address, in the spelling SQLAlchemy wants."""
        return self.database_url or f"sqlite:///{self.state_dir / 'office.db'}"

    @property
    def keys_dir(self) -> Path:
        """Return the folder of the office's own keys."""
        return self.state_dir / "keys"

    @property
    def evidence_dir(self) -> Path:
        """Return the folder of the evidence store."""
        return self.state_dir / "evidence"

    @property
    def faces_dir(self) -> Path:
        """Return the folder of the live pictures."""
        return self.state_dir / "faces"

    @property
    def is_sandbox(self) -> bool:
        """Tell whether everything must say 样本."""
        return self.profile is Profile.SANDBOX


def load_settings(overlay: Path | None = None, config_dir: Path = CONFIG) -> Settings:
    """Read the settings; `overlay` wins over the environment's; raises :class:`pydantic.ValidationError` on nonsense."""
    raw = tomllib.loads((config_dir / "office.toml").read_text(encoding="utf-8"))
    path = overlay or (Path(os.environ[OVERLAY]) if OVERLAY in os.environ else None)
    if path is not None:
        raw = lay_over(raw, tomllib.loads(path.read_text(encoding="utf-8")))
    return Settings.model_validate({"config_dir": config_dir, **raw})
