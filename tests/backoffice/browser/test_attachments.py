"""The case page with a new licence photo and papers: both sizes, both themes, both languages; enlarged, too."""

import base64

import pytest

from domain.faces import FaceDecision
from domain.wire.v1 import Attachment
from simulators.world.portraits import registry_jpeg
from tests.backoffice.browser.conftest import LARGE, SMALL
from tests.backoffice.browser.stories import CLEAN
from tests.backoffice.browser.test_screens import Camera, camera, case
from tests.backoffice.intake.test_attachments import attached, jpeg
from tests.backoffice.people import face_check

__all__ = ["camera"]

MEASURED = {"head_height_mm": 20.44, "head_width_mm": 14.7, "turn": 0.021, "roll": -1.2}
PAPERS = (
    attached(jpeg(800, 560, "#8fb0a0"), "vehicle_licence"),
    attached(jpeg(640, 480, "#334455"), "damaged_plate", doubts=["glare"]),
)


def photo(*doubts: str) -> Attachment:
    raw = registry_jpeg(CLEAN.looks)
    return Attachment(kind="licence_photo", jpeg=base64.b64encode(raw).decode(), doubts=list(doubts), measures=MEASURED)


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_a_new_photograph_and_papers(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    pictures = (photo("eyes", "background_replaced"), *PAPERS)
    number = seat.desk.story.lodge_with_face(CLEAN, face_check(), attachments=pictures)
    seat.sign_in("lijing")
    case(seat, number)
    camera.look(f"03g-case-attachments{suffix}")
    assert seat.find("case.photo.new").locator("img").evaluate("image => image.naturalWidth") == 413
    assert seat.find("case.paper.damaged_plate").locator("img").evaluate("image => image.naturalWidth") == 640
    seat.find("case.paper.damaged_plate").locator("img").click()
    seat.page.locator("dialog#papers[open] img").first.wait_for()
    camera.look(f"03h-attachments-zoom{suffix}", keep=not suffix)
    seat.press("Escape")
    seat.find("who").click()
    seat.find("theme").click()
    seat.page.locator("html[data-theme=night]").wait_for()
    camera.look(f"03i-case-attachments-night{suffix}", keep=False)


def test_in_english(camera: Camera) -> None:
    seat = camera.seat
    number = seat.desk.story.lodge_with_face(CLEAN, face_check(FaceDecision.MATCH), attachments=(photo(), *PAPERS))
    seat.sign_in("lijing")
    seat.find("who").click()
    seat.find("language").click()
    seat.page.locator("html[lang=en]").wait_for()
    case(seat, number)
    camera.look("03j-case-attachments-english", keep=True)
