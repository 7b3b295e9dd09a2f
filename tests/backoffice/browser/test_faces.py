"""The case page with a face: three photographs, the scores, the decision in words, and what it asks of an approval."""

import pytest

from domain.faces import FaceDecision, ReferenceKind
from domain.wire.v1_faces import FaceCheck, FaceScore
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
from tests.backoffice.browser.stories import CLEAN, MOVED, OFTEN
from tests.backoffice.browser.test_screens import Camera, camera, case
from tests.backoffice.people import face_check

__all__ = ["camera"]


def both(decision: FaceDecision, score: float) -> FaceCheck:
    """Return a check against chip and registry."""
    check = face_check(decision, score)
    chip = FaceScore(reference=ReferenceKind.CHIP, score=0.61, decision=FaceDecision.MATCH)
    return check.model_copy(update={"scores": [chip, *check.scores]})


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_case_with_a_face(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    story = seat.desk.story
    review = story.lodge_with_face(MOVED, both(FaceDecision.REVIEW, 0.39))
    refused = story.lodge_with_face(CLEAN, face_check(FaceDecision.NO_MATCH, 0.12))
    story.lodge_with_face(OFTEN, face_check())
    seat.sign_in("lijing")
    assert "人脸不符" in seat.find("queue.row", number=refused).inner_text()
    camera.look(f"02b-queue-faces{suffix}", keep=not suffix)
    case(seat, review)
    assert seat.find("case.face").get_attribute("data-decision") == "review"
    assert seat.find("case.photo.live").locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    camera.look(f"03c-case-face{suffix}")
    seat.find("who").click()
    seat.find("theme").click()
    seat.page.locator("html[data-theme=night]").wait_for()
    camera.look(f"03d-case-face-night{suffix}", keep=not suffix)
    case(seat, refused)
    seat.press("z")
    camera.look(f"03e-faces-zoom{suffix}", keep=not suffix)


def test_an_english_case_with_every_mark_keeps_its_lease_on_the_screen(camera: Camera) -> None:
    seat = camera.seat
    number = seat.desk.story.lodge_with_face(CLEAN, both(FaceDecision.NO_MATCH, 0.12))
    seat.sign_in("lijing")
    seat.find("who").click()
    seat.find("language").click()
    seat.page.locator("html[lang=en]").wait_for()
    case(seat, number)
    camera.look("03f-case-face-english", keep=True)
    assert seat.find("case.lease").evaluate("lease => lease.getBoundingClientRect().right <= innerWidth")
    history = seat.find("case.history")
    assert history.evaluate("card => card.scrollHeight <= card.clientHeight + 1")


def test_an_approval_against_the_machine_waits_for_a_second_person(seat: Seat) -> None:
    number = seat.desk.story.lodge_with_face(CLEAN, face_check(FaceDecision.NO_MATCH, 0.12))
    seat.sign_in("lijing")
    case(seat, number)
    seat.press("1")
    seat.find("case.judged").wait_for()
    seat.press("a")
    seat.find("case.approve.note").fill("五官一致，新换眼镜")
    assert "提出通过，交第二人复核" in seat.find("case.approve.confirm").inner_text()
    seat.find("case.approve.confirm").click()
    seat.find("queue.done", waits="yes").wait_for()
    assert "已提出通过，待第二人复核" in seat.find("queue.done").inner_text()
    seat.go("/desk/review?list=second_person")
    assert number[-4:] in seat.find("queue.row").inner_text().replace(" ", "")


def test_why_there_is_no_live_picture(seat: Seat) -> None:
    number = seat.desk.story.lodge_with_face(CLEAN, face_check(), pictures=0)
    seat.sign_in("lijing")
    case(seat, number)
    assert "没有留下现场照" in seat.find("case.photo.live").inner_text()


def test_a_photograph_held_up_is_said_and_not_approved_alone(seat: Seat) -> None:
    number = seat.desk.story.lodge_with_face(CLEAN, face_check(FaceDecision.UNUSABLE, turned=False))
    seat.sign_in("lijing")
    case(seat, number)
    assert seat.find("case.identity_check").inner_text() == "动作未完成，转后台"
    seat.press("1")
    seat.find("case.judged").wait_for()
    seat.press("a")
    assert "另一位审核人" in seat.page.locator("dialog[open]").inner_text()
    seat.find("case.approve.note").wait_for()


def test_who_chose_no_face_carries_a_quiet_mark(seat: Seat) -> None:
    number = seat.desk.story.lodge(CLEAN)
    other = seat.desk.story.lodge_with_face(MOVED, face_check())
    seat.sign_in("lijing")
    assert "人工核对" in seat.find("queue.row", number=number).inner_text()
    assert "人工核对" not in seat.find("queue.row", number=other).inner_text()
    case(seat, number)
    assert seat.find("case.by_hand").inner_text() == "人工核对"
