"""结果: what is said, and the slip that is printed once."""

from pathlib import Path

import pytest

from domain.failures import FailureCode
from domain.services import ServiceSlug
from drivers.receipt_printer.contract import PrintOutcome
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
