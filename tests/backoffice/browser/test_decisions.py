"""The other ways out of review: correction, refusal, two people, and two people at once."""

from backoffice.office import clerk
from backoffice.review import desk
from domain.application import ApplicationStatus
from tests.backoffice.acts import look
from tests.backoffice.browser.conftest import Seat
from tests.backoffice.browser.stories import BAD_ADDRESS, CLEAN, OFTEN, SEIZED, SHORT_ADDRESS, held_by

NOTE = "驾驶证已被扣押，\n待处理完毕再申请"


def open_case(seat: Seat) -> None:
    seat.press("Enter")
    seat.find("case.decide").wait_for()


def test_a_correction_names_every_item_in_the_words_of_the_message(seat: Seat) -> None:
    number = seat.desk.story.lodge(BAD_ADDRESS, delivery=SHORT_ADDRESS)
    seat.sign_in("lijing")
    open_case(seat)
    assert seat.find("case.approve").get_attribute("aria-disabled") == "true"
    assert "有 1 项不符" in seat.find("case.approve").inner_text()
    seat.press("c")
    message = seat.find("case.correction.sms")
    assert "寄递地址" in message.inner_text()
    assert "手机号码" not in message.inner_text()
    seat.press("2")
    seat.page.locator("[data-test='case.correction.sms']", has_text="手机号码").wait_for()
    seat.press("Control+Enter")
    seat.find("queue.done", done="correction").wait_for()
    case = look(seat.desk.story.office, number)
    assert case.status is ApplicationStatus.CORRECTION_REQUESTED
    seat.press("5")
    seat.find("queue.row", number=number).wait_for()


def test_a_refusal_carries_its_codes(seat: Seat) -> None:
    number = seat.desk.story.lodge(SEIZED, states="AK")
    seat.sign_in("lijing")
    open_case(seat)
    seat.press("r")
    assert not seat.page.locator("dialog[open] input:checked").count()  # nobody has chosen yet
    seat.press("1")  # what the comparison found stands first
    assert seat.find("case.reject.code", code="R-STATE").is_checked()
    seat.press("Control+Enter")
    seat.find("queue.done", done="reject").wait_for()
    assert look(seat.desk.story.office, number).status is ApplicationStatus.REJECTED


def test_a_refusal_without_a_reason_is_not_done_and_says_so(seat: Seat) -> None:
    number = seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    open_case(seat)
    seat.press("r", "Control+Enter")
    missing = seat.page.locator("dialog[open] [data-test='form.problem']")
    assert missing.inner_text() == "还没有填：理由"
    seat.page.keyboard.type("法定1")  # typing filters, digits tick what is left
    assert seat.find("case.reject.code", code="R-LAW").is_checked()
    assert seat.page.locator("dialog[open] label.reason:visible").count() == 1
    seat.press("Control+Enter")
    assert "选 R-LAW 时必填" in missing.inner_text()
    seat.close_dialog()
    seat.press("?")
    listed = seat.page.locator("#all-keys")
    listed.wait_for()
    assert "不予办理" in listed.inner_text()
    assert "扫" not in listed.inner_text()  # only what this page has
    assert look(seat.desk.story.office, number).status is ApplicationStatus.UNDER_REVIEW


def test_a_refusal_that_needs_two_says_that_it_is_only_proposed(seat: Seat) -> None:
    number = seat.desk.story.lodge(SEIZED, states="AK")
    seat.sign_in("lijing")
    open_case(seat)
    seat.press("r")
    send, notes = seat.find("case.reject.confirm"), seat.page.locator("dialog[open]").locator("[data-test='case.by_two']")
    assert "决定不予办理" in send.inner_text()
    assert not notes.is_visible()
    seat.page.locator("label", has=seat.find("case.reject.code", code="R-FRAUD")).locator("visible=true").click()
    assert "提出不予办理，交第二人复核" in send.inner_text()
    assert "决定不予办理" not in send.inner_text()
    assert notes.is_visible()
    seat.press("Control+Enter")
    seat.find("queue.done", done="reject", waits="yes").wait_for()
    assert "已提出不予办理，待第二人复核" in seat.find("queue.done").inner_text()
    assert look(seat.desk.story.office, number).status is ApplicationStatus.UNDER_REVIEW


def test_a_correction_that_needs_two_says_that_nobody_was_told(seat: Seat) -> None:
    number = seat.desk.story.lodge(BAD_ADDRESS, delivery=SHORT_ADDRESS)
    seat.sign_in("lijing")
    open_case(seat)
    seat.press("c")
    assert "发出补正通知" in seat.find("case.correction.confirm").inner_text()
    seat.page.locator("label", has=seat.find("case.correction.item", item="person")).click()
    assert "提出补正，交第二人复核" in seat.find("case.correction.confirm").inner_text()
    seat.press("Control+Enter")
    seat.find("queue.done", done="correction", waits="yes").wait_for()
    assert "尚未通知公民" in seat.find("queue.done").inner_text()
    assert look(seat.desk.story.office, number).decision_waits


def test_a_correction_nobody_has_answered_is_not_marked_as_back(seat: Seat) -> None:
    number = seat.desk.story.lodge(BAD_ADDRESS, delivery=SHORT_ADDRESS)
    seat.sign_in("lijing")
    open_case(seat)
    seat.press("c", "Control+Enter")
    seat.find("queue.done", waits="no").wait_for()
    seat.press("5")
    seat.find("queue.row", number=number).wait_for()
    assert seat.find("queue.corrected").count() == 0
    seat.go(f"/desk/review/{number}")
    seat.find("case.decide").wait_for()
    assert seat.find("case.corrected").count() == 0


def test_what_is_set_aside_needs_somebody_else(seat: Seat) -> None:
    number = seat.desk.story.lodge(OFTEN, reissues=["2026-02-01", "2026-05-11", "2026-09-30"])
    seat.sign_in("lijing")
    open_case(seat)
    seat.press("1")
    seat.find("case.judged").wait_for()
    seat.press("a")
    seat.page.locator("dialog[open] textarea:focus").wait_for()
    seat.page.keyboard.type("已核对报警回执")
    seat.press("Control+Enter")
    seat.find("queue.done", done="approve").wait_for()
    assert look(seat.desk.story.office, number).status is ApplicationStatus.UNDER_REVIEW
    seat.go(f"/desk/review/{number}")
    assert seat.find("case.second.agree").count() == 0
    seat.leave()
    seat.sign_in("wangmin")
    seat.press("4")
    seat.find("queue.row", number=number).wait_for()
    seat.press("Enter")
    seat.find("case.second").wait_for()
    seat.press("a")
    assert "已核对报警回执" in seat.page.locator("dialog[open]").inner_text()
    seat.press("Enter")
    seat.find("queue.done", done="agree").wait_for()
    assert look(seat.desk.story.office, number).status is ApplicationStatus.APPROVED


def test_who_comes_second_is_told_what_did_not_happen(seat: Seat) -> None:
    story = seat.desk.story
    number = story.lodge(CLEAN)
    seat.sign_in("lijing")
    open_case(seat)
    story.minutes(10)
    seat.page.reload()
    seat.find("case.decide").wait_for()
    story.minutes(6)  # the lease of fifteen minutes runs out, and somebody else takes the case
    held_by(story, story.member("wangmin"), number)
    seat.press("1")
    seat.find("conflict").wait_for()
    words = seat.find("conflict").inner_text()
    assert "王敏刚刚改动了这件业务" in words
    assert "没有生效" in words
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    assert "王敏 办理中" in seat.page.locator(".casehd").inner_text()
    seat.forgive("409")
    give_back(seat, number)
    seat.go(f"/desk/review/{number}")
    seat.press("Enter")
    seat.find("case.lease").wait_for()
    story.judged_elsewhere(number)
    give_back(seat, number)
    seat.press("r")
    seat.page.keyboard.type("法定1")
    seat.find("case.reject.note").fill(NOTE)
    seat.press("Control+Enter")
    seat.find("conflict", deed="reject").wait_for()
    assert seat.find("conflict.typed.note").input_value() == NOTE
    seat.press("l")  # claimed again, and the dialog is there as it was left
    seat.page.locator("dialog[open] [data-test='case.reject.note']").wait_for()
    assert seat.find("case.reject.note").input_value() == NOTE
    assert seat.find("case.reject.code", code="R-LAW").is_checked()
    seat.press("Control+Enter")
    seat.find("queue.done", done="reject").wait_for()
    assert look(story.office, number).status is ApplicationStatus.REJECTED
    seat.forgive("409")


def give_back(seat: Seat, number: str) -> None:
    """王敏 gives the case back."""
    story = seat.desk.story
    with story.office.writing(clerk(story.member("wangmin"))) as work:
        desk.release(work, number)


def test_a_lease_that_ran_out_is_asked_for_again(seat: Seat) -> None:
    story = seat.desk.story
    story.lodge(CLEAN)
    seat.sign_in("lijing")
    open_case(seat)
    story.minutes(14.99)
    seat.page.reload()
    seat.find("case.renew").wait_for()  # shown when the countdown has ended
    assert seat.find("case.judge.same").is_disabled()
    seat.press("l")
    seat.find("case.lease").wait_for()
    assert seat.find("case.judge.same").is_enabled()


def test_a_silent_registry_stands_against_a_decision(seat: Seat) -> None:
    story = seat.desk.story
    story.lodge_unanswered(CLEAN)
    story.partners.down.add("driver-licences")
    seat.sign_in("lijing")
    open_case(seat)
    assert seat.find("case.no_registry").is_visible()
    assert "登记库未答复" in seat.find("case.approve").inner_text()
    seat.press("q")
    assert "没有丢失" in seat.find("case.said").inner_text()


def test_arrivals_wait_until_they_are_asked_for(seat: Seat) -> None:
    story = seat.desk.story
    first = story.lodge(CLEAN)
    seat.sign_in("lijing")
    assert seat.find("queue.row").count() == 1
    second = story.lodge(SEIZED)
    seat.find("queue.arrivals").wait_for()
    assert "新到 1 件" in seat.find("queue.arrivals").inner_text()
    assert seat.find("queue.row").count() == 1
    seat.press(".")
    seat.find("queue.row", number=second).wait_for()
    assert seat.find("queue.row", number=first).count() == 1


def test_an_empty_queue_fills_by_itself(seat: Seat) -> None:
    seat.sign_in("lijing")
    assert "待审核已清" in seat.find("queue.empty").inner_text()
    number = seat.desk.story.lodge(CLEAN)
    seat.find("queue.row", number=number).wait_for()


def test_a_broken_decision_leaves_no_trace(seat: Seat) -> None:
    """The dialog is closed without sending: nothing was decided, nobody was told."""
    story = seat.desk.story
    number = story.lodge(CLEAN)
    seat.sign_in("lijing")
    open_case(seat)
    seat.press("r", "Escape")
    case = look(story.office, number)
    assert case.status is ApplicationStatus.UNDER_REVIEW
    assert not case.decision_waits
