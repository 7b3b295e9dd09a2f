"""结果: what is said, and the slip that is printed once."""

from pathlib import Path

import pytest

from domain.failures import FailureCode
from domain.services import ServiceSlug
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt
from kiosk.flow.contents import Finding, ResultContent
from kiosk.flow.plan import Stop
from tests.kiosk.kinds import CAR, go, stage_of
from tests.kiosk.stage import Stage


@pytest.fixture
def result(tmp_path: Path) -> Stage:
    stage = stage_of(tmp_path)
    go(stage, "result")
    return stage


def test_what_was_decided_is_said_and_there_is_no_way_back(result: Stage) -> None:
    assert (result.screen, result.view["words"], result.view["tone"]) == ("result", "plates_result", "done")
    assert (result.view["big"], result.view["qr"], result.view["values"]) == ("3", "CQJG:TEST", {"days": 3})
    assert result.view["facts"] == [{"key": "confirm.row.service", "value": CAR, "value_key": None, "plate": None}]
    assert (result.view["print"], result.view["instead"], result.view["can_finish"]) == ("none", None, True)
    assert (result.view["paper"], result.view["sheets_asked"], result.view["sheets_out"]) == ("slip", None, None)
    assert not result.state.can_go_back
    result.touch("back")
    assert result.screen == "result"
    result.touch("finish")
    assert (result.screen, result.view["why"], result.state.person) == ("goodbye", "finished", "")


def test_one_touch_prints_one_slip_and_its_fate_is_awaited(result: Stage) -> None:
    for action in ("print", "print", "finish", "home"):
        result.touch(action)
    assert (result.screen, result.view["print"], result.view["can_finish"]) == ("result", "printing", False)
    result.print()
    result.touch("print")
    assert (result.view["print"], result.hands.count()["print"]) == ("delivered", 1)
    result.touch("finish")
    assert "receipt" in [left["thing"] for left in result.view["left"]]


def test_without_paper_it_may_be_printed_again(result: Stage) -> None:
    result.touch("print")
    result.print(PrintOutcome.NOT_DELIVERED, FailureCode.RECEIPT_PAPER_OUT)
    assert (result.view["print"], result.view["print_failure"]) == ("not_delivered", "receipt_paper_out")
    result.touch("print")
    result.answer("print", FailureCode.DEVICE_UNPLUGGED)  # it never came to the printer
    assert (result.view["print"], result.view["print_failure"]) == ("not_delivered", "device_unplugged")
    result.touch("print")
    result.print(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN)
    result.touch("print")
    assert (result.view["print"], result.hands.count()["print"]) == ("unknown", 3)


def test_a_result_without_a_slip_prints_nothing_and_may_say_otherwise(tmp_path: Path) -> None:
    refused = Finding("stopped", words="plates_refused", instead=ServiceSlug.PLATE_REPLACE)
    content = ResultContent("plates_result", lambda _: refused)
    stage = stage_of(tmp_path, Stop("result", "station.done", content=content))
    assert (stage.view["words"], stage.view["tone"], stage.view["instead"]) == ("plates_refused", "stopped", "plate_replace")
    stage.touch("print")
    assert (stage.view["print"], "print" in stage.hands.count()) == (None, False)
    stage.touch("home")
    assert (stage.screen, stage.state.person) == ("home", "")


DOCUMENT = PrintableDocument(b"%PDF-1.7 ...", 2, "penalty_decision")


def with_document(tmp_path: Path, document: PrintableDocument | None = DOCUMENT) -> Stage:
    content = ResultContent("plates_result", lambda _: Finding("done"), lambda _: Receipt(()), lambda _: document)
    return stage_of(tmp_path, Stop("result", "station.done", content=content))


def tell(stage: Stage, outcome: PrintOutcome, failure: FailureCode | None, out: int | None) -> None:
    stage.answer("print", PrintResult(outcome, failure, out, DOCUMENT.sheets))


def things(stage: Stage) -> list[object]:
    """What is asked to be taken along at the end, but for the card."""
    stage.touch("finish")
    return [left["thing"] for left in stage.view["left"] if left["thing"] != "id_card"]


def test_a_document_is_printed_on_a4_instead_of_a_slip(tmp_path: Path) -> None:
    stage = with_document(tmp_path)
    assert (stage.view["paper"], stage.view["sheets_asked"], stage.view["print"]) == ("document", 2, "none")
    stage.touch("print")
    stage.touch("print")
    _, document = stage.hands.waiting("print").asked
    assert (document, stage.hands.count()["print"], stage.view["can_finish"]) == (DOCUMENT, 1, False)
    tell(stage, PrintOutcome.DELIVERED, None, 2)
    assert (stage.view["print"], stage.view["sheets_out"]) == ("delivered", 2)
    assert things(stage) == ["document"]


def test_what_came_out_is_said_and_the_next_try_is_of_the_same_document(tmp_path: Path) -> None:
    stage = with_document(tmp_path)
    stage.touch("print")
    first = stage.hands.waiting("print").asked
    tell(stage, PrintOutcome.NOT_DELIVERED, FailureCode.DOCUMENT_PAPER_OUT, 1)
    assert (stage.view["print"], stage.view["print_failure"], stage.view["sheets_out"]) == (
        "not_delivered",
        "document_paper_out",
        1,
    )
    stage.touch("print")
    assert stage.hands.waiting("print").asked == first  # the ledger decides by key and document
    tell(stage, PrintOutcome.NOT_DELIVERED, FailureCode.DOCUMENT_PAPER_OUT, 0)
    assert things(stage) == ["document"]  # the sheet of the first try


def test_nothing_came_out_so_nothing_is_to_be_taken(tmp_path: Path) -> None:
    stage = with_document(tmp_path)
    stage.touch("print")
    stage.answer("print", FailureCode.DEVICE_UNPLUGGED)
    assert (stage.view["print"], stage.view["sheets_out"]) == ("not_delivered", None)
    assert things(stage) == []


def test_a_document_is_cancelled_when_the_visit_ends(tmp_path: Path) -> None:
    stage = with_document(tmp_path)
    stage.touch("print")
    request = stage.hands.waiting("print")
    stage.touch("end")
    stage.touch("end_confirmed")
    assert (stage.screen, request.cancelled) == ("goodbye", True)
    assert "document" in [left["thing"] for left in stage.view["left"]]  # something may still come out


def test_without_a_document_the_slip_is_offered(tmp_path: Path) -> None:
    stage = with_document(tmp_path, document=None)
    stage.touch("print")
    assert (stage.view["paper"], stage.hands.waiting("print").asked) == ("slip", Receipt(()))
