"""An application's way through the desks, by keyboard only."""

from backoffice.review.models import Case
from domain.application import ApplicationStatus
from tests.backoffice.acts import look
from tests.backoffice.browser.conftest import Seat
from tests.backoffice.browser.stories import CLEAN, MOVED


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
    seat.press("p")
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
    seat.find("dispatch.row", number=number, status="posted").wait_for()
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
    seat.find("production.scan").wait_for()
    seat.press("Space")
    seat.page.keyboard.type("0000000000000")
    seat.press("Enter")
    assert "证芯号不是这一件的" in seat.find("production.said").inner_text()
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
