"""An application's way through the desks, by keyboard only."""

from backoffice.review.models import Case, PersonJudgement
from domain.application import ApplicationStatus
from domain.faces import FaceDecision
from tests.backoffice.acts import look
from tests.backoffice.browser.conftest import Seat
from tests.backoffice.browser.stories import CLEAN, MOVED
from tests.backoffice.people import face_check


def stands(seat: Seat, number: str) -> Case:
    return look(seat.desk.story.office, number)


def choose_row(seat: Seat, number: str) -> None:
    """Walk down with J until the row of `number` is the chosen one."""
    for _ in range(20):
        row = seat.page.locator("[data-row].sel")
        if row.get_attribute("data-number") == number:
            return
        seat.press("j")
    raise AssertionError("row not found")


def test_a_clean_case_takes_four_strokes(seat: Seat) -> None:
    number = seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    seat.press("1", "a", "Enter")
    seat.find("queue.done", done="approve").wait_for()
    assert stands(seat, number).status is ApplicationStatus.APPROVED


def test_from_the_queue_to_the_post_without_a_mouse(seat: Seat) -> None:
    story = seat.desk.story
    story.fill_queue()
    number = story.lodge(MOVED.__class__(**{**vars(CLEAN), "name": "周敏杰", "birth": "19911212"}), phone="13900000000")
    seat.sign_in("lijing")
    choose_row(seat, number)
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    seat.press("Space", "1", "a", "Enter")  # as fast as the keyboard gives them
    seat.find("queue.done", done="approve").wait_for()
    seat.press("g", "z")
    seat.find("production.row", number=number).wait_for()
    seat.press("p", "Enter")
    seat.find("production.scan", number=number).wait_for()
    certificate = seat.find("production.row", number=number).get_attribute("data-certificate")
    seat.press("Space")
    seat.page.keyboard.type(certificate or "")
    seat.press("Enter")
    seat.find("production.row", number=number, status="produced").wait_for()
    seat.press("g", "y")
    seat.find("dispatch.row", number=number).wait_for()
    seat.press("q")
    seat.find("dispatch.scan", number=number).wait_for()
    waybill = seat.find("dispatch.row", number=number).get_attribute("data-waybill")
    seat.press("Space")
    seat.page.keyboard.type(waybill or "")
    seat.press("Enter")
    seat.find("dispatch.posted", number=number).wait_for()
    assert stands(seat, number).status is ApplicationStatus.POSTED


def test_what_is_scanned_wrongly_is_refused_in_words(seat: Seat) -> None:
    number = seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    seat.press("1", "a", "Enter")
    seat.find("queue.done").wait_for()
    seat.go("/desk/production")
    seat.press("p")
    assert "原驾驶证同时作废" in seat.page.locator("dialog[open]").inner_text()
    assert stands(seat, number).status is ApplicationStatus.APPROVED
    seat.press("Enter")
    seat.find("production.scan").wait_for()
    seat.press("Space")
    seat.page.keyboard.type("0000000000000")
    seat.press("Enter")
    assert "编号不是这一件的" in seat.find("production.said").inner_text()
    assert stands(seat, number).status is ApplicationStatus.IN_PRODUCTION


def test_a_held_key_decides_nothing(seat: Seat) -> None:
    number = seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    seat.press("1")
    seat.find("case.judged").wait_for()
    seat.press("a")
    for _ in range(3):  # without a key-up in between the browser calls the later ones repeated
        seat.page.keyboard.down("a")
    held = "new KeyboardEvent('keydown', {key: 'Enter', repeat: true, bubbles: true, cancelable: true})"
    seat.page.evaluate(f"document.activeElement.dispatchEvent({held})")
    assert seat.find("case.approve.confirm").is_visible()
    assert stands(seat, number).status is ApplicationStatus.UNDER_REVIEW


def test_letters_typed_into_a_field_act_nowhere(seat: Seat) -> None:
    seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    seat.press("/")
    seat.page.keyboard.type("n2")
    assert seat.find("find").input_value() == "n2"
    seat.press("Escape", "2")
    seat.page.wait_for_url("**list=mine")


def test_a_search_leads_to_the_case(seat: Seat) -> None:
    story = seat.desk.story
    story.fill_queue()
    seat.sign_in("lijing")
    seat.press("/")
    seat.page.keyboard.type(CLEAN.number[-4:])
    seat.press("Enter")
    seat.page.wait_for_url("**find=0010")
    assert seat.find("queue.row").count() == 1


def press_too_early(seat: Seat, path: str, keys: str) -> None:
    """Open `path`; `keys`, divided by blanks, are pressed while the page is still being read."""
    pressed = (
        f"{keys.split()!r}.forEach((key) => document.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }})))"
    )
    when = f"if (location.pathname === '{path}') document.addEventListener('DOMContentLoaded', () => {pressed})"
    seat.page.add_init_script(when)
    seat.go(path)


def test_what_is_typed_after_a_stroke_before_the_page_is_ready_judges_nobody(seat: Seat) -> None:
    """`/1180`, typed as a search: its 1 must not say 同一人, its A must not open an approval, its 0 must not say 存疑."""
    number = seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    press_too_early(seat, f"/desk/review/{number}", "/ 1 1 8 0 a")
    field = seat.page.locator("[data-find]")
    field.and_(seat.page.locator(":focus")).wait_for()
    assert field.input_value() == "1180a"
    assert seat.page.locator("dialog[open]").count() == 0
    assert stands(seat, number).person is None


def test_a_search_pressed_too_early_is_sent(seat: Seat) -> None:
    number = seat.desk.story.lodge(CLEAN)
    other = seat.desk.story.lodge(MOVED)
    seat.sign_in("lijing")
    seat.find("queue.claim", number=number).click()
    seat.find("case.lease").wait_for()
    pressed = "/ " + " ".join(other[-4:]) + " Enter 1 a Enter"
    press_too_early(seat, f"/desk/review/{number}", pressed)
    seat.page.wait_for_url("**find=*")
    assert seat.find("queue.row", number=other).count() == 1
    assert stands(seat, number).person is None


def test_a_note_begun_too_early_is_typed_and_decides_nothing(seat: Seat) -> None:
    number = seat.desk.story.lodge_with_face(CLEAN, face_check(FaceDecision.NO_MATCH, 0.12))
    seat.sign_in("lijing")
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    seat.press("1")
    seat.find("case.judged").wait_for()
    press_too_early(seat, f"/desk/review/{number}", "a K 0 Enter")
    seat.page.locator("dialog[open]").wait_for()
    assert seat.find("case.approve.note").input_value() == "K0"
    after = stands(seat, number)
    assert (after.person, after.decision_waits) == (PersonJudgement.SAME, False)
