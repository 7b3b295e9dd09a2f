"""Documents go through the ledger to the printer, are cancelled there, and are asked for after a crash."""

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any
from uuid import uuid4

import pytest

from domain.failures import FailureCode
from drivers.code_scanner.contract import ScannedCode
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintOutcome, PrintResult
from kiosk.document_prints import document_result
from kiosk.store.print_ledger import DocumentEntry
from tests.drivers.pty_peer import eventually
from tests.kiosk.test_hands import LIMIT_S, Bench

DOCUMENT = PrintableDocument(b"%PDF-1.7", 2, "penalty_decision")
DELIVERED = PrintResult(PrintOutcome.DELIVERED, None, 2, 2)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "state")
    bench.start()
    yield bench
    bench.stop()


def open_documents(bench: Bench) -> list[DocumentEntry]:
    """What the ledger still has open."""
    answers: Queue[Any] = Queue()
    bench.workers[0].submit(bench.store.open_documents, answers.put)
    found: list[DocumentEntry] = answers.get(timeout=LIMIT_S)
    return found


def test_a_document_is_printed_once_whoever_asks_twice(bench: Bench) -> None:
    key = uuid4()
    for _ in range(2):
        bench.hands.print_document(key, DOCUMENT, bench.answers.put)
        assert bench.answer() == DELIVERED
    assert [document for _, document in bench.documents.printed] == [DOCUMENT]
    assert open_documents(bench) == []


def test_what_did_not_come_out_is_tried_again_when_it_is_asked_for(bench: Bench) -> None:
    key, failed = uuid4(), PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DOCUMENT_PAPER_OUT, 1, 2)
    bench.documents.result = failed
    bench.hands.print_document(key, DOCUMENT, bench.answers.put)
    assert bench.answer() == failed
    bench.documents.result = None
    bench.hands.print_document(key, DOCUMENT, bench.answers.put)
    assert bench.answer() == DELIVERED
    assert len({job for job, _ in bench.documents.printed}) == 2


def test_the_end_of_the_visit_reaches_the_printer(bench: Bench) -> None:
    bench.documents.stuck = True
    handle = bench.hands.print_document(uuid4(), DOCUMENT, bench.answers.put)
    assert eventually(lambda: len(bench.documents.printed) == 1)
    handle.cancel()
    assert bench.answer() == PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_JOB_CANCELLED, 0, 2)


def test_cancelled_at_once_it_never_comes_to_the_printer(bench: Bench) -> None:
    bench.documents.stuck = True
    bench.hands.print_document(uuid4(), DOCUMENT, bench.answers.put).cancel()
    result = bench.answer()
    assert (result.outcome, result.failure) == (PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_JOB_CANCELLED)
    assert open_documents(bench) == []


def test_what_cannot_be_entered_is_not_printed(bench: Bench) -> None:
    bench.workers[0].submit(bench.store.close, lambda _: None)
    bench.hands.print_document(uuid4(), DOCUMENT, bench.answers.put)
    assert bench.answer() == PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.STORE_FAILED, 0, 2)
    bench.hands.documents.settle_left()  # the store is closed: nothing is asked
    assert bench.documents.printed == []


def test_what_an_earlier_run_left_is_asked_for_by_name_until_the_printer_answers(bench: Bench) -> None:
    entries: Queue[Any] = Queue()
    bench.workers[0].submit(lambda: bench.store.begin_document(uuid4(), DOCUMENT), entries.put)
    left = entries.get(timeout=LIMIT_S)
    bench.documents.failure = FailureCode.DEVICE_SILENT
    bench.hands.documents.settle_left()
    assert eventually(lambda: open_documents(bench) == [left] and bench.hands.documents._ours == set())
    bench.documents.failure = None

    def is_settled() -> bool:
        bench.hands.documents.settle_left()
        return open_documents(bench) == []

    assert eventually(is_settled)
    assert bench.documents.settled == [left.job]
    assert bench.documents.printed == []


def test_as_long_as_a_sheet_may_come_out_nobody_else_begins(bench: Bench) -> None:
    documents = bench.hands.documents
    assert not documents.may_come_out
    bench.documents.stuck = True
    handle = bench.hands.print_document(uuid4(), DOCUMENT, bench.answers.put)
    assert eventually(lambda: len(bench.documents.printed) == 1)
    assert documents.may_come_out
    handle.cancel()  # the visit ends; the printer has to end it, too
    bench.answer()
    assert not documents.may_come_out


def test_what_is_being_printed_now_is_not_asked_for(bench: Bench) -> None:
    bench.documents.stuck = True
    handle = bench.hands.print_document(uuid4(), DOCUMENT, bench.answers.put)
    assert eventually(lambda: len(bench.documents.printed) == 1)
    bench.hands.documents.settle_left()
    handle.cancel()
    bench.answer()
    assert eventually(lambda: open_documents(bench) == [])
    assert bench.documents.settled == []


@pytest.mark.parametrize(
    ("answer", "outcome", "out"),
    [
        (DELIVERED, PrintOutcome.DELIVERED, 2),
        (FailureCode.DEVICE_UNPLUGGED, PrintOutcome.NOT_DELIVERED, 0),
        (FailureCode.TERMINAL_FAULT, PrintOutcome.UNKNOWN, None),  # a bug in the driver: something may have come out
    ],
)
def test_no_outcome_is_guessed(answer: PrintResult | FailureCode, outcome: PrintOutcome, out: int | None) -> None:
    result = document_result(answer, 2)
    assert (result.outcome, result.sheets_out, result.sheets_asked) == (outcome, out, 2)


def test_a_code_is_waited_for_until_it_is_shown_or_nobody_wants_it(bench: Bench) -> None:
    handle = bench.hands.scan_code(bench.answers.put)
    bench.scanner.show("CQJG:TEST")
    assert bench.answer() == ScannedCode("CQJG:TEST", "qr")
    handle = bench.hands.scan_code(bench.answers.put)
    handle.cancel()
    assert bench.answer() is FailureCode.DEVICE_JOB_CANCELLED
