"""Settings of the office: `config/office.toml`, then one overlay whose path stands in ``BACKOFFICE_OVERLAY``."""

import os
import tomllib
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from backoffice.secret_files import with_secrets
from domain.layers import lay_over

CONFIG = Path(__file__).resolve().parents[1] / "config"
OVERLAY = "BACKOFFICE_OVERLAY"


class Profile(StrEnum):
    """Where this office runs. In the sandbox everything says 样本."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoticeSettings(_Section):
    """Between which hours people are told what can wait; the hours are unverified."""

    told_from: time = time(8, 0)
    told_until: time = time(20, 0)


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


class EscalationSettings(_Section):
    """When a case is pressed for 催办."""

    half_share: float = Field(gt=0, lt=1)  # of the stage's working time
    last_minutes: int = Field(gt=0)  # working minutes before the stage's end


class BoardSettings(_Section):
    """What the board shows, and how long a case that was assigned waits for its clerk."""

    assigned_minutes: int = Field(gt=0)  # lease of a case that a supervisor gave to somebody
    days: int = Field(gt=0, le=366)  # shares and medians look back so far
    silent_minutes: int = Field(gt=0)  # a terminal that took nothing in for so long within the shift is told of
    corrections_percent: int = Field(gt=0, le=100)  # from here on a terminal's share of corrections is told of


class CalendarSettings(_Section):
    """Working-day tables."""

    alarm_from: str = Field(pattern=r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")  # month and day: next year's table is missed
    look_seconds: float = Field(gt=0)  # how soon every process goes by a table that was entered


class ProductionSettings(_Section):
    """Blanks and batches. Kinds: driver_licence, vehicle_licence, plates."""

    numbered: frozenset[str]  # kinds of which every blank is accounted for, so that nothing is made without one
    alarm_below: dict[str, int]  # kind -> pieces: fewer left is an alarm
    largest_receipt: int = Field(gt=0)  # numbers that may come in at once
    largest_batch: int = Field(gt=0)
    checker_differs: bool  # the second look must be somebody else's than the maker's


class DispatchSettings(_Section):
    """Letters on their way and back."""

    stalled_hours: int = Field(gt=0)  # no news of a letter for so long: to be looked into
    kept_days: int = Field(gt=0)  # a letter that came back is kept so long
    recovery_days: int = Field(gt=0)  # after delivery; an old document that is not back then is overdue


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
    unfinished_days: int = Field(gt=0)  # after the last event of a case that never ended: a letter nobody fetched


class StoreKind(StrEnum):
    """Where sealed objects lie."""

    FOLDER = "folder"
    S3 = "s3"


class EvidenceStoreSettings(_Section):
    """Where sealed objects lie; the rest counts for an S3-compatible store only."""

    kind: StoreKind = StoreKind.FOLDER
    endpoint: str = ""
    region: str = ""
    bucket: str = ""
    faces_bucket: str = ""  # of the live pictures
    access_key_file: Path | None = None
    secret_key_file: Path | None = None
    ca_file: Path | None = None  # PEM of a private authority

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = (self.endpoint, self.region, self.bucket, self.faces_bucket, self.access_key_file, self.secret_key_file)
        if self.kind is StoreKind.S3 and not all(needed):
            raise ValueError("an S3 store needs endpoint, region, bucket, faces_bucket and both files of its credentials")
        return self


class AuditSettings(_Section):
    """Beyond what the auditor's rules point at a view of personal data."""

    night_begins: time
    night_ends: time
    cases_per_hour: int = Field(gt=0)  # different ones, of one clerk
    cases_of_one_person: int = Field(gt=0)  # of one clerk on one day
    people_of_one_name: int = Field(gt=0)  # of one clerk on one day
    ended_days: int = Field(ge=0)  # after the end of a case in which the clerk did nothing


class SignInSettings(_Section):
    """How staff sign in: second factor, times of a browser session and of the lock-out."""

    second_factor: bool  # a code besides the password
    idle_minutes: int = Field(gt=0)
    longest_hours: int = Field(gt=0)
    one_time_hours: int = Field(default=24, gt=0, le=720)  # in which a one-time password must be used
    proof_minutes: int = Field(gt=0)  # how long a code given once is good for what needs one again
    failures_until_locked: int = Field(gt=0)
    failures_until_address_locked: int = Field(gt=0)  # within `locked_minutes`; an office hall may have one address
    locked_minutes: int = Field(gt=0)
    secure_cookie: bool  # only false where the office is reached over plain loopback


class WorkerSettings(_Section):
    """How often the worker does what."""

    tick_seconds: float = Field(gt=0)
    seal_seconds: float = Field(gt=0)
    tracking_minutes: int = Field(gt=0)
    batch: int = Field(gt=0)  # jobs handed to the engine and not done yet
    executor_id: str = Field(default="", max_length=120)  # unique and the same after a restart; empty: of unit or machine
    jobs_database_url: str = Field(default="", repr=False)  # empty: see `jobs_database`
    jobs_at_once: int = Field(default=8, gt=0)  # in one worker
    poll_seconds: float = Field(default=0.5, gt=0)  # how soon the engine begins what it was handed
    beat_seconds: float = Field(default=5.0, gt=0)  # how often an executor says that it lives
    silent_seconds: float = Field(default=20.0, gt=0)  # after which silence its jobs are done elsewhere
    keep_jobs_days: int = Field(default=30, gt=0)  # how long the engine remembers jobs that ended


class WebSettings(_Section):
    """How the office is served."""

    workers: int = Field(default=1, ge=1, le=64)  # processes; more than one needs PostgreSQL


class FleetSettings(_Section):
    """Terminals: their certificates, what is an alarm, how long what is kept."""

    certificate_days: int = Field(gt=0, le=3650)
    certificate_header: str = Field(pattern=r"^([A-Za-z][A-Za-z-]{0,60})?$")  # set by the proxy, which alone may; "": none does
    crl_days: int = Field(gt=0, le=365)
    offline_minutes: int = Field(gt=0)
    device_down_minutes: int = Field(ge=0)
    level_low_percent: int = Field(ge=0, le=100)
    certificate_soon_days: int = Field(ge=0)
    outbox_old_minutes: int = Field(gt=0)
    clock_off_seconds: float = Field(gt=0)
    disk_low_mb: int = Field(ge=0)
    escalate_minutes: int = Field(gt=0)
    command_hours: int = Field(gt=0, le=168)
    log_days: int = Field(gt=0)
    metrics_token_file: Path | None = None


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
    production: ProductionSettings
    dispatch: DispatchSettings
    escalation: EscalationSettings
    board: BoardSettings
    calendar: CalendarSettings
    violations: ViolationSettings
    fines: FineSettings
    phone_codes: PhoneCodeSettings
    notices: NoticeSettings = NoticeSettings()
    documents: DocumentSettings
    retention: RetentionSettings
    evidence_store: EvidenceStoreSettings = EvidenceStoreSettings()
    web: WebSettings = WebSettings()
    audit: AuditSettings
    sign_in: SignInSettings
    fleet: FleetSettings
    worker: WorkerSettings
    config_dir: Path = CONFIG

    @property
    def database(self) -> str:
        """Return the database's address, in the spelling SQLAlchemy wants."""
        return self.database_url or f"sqlite:///{self.state_dir / 'office.db'}"

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file of this machine."""
        return self.database.startswith("sqlite")

    @property
    def jobs_database(self) -> str:
        """Return the address of the jobs' database: a file of its own beside SQLite, a schema of its own on PostgreSQL."""
        if self.worker.jobs_database_url:
            return self.worker.jobs_database_url
        return f"sqlite:///{self.state_dir / 'jobs.db'}" if self.database.startswith("sqlite") else self.database

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
    return Settings.model_validate({"config_dir": config_dir, **with_secrets(raw)})
