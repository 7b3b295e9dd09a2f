"""我的申请 without a face: how far one application is, by its number, and nothing of the person."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain import numbers
from domain.application import ApplicationStatus
from domain.faces import FaceDecision
from domain.failures import FailureCode
from domain.services import ServiceSlug
from domain.wire.v1_my_applications import Progress, ProgressAnswer, Reached
from kiosk.services.own_progress import WORDS
from tests.kiosk.services.applications import MINE
from tests.kiosk.stage import START, Stage, a_verdict

_S = ApplicationStatus
NUMBER = numbers.allot(date(2026, 11, 22), 1, 1)
OTHER = numbers.allot(date(2026, 11, 22), 1, 2)


def progress(status: ApplicationStatus = _S.UNDER_REVIEW, number: str = NUMBER, **changes: Any) -> ProgressAnswer:
    """What an office might answer."""
    reached = [
        Reached(status=one, at=START - timedelta(days=days))
        for days, one in ((2, _S.RECEIVED), (2, _S.ACCEPTED), (1, _S.UNDER_REVIEW), (0, status))
    ]
    values: dict[str, Any] = {
        "number": number,
        "service": ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
        "status": status,
        "received_at": START - timedelta(days=2),
        "reached": reached,
        "due_date": date(2026, 11, 25),
    }
    return ProgressAnswer(progress=Progress(**(values | changes)))


def come(stage: Stage) -> None:
    """Card, and no face."""
    stage.wake()
    stage.touch("choose", slug=MINE.value)
    stage.lay_card()
    stage.go_without_face()
    assert (stage.screen, stage.step) == ("form", "my_number")


def ask(stage: Stage, number: str = NUMBER) -> None:
    stage.touch("clear", field="my_number")
    stage.touch("type", field="my_number", text=number)
    stage.touch("next")


def rows(stage: Stage) -> dict[str, str]:
    return {row["key"]: row["value"] or row["value_key"] for row in stage.view["facts"]}


def test_by_number_and_card_one_sees_how_far_it_is(stage: Stage) -> None:
    come(stage)
    ask(stage)
    asked = stage.hands.waiting("progress").asked
    assert (asked.number, asked.person.number, asked.person.face) == (NUMBER, "500103199001010010", None)
    stage.answer("progress", progress())
    assert (stage.screen, stage.view["words"], stage.view["tone"]) == ("result", "my_progress", "done")
    assert rows(stage) == {
        "my_change.row.of": "service.driver_licence_reissue_loss.name",
        "my_application.row.number": numbers.grouped(NUMBER),
        "my_application.row.status": "application_status.under_review",
        "application_stage.accepted": (START - timedelta(days=2)).date().isoformat(),
        "application_stage.review": (START - timedelta(days=1)).date().isoformat(),
        "my_application.row.due": "2026-11-25",
    }
    assert ("progress_answered", {"found": True}) in stage.hands.events
    assert "my_applications" not in stage.hands.count()
    stage.touch("finish")
    assert stage.screen == "goodbye"


@pytest.mark.parametrize("status", WORDS)
def test_what_is_needed_next_is_said(stage: Stage, status: ApplicationStatus) -> None:
    come(stage)
    ask(stage)
    stage.answer("progress", progress(status, waybill="1180260000001" if status is _S.RETURNED_UNDELIVERED else ""))
    assert (stage.view["words"], stage.view["tone"] != "done") == (WORDS[status], True)
    assert "my_application.row.due" not in rows(stage)
    assert ("my_application.row.waybill" in rows(stage)) is (status is _S.RETURNED_UNDELIVERED)
    before = dict(stage.view)
    for action in ("correct", "withdraw", "readdress", "documents", "print", "instead"):
        stage.touch(action)
    assert dict(stage.view) == before


@pytest.mark.parametrize("wrong", [NUMBER[:-1], NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10), "0" * 15])
def test_a_number_that_cannot_be_is_not_asked_for(stage: Stage, wrong: str) -> None:
    come(stage)
    ask(stage, wrong)
    assert stage.view["fields"][0]["error"] == "form_error.application_number"
    assert "progress" not in stage.hands.count()


def test_a_number_that_is_not_his_is_said_and_typed_again(stage: Stage) -> None:
    come(stage)
    ask(stage, OTHER)
    stage.answer("progress", ProgressAnswer(progress=None))
    assert (stage.step, stage.view["fields"][0]["error"]) == ("my_number", "form_error.application_unknown")
    ask(stage, OTHER)
    assert (stage.step, stage.hands.count()["progress"]) == ("my_number", 1)  # nobody asks the same twice
    ask(stage)
    stage.answer("progress", progress(number=OTHER))  # an answer about something else proves nothing
    assert stage.step == "my_number"


def test_the_line_is_down(stage: Stage) -> None:
    come(stage)
    ask(stage)
    stage.answer("progress", FailureCode.NETWORK_DOWN)
    assert (stage.screen, stage.view["phase"], stage.view["can_retry"]) == ("wait", "failed", True)
    stage.touch("retry")
    stage.answer("progress", progress())
    assert stage.screen == "result"


def test_an_older_office_cannot_be_asked_and_that_is_said(stage: Stage) -> None:
    come(stage)
    ask(stage)
    stage.answer("progress", FailureCode.OFFICE_REFUSED)
    assert (stage.screen, stage.view["words"], stage.view["facts"]) == ("result", "my_progress_unasked", [])


def test_another_one_may_be_asked_for(stage: Stage) -> None:
    come(stage)
    ask(stage)
    stage.answer("progress", progress())
    stage.touch("again")
    assert (stage.step, stage.view["fields"][0]["value"]) == ("my_number", "")
    ask(stage, OTHER)
    stage.answer("progress", progress(number=OTHER))
    assert rows(stage)["my_application.row.number"] == numbers.grouped(OTHER)


def test_without_a_camera_the_number_is_the_way(stage: Stage) -> None:
    stage.offers.camera = False
    stage.wake()
    stage.touch("choose", slug=MINE.value)
    stage.lay_card()
    assert (stage.screen, stage.view["camera"], stage.view["without"]) == ("face_consent", False, "progress")
    stage.touch("without_face")
    assert stage.step == "my_number"


@pytest.mark.parametrize("way", ["without_face", "next"])
def test_a_face_check_that_fails_leads_to_the_number(stage: Stage, way: str) -> None:
    stage.wake()
    stage.touch("choose", slug=MINE.value)
    stage.lay_card()
    stage.consent_to_face()
    stage.answer("reference", FailureCode.NETWORK_DOWN)
    stage.answer("face", FailureCode.FACE_PROCESS_GONE if way == "without_face" else a_verdict(FaceDecision.REVIEW))
    stage.touch(way)
    ask(stage)
    stage.answer("progress", progress())
    assert stage.screen == "result"


def test_the_way_back_to_the_face_stays_open(stage: Stage) -> None:
    come(stage)
    stage.touch("back")
    assert stage.screen == "face_consent"
    stage.consent_to_face()
    stage.show_face()
    assert stage.step == "my_applications"
