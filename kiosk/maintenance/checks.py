"""Self-tests of what is no device: the line to the office, clock, calendar, disk, certificate, database, model files.

Each answers like a device's self-test. They read only, need no device, and run in a worker's thread: the slowest takes seconds.
"""

import shutil
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from sqlalchemy import Connection

from backend_client.contact import find
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.device import SelfTestResult
from kiosk.audit.log import verify
from kiosk.face.models import DLIB_MODELS, SFACE, YUNET, InvalidModels, check_model
from kiosk.maintenance.records import store_of
from kiosk.working_days import TerminalCalendar, missed_from

LINE_LIMIT_S = 5.0
LEAST_FREE_BYTES = 500_000_000
LEAST_FREE_SHARE = 0.05
LARGEST_OFFSET_S = 60.0  # the office refuses signatures from 300 on: a technician hears of it before
LEAST_DAYS = 14
MODELS = {"sface": (YUNET, SFACE), "face_recognition": (YUNET, *DLIB_MODELS)}


@dataclass(frozen=True)
class Ground:
    """What the checks look at."""

    config_dir: Path
    state_dir: Path
    office: str
    ca_file: Path | None
    engine: str  # of the face check
    clock: Clock


Check = Callable[[Ground], SelfTestResult]


def check_network(ground: Ground) -> SelfTestResult:
    """Connect to the office, and look how the courier fared there."""
    begun = ground.clock.monotonic()
    try:
        with socket.create_connection(_address(ground.office), LINE_LIMIT_S):
            took = ground.clock.monotonic() - begun
    except OSError:
        return _failed(FailureCode.NETWORK_DOWN)
    details = (("milliseconds", str(round(took * 1000))),)
    said = _with_store(ground, lambda connection: (found := find(connection)) and found.failure)
    # of a store that fails the check of the database speaks
    failure = said if isinstance(said, FailureCode) and said is not FailureCode.STORE_FAILED else None
    return SelfTestResult(failure is None, failure, details)


def check_clock(ground: Ground) -> SelfTestResult:
    """Compare with what the office's clock said last; unknown is told as unknown."""
    offset = _with_store(ground, lambda connection: (found := find(connection)) and found.clock_offset_seconds)
    if not isinstance(offset, float):
        return SelfTestResult(passed=True, details=(("offset_s", "unknown"),))
    details = (("offset_s", f"{offset:+.1f}"),)
    if abs(offset) > LARGEST_OFFSET_S:
        return SelfTestResult(passed=False, failure=FailureCode.CLOCK_WRONG, details=details)
    return SelfTestResult(passed=True, details=details)


def check_calendar(ground: Ground) -> SelfTestResult:
    """See for which years there are working days, and from when the next one is missed; told as the heartbeat tells it."""
    try:
        calendar = TerminalCalendar(ground.config_dir, ground.state_dir)
    except (OSError, ValueError, LookupError):  # a table that cannot be read is none
        return _failed(FailureCode.CALENDAR_MISSING)
    today = ground.clock.now().date()
    tables = [table for year, table in sorted(calendar.tables().items()) if year >= today.year]
    details = [
        ("years", " ".join(str(table.year) for table in tables) or "—"),
        ("provisional", " ".join(str(table.year) for table in tables if table.provisional)),
        ("missed_from", missed_from(calendar.first_unknown(today)).isoformat()),
    ]
    missing = calendar.missing(today) is not None
    failure = FailureCode.CALENDAR_MISSING if missing else None
    return SelfTestResult(not missing, failure, tuple((key, value) for key, value in details if value))


def check_disk(ground: Ground) -> SelfTestResult:
    """See how much room is left where the database lies."""
    try:
        usage = shutil.disk_usage(ground.state_dir)
    except OSError:
        return _failed(FailureCode.STORE_FAILED)
    details = (("free_mb", str(usage.free // 1_000_000)), ("total_mb", str(usage.total // 1_000_000)))
    low = usage.free < LEAST_FREE_BYTES or usage.free < usage.total * LEAST_FREE_SHARE
    return SelfTestResult(not low, FailureCode.DISK_LOW if low else None, details)


def check_certificate(ground: Ground) -> SelfTestResult:
    """See until when the office's certificate is good; a line without encryption (loopback only) has none."""
    if urlsplit(ground.office).scheme != "https":
        return SelfTestResult(passed=True, details=(("days", "none"),))
    try:
        ends = _certificate_end(ground)
    except ssl.SSLError:
        return _failed(FailureCode.CERTIFICATE_EXPIRING)
    except OSError:
        return _failed(FailureCode.NETWORK_DOWN)
    days = (ends - ground.clock.now()).days
    failure = FailureCode.CERTIFICATE_EXPIRING if days < LEAST_DAYS else None
    return SelfTestResult(failure is None, failure, (("days", str(days)),))


def check_database(ground: Ground) -> SelfTestResult:
    """Have SQLite check every page, and walk the chain of the audit log."""
    rows = _with_store(ground, _integrity)
    if isinstance(rows, int):
        return SelfTestResult(passed=True, details=(("audit_rows", str(rows)),))
    return _failed(FailureCode.STORE_FAILED)


def check_models(ground: Ground) -> SelfTestResult:
    """Hash the face check's weights."""
    models = MODELS.get(ground.engine, ())
    try:
        for model in models:
            check_model(model)
    except (InvalidModels, OSError):
        return _failed(FailureCode.FACE_MODELS_INVALID)
    return SelfTestResult(passed=True, details=(("files", str(len(models))),))


CHECKS: Mapping[str, Check] = {
    "network": check_network,
    "clock": check_clock,
    "calendar": check_calendar,
    "disk": check_disk,
    "certificate": check_certificate,
    "database": check_database,
    "models": check_models,
}


def _failed(code: FailureCode) -> SelfTestResult:
    return SelfTestResult(passed=False, failure=code)


def _address(office: str) -> tuple[str, int]:
    parts = urlsplit(office)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _with_store(ground: Ground, look: Callable[[Connection], object]) -> object:
    try:
        with store_of(ground.state_dir) as connection:
            return look(connection)
    except KnownFailure as failure:
        return failure.code


def _integrity(connection: Connection) -> int | None:
    """Return how many rows the audit log has when everything is whole, else None."""
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    verdict = verify(connection)
    return verdict.rows if said == "ok" and verdict.intact else None


def _certificate_end(ground: Ground) -> datetime:
    context = ssl.create_default_context(cafile=str(ground.ca_file) if ground.ca_file else None)
    host, port = _address(ground.office)
    with (
        socket.create_connection((host, port), LINE_LIMIT_S) as plain,
        context.wrap_socket(plain, server_hostname=host) as line,
    ):
        shown = line.getpeercert(binary_form=True)
    if shown is None:
        raise ssl.SSLError("no certificate")
    return x509.load_der_x509_certificate(shown).not_valid_after_utc.astimezone(UTC)
