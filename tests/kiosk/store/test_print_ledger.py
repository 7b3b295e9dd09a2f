"""A slip is entered before it is printed, settled after, and never printed twice."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from backend_client.database import database_path, open_database, reading
from domain.clock import FrozenClock
from domain.failures import FailureCode
from drivers.receipt_printer.contract import PrintOutcome, PrintResult
from kiosk.audit.events import parse_events
from kiosk.audit.log import AuditLog
from kiosk.store.migrations import migrate
from kiosk.store.print_ledger import PrintLedger
from tests.kiosk.stage import START
from tests.paths import CONFIG


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(database_path(tmp_path))
    migrate(engine, database_path(tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> PrintLedger:
    return PrintLedger(engine, FrozenClock(START), AuditLog(parse_events((CONFIG / "events.toml").read_text("utf-8"))))


def outcomes(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text("SELECT outcome, failure FROM print_ledger ORDER BY id"))]


def test_entered_then_settled(ledger: PrintLedger, engine: Engine) -> None:
    entry = ledger.begin(uuid4())
    assert entry is not None
    assert outcomes(engine) == [(None, None)]
    ledger.settle(entry, PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.RECEIPT_PAPER_OUT))
    assert outcomes(engine) == [("not_delivered", "receipt_paper_out")]


def test_the_second_slip_of_an_application_is_refused(ledger: PrintLedger) -> None:
    key = uuid4()
    assert ledger.begin(key) is not None
    assert ledger.begin(key) is None


def test_what_a_dead_process_left_open_is_unknown(ledger: PrintLedger, engine: Engine) -> None:
    ledger.begin(uuid4())
    settled = ledger.begin(uuid4())
    assert settled is not None
    ledger.settle(settled, PrintResult(PrintOutcome.DELIVERED))
    assert ledger.recover() == 1
    assert outcomes(engine) == [("unknown", "receipt_result_unknown"), ("delivered", None)]
    assert ledger.recover() == 0
