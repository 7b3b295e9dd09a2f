"""No row is lost, stuck or in another's way."""

import base64
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from backend_client import outbox
from backend_client.database import open_database, reading, writing
from backend_client.outbox import OutboxError, OutboxState
from backend_client.sealing import SealedBody, seal, seal_faces
from domain.application import ApplicationStatus
from domain.failures import FailureCode, KnownFailure, StaffAction
from domain.wire.v1 import ApplicationReceipt, SealedApplication
from tests.backend_client import samples
from tests.backend_client.samples import NOON

KEY = samples.sealing_key()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "terminal.db")
    with writing(engine) as connection:
        outbox.create_tables(connection)
    yield engine
    engine.dispose()


def _released(engine: Engine, running: int = 1) -> str:
    with writing(engine) as connection:
        return samples.put_released(connection, running, KEY)


def _held(engine: Engine, running: int = 1) -> str:
    number = samples.application_number(running)
    with writing(engine) as connection:
        outbox.put(connection, uuid4(), number, samples.SERVICE, seal(samples.application_body(number), KEY), NOON)
    return number


def _receipt(number: str) -> ApplicationReceipt:
    return ApplicationReceipt(
        number=number,
        status=ApplicationStatus.ACCEPTED,
        received_at=NOON + timedelta(seconds=3),
        due_date=date(2026, 11, 26),
        replayed=False,
    )


def _find(engine: Engine, number: str) -> outbox.OutboxEntry:
    with reading(engine) as connection:
        entry = outbox.find(connection, number)
    assert entry is not None
    return entry


def test_a_held_row_is_not_sent_until_it_is_released(engine: Engine) -> None:
    number = _held(engine)
    with writing(engine) as connection:
        assert not outbox.anything_due(connection, NOON)
        assert outbox.claim(connection, NOON) is None
        outbox.release(connection, number, NOON)
        assert outbox.anything_due(connection, NOON)
        claim = outbox.claim(connection, NOON)
    assert claim is not None
    assert claim.message.number == number
    assert claim.message.lodged_at == NOON


def test_a_claim_carries_exactly_what_was_put(engine: Engine) -> None:
    number = samples.application_number()
    body, key = seal(samples.application_body(number), KEY), uuid4()
    with writing(engine) as connection:
        outbox.put(connection, key, number, samples.SERVICE, body, NOON)
        outbox.release(connection, number, NOON)
        claim = outbox.claim(connection, NOON)
    assert claim is not None
    assert claim.key == key
    assert claim.message == SealedApplication(
        number=number,
        service=samples.SERVICE,
        confirmed_at=NOON,
        lodged_at=NOON,
        key_id=body.key_id,
        sealed=claim.message.sealed,
        sealed_sha256=body.sha256,
    )


def test_an_uncommitted_row_is_not_there(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        _put_and_fail(engine)
    with reading(engine) as connection:
        assert outbox.find(connection, samples.application_number()) is None


def _put_and_fail(engine: Engine) -> None:
    with writing(engine) as connection:
        samples.put_released(connection, 1, KEY)
        raise ZeroDivisionError


def test_a_number_is_taken_once(engine: Engine) -> None:
    _released(engine)
    with pytest.raises(KnownFailure) as caught:
        _released(engine)
    assert caught.value.code is FailureCode.STORE_FAILED
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_releasing_twice_is_an_error(engine: Engine) -> None:
    number = _released(engine)
    with writing(engine) as connection, pytest.raises(OutboxError):
        outbox.release(connection, number, NOON)


def test_the_next_try_is_planned_before_the_first(engine: Engine) -> None:
    number = _released(engine)
    with writing(engine) as connection:
        assert outbox.claim(connection, NOON)
    entry = _find(engine, number)
    assert entry.tries == 1
    assert entry.next_at is not None
    assert NOON < entry.next_at <= NOON + timedelta(seconds=1)
    with writing(engine) as connection:
        assert outbox.claim(connection, NOON) is None
        assert outbox.claim(connection, entry.next_at) is not None


@given(st.integers(min_value=1, max_value=10_000))
def test_waits_grow_to_five_minutes_and_no_further(tries: int) -> None:
    limit = min(2.0 ** min(tries - 1, 30), 300.0)
    assert limit / 10 <= outbox.wait_after(tries) <= limit


def test_a_row_that_fails_does_not_stand_in_the_others_way(engine: Engine) -> None:
    first, second = _released(engine, 1), _released(engine, 2)
    with writing(engine) as connection:
        claim = outbox.claim(connection, NOON)
        assert claim is not None
        assert claim.message.number == first
        outbox.failed(connection, first, FailureCode.OFFICE_UNAVAILABLE.value, StaffAction.NONE, NOON)
        claim = outbox.claim(connection, NOON)
    assert claim is not None
    assert claim.message.number == second


def test_a_row_planned_by_a_wrong_clock_is_due(engine: Engine) -> None:
    number = samples.application_number()
    with writing(engine) as connection:
        body = seal(samples.application_body(number), KEY)
        outbox.put(connection, uuid4(), number, samples.SERVICE, body, NOON)
        outbox.release(connection, number, NOON + timedelta(days=400))
        assert outbox.claim(connection, NOON) is not None


def test_retry_after_puts_off_and_never_hastens(engine: Engine) -> None:
    number = _released(engine)
    with writing(engine) as connection:
        outbox.claim(connection, NOON)
        outbox.failed(connection, number, "office_unavailable", StaffAction.NONE, NOON, retry_after=60.0)
    assert _find(engine, number).next_at == NOON + timedelta(seconds=60)
    with writing(engine) as connection:
        outbox.failed(connection, number, "office_unavailable", StaffAction.NONE, NOON, retry_after=0.0)
    assert _find(engine, number).next_at == NOON + timedelta(seconds=60)


def test_a_delivered_row_keeps_its_receipt_and_then_loses_its_body(engine: Engine) -> None:
    number = _released(engine)
    with writing(engine) as connection:
        outbox.claim(connection, NOON)
        outbox.delivered(connection, _receipt(number), NOON)
    entry = _find(engine, number)
    assert entry.delivered
    assert entry.received_at == NOON + timedelta(seconds=3)
    assert entry.due_date == date(2026, 11, 26)
    assert entry.status is ApplicationStatus.ACCEPTED
    assert entry.next_at is None
    with writing(engine) as connection:
        assert outbox.purge(connection, NOON) == 0
        assert outbox.purge(connection, NOON + timedelta(seconds=1)) == 1
        assert outbox.purge(connection, NOON + timedelta(seconds=1)) == 0
        row = connection.execute(select(outbox.outbox)).one()
    assert row.sealed is None
    assert row.number == number
    assert len(row.sealed_sha256) == 64


def test_what_waits_is_never_purged(engine: Engine) -> None:
    _held(engine, 1)
    _released(engine, 2)
    dead = _released(engine, 3)
    with writing(engine) as connection:
        outbox.died(connection, dead, "message_invalid")
        assert outbox.purge(connection, NOON + timedelta(days=4000)) == 0


def test_a_dead_row_names_its_reason_and_can_be_revived(engine: Engine) -> None:
    number = _released(engine)
    with writing(engine) as connection:
        outbox.claim(connection, NOON)
        outbox.died(connection, number, "message_invalid")
        assert outbox.claim(connection, NOON + timedelta(days=1)) is None
    entry = _find(engine, number)
    assert (entry.state, entry.last_error, entry.staff_action) == (OutboxState.DEAD, "message_invalid", StaffAction.MAINTAIN)
    with writing(engine) as connection:
        outbox.revive(connection, number, NOON)
        assert outbox.claim(connection, NOON) is not None


def test_an_abandoned_row_keeps_no_body(engine: Engine) -> None:
    number = _held(engine)
    with writing(engine) as connection:
        outbox.abandon(connection, number, NOON)
        assert connection.execute(select(outbox.outbox.c.sealed)).scalar_one() is None
    assert _find(engine, number).state is OutboxState.ABANDONED


def test_every_row_is_listed_in_the_order_it_came(engine: Engine) -> None:
    numbers = [_released(engine, 1), _held(engine, 2), _released(engine, 3)]
    with reading(engine) as connection:
        assert [entry.number for entry in outbox.entries(connection)] == numbers


def test_counts_tell_depth_age_and_the_dead(engine: Engine) -> None:
    _held(engine, 1)
    _released(engine, 2)
    dead, done = _released(engine, 3), _released(engine, 4)
    with writing(engine) as connection:
        outbox.died(connection, dead, "message_invalid")
        outbox.delivered(connection, _receipt(done), NOON)
        assert outbox.counts(connection, NOON + timedelta(minutes=2)) == outbox.OutboxCounts(2, 120, 1)


def test_an_empty_outbox_counts_nothing(engine: Engine) -> None:
    with reading(engine) as connection:
        assert outbox.counts(connection, NOON) == outbox.OutboxCounts(0, 0, 0)


def test_rows_that_waited_for_the_line_go_soon_when_it_is_back(engine: Engine) -> None:
    waited, refused = _released(engine, 1), _released(engine, 2)
    with writing(engine) as connection:
        for number, error in ((waited, FailureCode.NETWORK_DOWN), (refused, FailureCode.OFFICE_REFUSED)):
            outbox.failed(connection, number, error.value, StaffAction.NONE, NOON, retry_after=250.0)
        assert outbox.hurry(connection, (FailureCode.NETWORK_DOWN,), NOON, 5.0) == 1
    next_at = _find(engine, waited).next_at
    assert next_at is not None
    assert next_at <= NOON + timedelta(seconds=5)
    assert _find(engine, refused).next_at == NOON + timedelta(seconds=250)


def test_entries_show_no_number(engine: Engine) -> None:
    number = _released(engine)
    assert number not in repr(_find(engine, number))


def _with_faces(engine: Engine, running: int = 1) -> tuple[str, SealedBody]:
    number = samples.application_number(running)
    faces = seal_faces(samples.face_body(number), samples.SERVICE, samples.sealing_key(key_id="face-1"))
    with writing(engine) as connection:
        outbox.put(connection, uuid4(), number, samples.SERVICE, seal(samples.application_body(number), KEY), NOON, faces=faces)
        outbox.release(connection, number, NOON)
    return number, faces


def test_a_claim_carries_the_sealed_faces(engine: Engine) -> None:
    _number, faces = _with_faces(engine)
    with writing(engine) as connection:
        claim = outbox.claim(connection, NOON)
    assert claim is not None
    assert claim.message.faces is not None
    assert (claim.message.faces.key_id, claim.message.faces.sealed_sha256) == ("face-1", faces.sha256)
    assert base64.b64decode(claim.message.faces.sealed) == faces.sealed


def test_faces_go_with_the_body(engine: Engine) -> None:
    number, _ = _with_faces(engine)
    with writing(engine) as connection:
        outbox.delivered(connection, _receipt(number), NOON)
        assert outbox.purge(connection, NOON + timedelta(seconds=1)) == 1
        row = connection.execute(select(outbox.outbox)).one()
    assert (row.sealed, row.face_sealed) == (None, None)
    assert row.face_sha256 is not None


def test_an_abandoned_row_keeps_no_faces(engine: Engine) -> None:
    number = samples.application_number()
    faces = seal_faces(samples.face_body(number), samples.SERVICE, KEY)
    with writing(engine) as connection:
        outbox.put(connection, uuid4(), number, samples.SERVICE, seal(samples.application_body(number), KEY), NOON, faces=faces)
        outbox.abandon(connection, number, NOON)
        row = connection.execute(select(outbox.outbox)).one()
    assert (row.sealed, row.face_sealed) == (None, None)


def test_a_claim_carries_what_was_paid(engine: Engine) -> None:
    number, paid = _held(engine), samples.paid_fee()
    with writing(engine) as connection:
        outbox.release(connection, number, NOON, paid)
        claim = outbox.claim(connection, NOON)
        again = outbox.claim(connection, NOON + timedelta(hours=1))
    assert claim is not None
    assert again is not None
    assert claim.message.payment == again.message.payment == paid


def test_what_was_paid_goes_with_the_body(engine: Engine) -> None:
    number = _held(engine)
    with writing(engine) as connection:
        outbox.release(connection, number, NOON, samples.paid_fee())
        outbox.delivered(connection, _receipt(number), NOON)
        outbox.purge(connection, NOON + timedelta(seconds=1))
        row = connection.execute(select(outbox.outbox)).one()
    assert row.payment is None


OLDER = """CREATE TABLE outbox (
    seq INTEGER NOT NULL PRIMARY KEY, "key" CHAR(32) NOT NULL UNIQUE, number VARCHAR(16) NOT NULL UNIQUE,
    service VARCHAR(40) NOT NULL, state VARCHAR(10) NOT NULL, confirmed_at VARCHAR(32) NOT NULL, lodged_at VARCHAR(32),
    key_id VARCHAR(64) NOT NULL, sealed BLOB, sealed_sha256 VARCHAR(64) NOT NULL, tries INTEGER NOT NULL,
    next_at VARCHAR(32), last_error VARCHAR(40), staff_action VARCHAR(10) NOT NULL, received_at VARCHAR(32),
    due_date DATE, status VARCHAR(30), settled_at VARCHAR(32))"""


def test_an_upgrade_keeps_a_full_outbox(tmp_path: Path) -> None:
    older = open_database(tmp_path / "older.db")
    moment, numbers = NOON.astimezone(UTC).isoformat(timespec="microseconds"), []
    with writing(older) as connection:
        connection.exec_driver_sql(OLDER)
        for running in range(1, 21):
            numbers.append(samples.application_number(running))
            values = (uuid4().hex, numbers[-1], samples.SERVICE.value, "ready", moment, moment, moment, "k", b"s", "0" * 64)
            connection.exec_driver_sql(
                "INSERT INTO outbox (key, number, service, state, confirmed_at, lodged_at, next_at, key_id, sealed,"
                " sealed_sha256, tries, staff_action) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'none')",
                values,
            )
    for _ in range(2):  # the terminal and the courier, whoever is first
        with writing(older) as connection:
            outbox.create_tables(connection)
    claimed = []
    with writing(older) as connection:
        while claim := outbox.claim(connection, NOON):
            claimed.append(claim.message)
    assert [message.number for message in claimed] == numbers
    assert all(message.faces is None and message.payment is None for message in claimed)
    _with_faces(older, 30)
    paid = _held(older, 31)
    with writing(older) as connection:
        outbox.release(connection, paid, NOON, samples.paid_fee())
        claim = outbox.claim(connection, NOON)
        while claim is not None and claim.message.number != paid:
            claim = outbox.claim(connection, NOON)
    assert claim is not None
    assert claim.message.payment is not None
    older.dispose()
