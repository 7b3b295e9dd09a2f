"""材料拍照: one paper after the other, looked at before it is kept."""

from pathlib import Path
from typing import Any

import pytest

from domain.failures import FailureCode
from drivers.document_camera.contract import DocumentPicture, DocumentPreview, Shortfall
from kiosk.flow.paper_content import DocumentsContent, Paper
from kiosk.flow.plan import Stop
from kiosk.services.attachments import attachments
from tests.kiosk.kinds import stage_of
from tests.kiosk.stage import JPEG, Stage

PAPERS = (Paper("licence"), Paper("proof"), Paper("picture", required=False))
OUTLINE = ((1000, 1000), (9000, 1000), (9000, 9000), (1000, 9000))


def papers_of(folder: Path, *papers: Paper) -> Stage:
    content = DocumentsContent("papers", lambda _: papers)
    return stage_of(folder, Stop("documents", "station.licence", "papers", content), Stop("sign", "station.confirm"))


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return papers_of(tmp_path, *PAPERS)


def see(stage: Stage, shortfall: Shortfall | None = None, **more: Any) -> None:
    request = stage.hands.waiting("take")
    assert request.on_progress
    request.on_progress(DocumentPreview(JPEG + b"live", OUTLINE, shortfall, **more))
    stage.machine.process_pending()


def take(stage: Stage, *shortfalls: Shortfall, jpeg: bytes = JPEG) -> None:
    stage.answer("take", DocumentPicture(jpeg, 900, 600, shortfalls))


def keep(stage: Stage) -> None:
    take(stage)
    stage.touch("keep")


def test_it_begins_with_the_first_paper(stage: Stage) -> None:
    assert (stage.view["phase"], stage.view["paper"], stage.view["hint"]) == ("looking", "licence", "wait")
    assert stage.hands.waiting("take").asked is False
    assert [paper["taken"] for paper in stage.view["papers"]] == [False] * 3


def test_what_the_camera_sees_is_shown_with_one_instruction(stage: Stage) -> None:
    see(stage, Shortfall.GLARE)
    assert (stage.view["hint"], stage.view["outline"][0]) == ("glare", [1000, 1000])
    key = stage.view["picture"].removeprefix("image://evidence/")
    assert stage.state.pictures[key] == JPEG + b"live"
    see(stage)
    assert stage.view["hint"] == "hold"
    assert stage.view["picture"].removeprefix("image://evidence/") != key  # or the screen would keep the old one
    see(stage, known=True)
    assert stage.view["hint"] == "known"


def test_the_last_picture_stays_while_the_next_one_is_decoded(stage: Stage) -> None:
    see(stage)
    before = set(stage.state.pictures)
    see(stage)
    see(stage)
    assert len(stage.state.pictures) == 2
    assert not before & set(stage.state.pictures)


def test_one_paper_follows_the_other_to_the_list(stage: Stage) -> None:
    keep(stage)
    assert (stage.view["paper"], stage.hands.waiting("take").asked) == ("proof", True)
    keep(stage)
    assert (stage.view["phase"], stage.view["complete"]) == ("list", True)
    assert len(stage.state.pictures) == 2
    stage.touch("next")
    assert stage.screen == "sign"
    assert [event for event, _ in stage.hands.events].count("document_taken") == 2


def test_nothing_is_kept_that_was_not_looked_at(stage: Stage) -> None:
    take(stage)
    assert stage.view["phase"] == "taken"
    stage.touch("next")
    assert stage.screen == "documents"
    stage.touch("again")
    assert (stage.view["phase"], stage.view["paper"]) == ("looking", "licence")
    assert stage.hands.waiting("take").asked is False  # the same paper may be taken again


def test_a_poor_picture_may_be_kept_from_the_second_one_on(stage: Stage) -> None:
    take(stage, Shortfall.BLURRED)
    assert (stage.view["can_keep"], stage.view["doubts"]) == (False, ["blurred"])
    stage.touch("keep")
    assert stage.view["phase"] == "taken"
    stage.touch("again")
    take(stage, Shortfall.BLURRED)
    assert stage.view["can_keep"]
    stage.touch("keep")
    assert stage.view["papers"][0]["doubts"] == ["blurred"]


def test_the_citizen_may_press_the_shutter(stage: Stage) -> None:
    stage.touch("take_now")
    assert stage.hands.waiting("take").taken_now == 0  # there is nothing to be seen yet
    see(stage, Shortfall.NOT_WHOLE)
    stage.touch("take_now")
    assert stage.hands.waiting("take").taken_now == 1
    assert not stage.view["slow"]
    stage.wait(13)
    assert stage.view["slow"]


def test_an_optional_paper_can_be_left_and_any_be_taken_again(stage: Stage) -> None:
    keep(stage)
    keep(stage)
    stage.touch("take", kind="picture")
    assert stage.view["can_skip"]
    stage.touch("skip")
    assert stage.view["phase"] == "list"
    assert not stage.is_asking("take")
    stage.touch("take", kind="proof")
    assert stage.hands.waiting("take").asked is False  # what was taken last was this very paper
    stage.touch("take", kind="nonesuch")
    assert stage.view["paper"] == "proof"


def test_a_paper_that_must_be_there_cannot_be_left(stage: Stage) -> None:
    stage.touch("skip")
    assert stage.view["phase"] == "looking"
    stage.touch("back")
    assert stage.screen == "home"  # the card is read only once


def test_back_leads_to_the_list_where_there_is_one(stage: Stage) -> None:
    keep(stage)
    stage.touch("back")
    assert (stage.view["phase"], stage.view["complete"]) == ("list", False)
    stage.touch("next")
    assert stage.screen == "documents"


def test_a_camera_that_fails_loses_nothing(stage: Stage) -> None:
    keep(stage)
    stage.answer("take", FailureCode.DEVICE_SILENT)
    assert (stage.view["phase"], stage.view["failure"]) == ("failed", "device_silent")
    stage.touch("retry")
    assert (stage.view["phase"], stage.view["papers"][0]["taken"]) == ("looking", True)
    stage.answer("take", FailureCode.CAMERA_COVERED)
    stage.touch("home")
    assert stage.screen == "home"


def test_leaving_ends_the_look_and_forgets_the_papers(stage: Stage) -> None:
    keep(stage)
    request = stage.hands.waiting("take")
    person = stage.machine._visit.person
    assert len(person.papers) == 1
    stage.touch("end")
    stage.touch("end_confirmed")
    assert request.cancelled
    assert stage.machine._visit.person.papers == {}
    assert stage.state.pictures == {}


def test_a_moving_hand_is_somebody_who_is_there(stage: Stage) -> None:
    for _ in range(30):
        see(stage, Shortfall.MOVED)
        stage.wait(5)
    assert (stage.screen, stage.state.idle_seconds_left) == ("documents", None)


def test_papers_go_along_with_their_doubts_and_show_nothing_of_themselves(stage: Stage) -> None:
    take(stage, Shortfall.GLARE)
    stage.touch("again")
    take(stage, Shortfall.GLARE, jpeg=JPEG + b"secret")
    stage.touch("keep")
    person = stage.machine._visit.person
    (sent,) = attachments(person)
    assert (sent.kind, sent.doubts) == ("licence", ["glare"])
    assert "secret" not in repr(person) + repr(person.papers) + repr(stage.state)


def test_without_papers_to_show_it_passes(tmp_path: Path) -> None:
    assert papers_of(tmp_path).screen == "sign"
