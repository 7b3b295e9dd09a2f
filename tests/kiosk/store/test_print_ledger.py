"""A slip is entered before it is printed, settled after, and never printed twice."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from backend_client.database import database_path, open_database, reading, writing
from domain.clock import FrozenClock
from domain.failures import FailureCode
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintOutcome, PrintResult
from kiosk.audit.events import parse_events
from kiosk.audit.log import AuditLog
from kiosk.store import migrations
from kiosk.store.migrations import STEPS, migrate
from kiosk.store.print_ledger import DocumentEntry, PrintLedger
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


DOCUMENT = PrintableDocument(b"%PDF-1.7 one", 2, "penalty_decision")
OTHER = PrintableDocument(b"%PDF-1.7 two", 1, "penalty_decision")


def begun(ledger: PrintLedger, key: UUID, document: PrintableDocument = DOCUMENT) -> DocumentEntry:
    entry = ledger.begin_document(key, document)
    assert isinstance(entry, DocumentEntry)
    return entry


def test_a_document_has_a_job_of_its_own_name(ledger: PrintLedger) -> None:
    key = uuid4()
    entry, other = begun(ledger, key), begun(ledger, key, OTHER)
    assert re.fullmatch(r"penalty_decision-[0-9a-f]{12}", entry.job)
    assert (entry.sheets, other.sheets, entry.job != other.job) == (2, 1, True)
    assert ledger.begin(key) is not None  # and a slip beside them


def test_asked_a_second_time_while_it_is_on_its_way_nothing_is_known(ledger: PrintLedger) -> None:
    key = uuid4()
    begun(ledger, key)
    again = ledger.begin_document(key, DOCUMENT)
    assert again == PrintResult(PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, None, 2)


@pytest.mark.parametrize(
    "result",
    [
        PrintResult(PrintOutcome.DELIVERED, None, 2, 2),
        PrintResult(PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, 1, 2),
    ],
)
def test_what_may_have_come_out_is_told_and_not_printed_again(ledger: PrintLedger, result: PrintResult) -> None:
    key = uuid4()
    ledger.settle(begun(ledger, key).row, result)
    assert ledger.begin_document(key, DOCUMENT) == result


def test_what_certainly_did_not_come_out_may_be_tried_again_under_another_name(ledger: PrintLedger, engine: Engine) -> None:
    key = uuid4()
    first = begun(ledger, key)
    ledger.settle(first.row, PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DOCUMENT_PAPER_JAM, 1, 2))
    second = begun(ledger, key)
    assert (second.row, second.job) != (first.row, first.job)
    ledger.settle(second.row, PrintResult(PrintOutcome.DELIVERED, None, 2, 2))
    assert ledger.begin_document(key, DOCUMENT) == PrintResult(PrintOutcome.DELIVERED, None, 2, 2)
    assert outcomes(engine) == [("not_delivered", "document_paper_jam"), ("delivered", None)]


def test_a_document_of_a_dead_process_stays_open_until_its_printer_was_asked(ledger: PrintLedger) -> None:
    entry = begun(ledger, uuid4())
    assert ledger.recover() == 0
    assert ledger.open_documents() == [entry]
    ledger.settle(entry.row, PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_JOB_CANCELLED, 0, 2))
    assert ledger.open_documents() == []


def test_slips_of_an_older_ledger_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = database_path(tmp_path)
    engine = open_database(path)
    with monkeypatch.context() as before:
        place = next(place for place, step in enumerate(STEPS) if "print_ledger_of_documents" in "".join(step))
        before.setattr(migrations, "STEPS", STEPS[:place])
        migrate(engine, path)
        with writing(engine) as connection:
            row = "INSERT INTO print_ledger (application_key, submitted_at, outcome) VALUES ('k', 'then', 'delivered')"
            connection.execute(text(row))
    migrate(engine, path)
    with reading(engine) as connection:
        kept = connection.execute(text("SELECT application_key, document, attempt, outcome, job FROM print_ledger")).one()
    engine.dispose()
    assert tuple(kept) == ("k", "", 1, "delivered", None)
