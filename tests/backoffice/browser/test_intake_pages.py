"""The intake desk and the levelled photographs in a browser: by keyboard, at both sizes, in both themes and languages."""

from datetime import timedelta
from uuid import UUID

import pytest

from backoffice.fleet.models import Terminal
from backoffice.intake.models import Quarantined
from backoffice.office import SYSTEM
from backoffice.staff.models import Role
from backoffice.troubles import registry_gaps
from domain.application import ApplicationStatus
from domain.faces import FaceDecision
from domain.texts import Language
from domain.wire import v1
from tests.backoffice.acts import look, take_in
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
from tests.backoffice.browser.stories import BAD_ADDRESS, CLEAN, MOVED, OFTEN, body_of
from tests.backoffice.browser.test_screens import Camera, camera
from tests.backoffice.people import FRIDAY_NOON, face_check

__all__ = ["camera"]

SIZES = pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])


def fill_intake(seat: Seat) -> str:
    """Three applications that no check accepted, one that nobody could open, two gaps; return the first number."""
    story = seat.desk.story
    story.staff("hejing", "何静", Role.ACCEPTOR)
    unknown = [v1.Consent(notice_id="privacy", version="2019-01", sha256="5" * 64, language=Language.ZH, agreed_at=FRIDAY_NOON)]
    unsigned = body_of(CLEAN, 21, story.notices[-4:]).model_copy(update={"signature": v1.Signature(strokes=[])})
    old = body_of(MOVED, 22, story.notices[-3:])
    early = body_of(BAD_ADDRESS, 23, story.notices[-3:])
    numbers = [
        take_in(story.office, unsigned),
        take_in(story.office, old.model_copy(update={"consents": [*old.consents, *unknown]})),
        take_in(story.office, early.model_copy(update={"confirmed_at": FRIDAY_NOON + timedelta(hours=7)})),
    ]
    with story.office.writing(SYSTEM) as work:
        terminal = {"terminal_id": "t9", "terminal_number": 9, "public_key": "-", "place_en": "Jiefangbei"}
        work.session.add(Terminal(place_zh="解放碑 时代广场", enrolled_at=work.now, **terminal))
        work.session.flush()
        aside = {"idempotency_key": UUID(int=7), "body_sha256": "1" * 64, "number": "2611200009000046", "key_id": "k"}
        work.session.add(
            Quarantined(
                service="plate_reissue", terminal_id="t9", why="key_unknown", sealed=b"-", received_at=work.now, **aside
            )
        )
        registry_gaps.note(work, "a1b2c3d4e5f60718" * 4, ("valid_to", "classes"))
        registry_gaps.note(work, "0f1e2d3c4b5a6978" * 4, ("vehicle_model",))
    return numbers[0]


@SIZES
def test_intake_pages(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    number = fill_intake(seat)
    seat.sign_in("hejing")
    camera.look(f"14-intake{suffix}")
    seat.press("2")
    seat.find("intake.put_aside").wait_for()
    camera.look(f"14b-quarantine{suffix}")
    seat.press("r")
    seat.find("intake.said").wait_for()
    seat.press("3")
    seat.find("intake.gap").first.wait_for()
    camera.look(f"14c-gaps{suffix}")
    seat.go("/desk/intake")
    seat.press("Enter")
    seat.find("intake.doubt", code="signature_missing").wait_for()
    camera.look(f"14d-intake-case{suffix}")
    seat.press("r")
    seat.find("intake.refuse.note").fill("签名处是空的")
    seat.press("Control+Enter")
    assert seat.page.locator("dialog[open] [data-test='form.problem']").inner_text() == "还没有填：理由"
    assert seat.find("intake.refuse.note").input_value() == "签名处是空的"
    camera.look(f"14e-not-accepted{suffix}", keep=False)
    seat.close_dialog()
    seat.press("a")
    seat.find("intake.accept.confirm").wait_for()
    camera.look(f"14f-accept{suffix}", keep=False)
    seat.press("Enter")
    seat.find("intake.done", done="accepted").wait_for()
    assert look(seat.desk.story.office, number).status is ApplicationStatus.ACCEPTED


@pytest.mark.parametrize(("theme", "language"), [("night", "zh"), ("day", "en")])
def test_intake_and_levelled_faces_in_the_other_theme_and_language(camera: Camera, theme: str, language: str) -> None:
    seat = camera.seat
    fill_intake(seat)
    number = seat.desk.story.lodge_with_face(OFTEN, face_check(FaceDecision.REVIEW, 0.39))
    seat.page.context.add_cookies(
        [
            {"name": name, "value": value, "url": seat.desk.url}
            for name, value in (("desk_theme", theme), ("desk_language", language))
        ]
    )
    seat.sign_in("hejing")
    camera.look(f"14-intake-{theme}-{language}", keep=theme == "night")
    seat.press("Enter")
    seat.find("intake.doubt").first.wait_for()
    camera.look(f"14d-intake-case-{theme}-{language}", keep=theme == "night")
    seat.leave()
    seat.sign_in("lijing")
    seat.go(f"/desk/review/{number}")
    seat.press("Enter")
    seat.find("case.lease").wait_for()
    camera.look(f"03-case-face-{theme}-{language}", keep=theme == "night")


def shown(seat: Seat, name: str) -> str:
    return seat.find(f"case.photo.{name}").locator("img").get_attribute("src") or ""


def test_three_photographs_stand_level_and_the_originals_are_a_key_away(camera: Camera) -> None:
    seat = camera.seat
    number = seat.desk.story.lodge_with_face(CLEAN, face_check(FaceDecision.MATCH))
    seat.sign_in("lijing")
    seat.find("queue.claim", number=number).click()
    seat.find("case.lease").wait_for()
    assert seat.find("case.levelled").get_attribute("data-count") == "3"
    assert all(shown(seat, name).endswith("?level=1") for name in ("chip", "live", "registry"))
    camera.look("03c-levelled")
    seat.press("p")
    assert not any(shown(seat, name).endswith("?level=1") for name in ("chip", "live", "registry"))
    seat.press("p", "f")
    seat.find("case.photo.live").locator("img[src*='/registry']").wait_for()
    seat.press("f")
    assert "/live" in shown(seat, "live")
