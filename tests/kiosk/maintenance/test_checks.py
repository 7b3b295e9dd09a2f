"""The checks of what is no device: right when all is well, and exactly the failure when it is not."""

import socket
import sqlite3
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from backend_client import contact
from backend_client.database import database_path, open_database, writing
from backend_client.errands import write_whole
from backend_client.office_calendar import path_of
from domain.clock import SHANGHAI, FrozenClock
from domain.failures import FailureCode
from domain.wire.v1_calendar import Calendar, CalendarYear
from kiosk.audit.events import parse_events
from kiosk.face.models import YUNET
from kiosk.maintenance import checks
from kiosk.maintenance.checks import CHECKS, Ground
from kiosk.store.room import StoreRoom
from kiosk.working_days import CalendarWatch, TerminalCalendar
from tests.kiosk.stage import START
from tests.paths import CONFIG


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    clock = FrozenClock(START)
    room = StoreRoom(tmp_path, clock, parse_events((CONFIG / "events.toml").read_text("utf-8")), lambda: None)
    room.open()
    room.note("terminal_started", {})
    room.close()
    with closing(socket.create_server(("127.0.0.1", 0))) as office:
        yield Ground(CONFIG, tmp_path, f"http://127.0.0.1:{office.getsockname()[1]}", None, "sface", clock)


def note_contact(ground: Ground, failure: FailureCode | None, offset: float | None) -> None:
    engine = open_database(database_path(ground.state_dir))
    with writing(engine) as connection:
        contact.note(connection, START, failure, offset)
    engine.dispose()


@pytest.mark.parametrize("name", CHECKS)
def test_all_is_well(ground: Ground, name: str) -> None:
    assert CHECKS[name](ground).failure is None


def test_nobody_listens(ground: Ground) -> None:
    assert CHECKS["network"](replace(ground, office="http://127.0.0.1:1")).failure is FailureCode.NETWORK_DOWN


def test_somebody_listens_but_the_courier_was_refused(ground: Ground) -> None:
    note_contact(ground, FailureCode.OFFICE_REFUSED, None)
    assert CHECKS["network"](ground).failure is FailureCode.OFFICE_REFUSED


@pytest.mark.parametrize(
    ("offset", "failure"), [(59.0, None), (-61.0, FailureCode.CLOCK_WRONG), (4000.0, FailureCode.CLOCK_WRONG)]
)
def test_a_clock_is_compared_with_the_offices(ground: Ground, offset: float, failure: FailureCode | None) -> None:
    note_contact(ground, None, offset)
    result = CHECKS["clock"](ground)
    assert (result.failure, dict(result.details)["offset_s"]) == (failure, f"{offset:+.1f}")


def test_a_clock_that_nobody_compared_is_unknown(ground: Ground) -> None:
    assert dict(CHECKS["clock"](ground).details) == {"offset_s": "unknown"}


@pytest.mark.parametrize(
    ("day", "told", "failure", "details"),
    [
        ("2026-11-22", None, None, {"years": "2026 2027", "provisional": "2027", "missed_from": "2027-12-01"}),
        ("2027-11-30", None, None, {"years": "2027", "provisional": "2027", "missed_from": "2027-12-01"}),
        (
            "2027-12-01",
            None,
            FailureCode.CALENDAR_MISSING,
            {"years": "2027", "provisional": "2027", "missed_from": "2027-12-01"},
        ),
        ("2027-12-01", 2028, None, {"years": "2027 2028", "provisional": "2027", "missed_from": "2028-12-01"}),
        ("2028-01-01", None, FailureCode.CALENDAR_MISSING, {"years": "—", "missed_from": "2027-12-01"}),
    ],
)
def test_a_year_without_working_days_is_told_as_the_heartbeat_tells_it(
    ground: Ground, day: str, told: int | None, failure: FailureCode | None, details: dict[str, str]
) -> None:
    clock = FrozenClock(datetime.fromisoformat(day).replace(tzinfo=SHANGHAI))
    if told:
        table = CalendarYear(year=told, provisional=False, holidays=[], makeup_workdays=[])
        calendar = Calendar(terminal_id="t-1", issued_at=START, years=[table])
        write_whole(path_of(ground.state_dir), calendar.model_dump(mode="json"))
    result = CHECKS["calendar"](replace(ground, clock=clock))
    assert (result.passed, result.failure, dict(result.details)) == (failure is None, failure, details)
    watch = CalendarWatch(TerminalCalendar(CONFIG, ground.state_dir), clock, lambda _: None)
    watch.look()
    assert watch.is_missing is not result.passed


def test_a_table_that_cannot_be_read_is_none(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "config" / "calendar").mkdir(parents=True)
    (tmp_path / "config" / "calendar" / "2026.toml").write_text("year = 2026", "utf-8")
    assert CHECKS["calendar"](replace(ground, config_dir=tmp_path / "config")).failure is FailureCode.CALENDAR_MISSING


def test_a_disk_that_is_nearly_full(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil_usage(total=100_000_000_000, free=4_000_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert CHECKS["disk"](ground).failure is FailureCode.DISK_LOW


def shutil_usage(total: int, free: int) -> Any:
    class Usage:
        pass

    usage = Usage()
    usage.total, usage.free = total, free  # type: ignore[attr-defined]
    return usage


def test_a_page_of_the_database_that_was_overwritten(ground: Ground) -> None:
    path = database_path(ground.state_dir)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray(path.read_bytes())
    for page in range(2, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(whole)
    assert CHECKS["database"](ground).failure is FailureCode.STORE_FAILED


def test_a_row_of_the_audit_log_that_was_changed(ground: Ground) -> None:
    engine = open_database(database_path(ground.state_dir))
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER audit_log_is_not_changed"))
        connection.execute(text("UPDATE audit_log SET event = 'bug'"))
    engine.dispose()
    assert CHECKS["database"](ground).failure is FailureCode.STORE_FAILED


def test_a_database_that_is_gone(ground: Ground, tmp_path: Path) -> None:
    assert CHECKS["database"](replace(ground, state_dir=tmp_path / "elsewhere")).failure is FailureCode.STORE_FAILED


def test_a_model_that_is_another_file(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.MODELS, "sface", (replace(YUNET, sha256="0" * 64),))
    assert CHECKS["models"](ground).failure is FailureCode.FACE_MODELS_INVALID


@contextmanager
def encrypted_office(folder: Path, clock: FrozenClock, days: int) -> Iterator[tuple[str, Path]]:
    """An office with a certificate of its own that ends in `days`."""
    certificate, key = make_certificate(folder, clock, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            while True:
                plain, _ = server.accept()
                try:
                    with context.wrap_socket(plain, server_side=True) as line:
                        line.recv(1)
                except OSError:
                    continue
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"https://localhost:{server.getsockname()[1]}", certificate
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def make_certificate(folder: Path, clock: FrozenClock, days: int) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(clock.now() - timedelta(days=3650))
        .not_valid_after(clock.now() + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "office.pem", folder / "office.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


@pytest.mark.parametrize(("days", "failure"), [(3650, None), (13, FailureCode.CERTIFICATE_EXPIRING)])
def test_a_certificate_is_looked_at_before_it_ends(
    ground: Ground, tmp_path: Path, days: int, failure: FailureCode | None
) -> None:
    from domain.clock import SystemClock

    clock = FrozenClock(SystemClock().now())  # OpenSSL asks the machine's own clock
    with encrypted_office(tmp_path, clock, days) as (url, authority):
        result = CHECKS["certificate"](replace(ground, office=url, ca_file=authority, clock=clock))
    assert result.failure is failure
    assert abs(int(dict(result.details)["days"]) - days) <= 1


def test_a_certificate_of_nobody_we_know(ground: Ground, tmp_path: Path) -> None:
    from domain.clock import SystemClock

    with encrypted_office(tmp_path, FrozenClock(SystemClock().now()), 365) as (url, _):
        assert CHECKS["certificate"](replace(ground, office=url)).failure is FailureCode.CERTIFICATE_EXPIRING
