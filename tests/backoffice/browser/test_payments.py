"""The payments desk: what was paid, what is owed back, and the refund written down."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import FilePayload, expect
from sqlalchemy import select

from backoffice.fleet.models import Terminal
from backoffice.intake.models import Quarantined
from backoffice.notices.models import Notice, NoticeKind
from backoffice.office import SYSTEM, clerk
from backoffice.payments import services
from backoffice.payments.models import Payment, PaymentState
from backoffice.retention.services import open_text
from backoffice.review import decisions
from backoffice.staff.models import Role
from domain.clock import SHANGHAI
from domain.reasons import ReasonCode
from tests.backoffice.acts import TERMINAL, claim
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
from tests.backoffice.browser.stories import CLEAN, MOVED, OFTEN, Story
from tests.backoffice.browser.test_screens import Camera, camera, case
from tests.backoffice.payments.paying import CARD, paid_fee
from tests.backoffice.payments.statements import of, statement

__all__ = ["camera"]


def enrol_terminals(story: Story) -> None:
    with story.office.writing(SYSTEM) as work:
        for number in (7, 8):
            terminal = Terminal(
                terminal_id=f"terminal-{number}",
                terminal_number=number,
                public_key="-",
                place_zh="样本商场",
                place_en="Sample mall",
                enrolled_at=work.now,
            )
            work.session.add(terminal)


def pay(story: Story, number: str, place: int = 0, **changes: object) -> UUID:
    """Post the fee of a case that came in."""
    at = story.clock.now() - timedelta(seconds=41)
    told: dict[str, Any] = {"reference": f"2611200{place:05d}", "trace": f"{place + 41:06d}", "paid_at": at, **changes}
    paid = paid_fee(**told)
    with story.office.writing(TERMINAL) as work:
        services.post(work, number, f"terminal-{7 + place % 2}", paid)
    return paid.order_id


def reject(story: Story, number: str) -> None:
    who = clerk(story.member("lijing"))
    claimed = claim(story.office, who, number)
    with story.office.writing(who) as work:
        decisions.reject(work, number, claimed.version, (ReasonCode.DATA,))


def put_aside_paid(story: Story) -> None:
    with story.office.writing(SYSTEM) as work:
        row = Quarantined(
            idempotency_key=UUID(int=3),
            body_sha256="0" * 64,
            number="5001261120000701",
            service="driver_licence_reissue_loss",
            terminal_id="terminal-7",
            key_id="k",
            why="payment_differs",
            sealed=b"",
            payment=paid_fee(paid_at=story.clock.now()).model_dump_json(),
            received_at=work.now,
        )
        work.session.add(row)


def fill(story: Story) -> dict[str, str]:
    """Several paid applications over some days, one of them refused, one put aside."""
    enrol_terminals(story)
    numbers = list(story.fill_queue().values())
    for place, number in enumerate(numbers[:5]):
        earlier = {} if place < 4 else {"paid_at": datetime(2026, 11, 18, 15, 2, tzinfo=SHANGHAI)}
        pay(story, number, place, **earlier)
    reject(story, numbers[3])
    put_aside_paid(story)
    return {"paid": numbers[0], "refused": numbers[3], "earlier": numbers[4]}


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_payments_pages(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    numbers = fill(seat.desk.story)
    seat.sign_in("chenzhihua")
    seat.press("g", "k")
    seat.find("payments.chart").wait_for()
    camera.look(f"09-payments{suffix}")
    seat.press("2")
    seat.page.wait_for_url("**shown=refund_due")
    camera.look(f"09b-refund-due{suffix}", keep=not suffix)
    seat.go("/desk/payments?day=2026-01-01")
    camera.look(f"09c-payments-empty{suffix}", keep=False)
    seat.go(f"/desk/review/{numbers['refused']}")
    camera.look(f"03d-case-paid{suffix}", keep=not suffix)


def test_payments_in_english_and_at_night(camera: Camera) -> None:
    seat = camera.seat
    fill(seat.desk.story)
    seat.sign_in("chenzhihua")
    seat.go("/desk/payments?shown=refund_due")
    for choice in ("theme", "language"):
        seat.find("who").click()
        seat.find(choice).click()
    seat.page.locator("html[lang=en][data-theme=night]").wait_for()
    camera.look("09-payments-english", keep=False)


def test_a_refund_is_given_by_two_people_by_keys(seat: Seat) -> None:
    story = seat.desk.story
    enrol_terminals(story)
    story.staff("heyu", "何雨", Role.ACCEPTOR)
    number = story.lodge(OFTEN)
    order = pay(story, number)
    reject(story, number)
    seat.sign_in("heyu")
    seat.go("/desk/payments?shown=refund_due")
    seat.press("r")
    expect(seat.find("payments.refund_reference")).to_be_focused()
    seat.page.keyboard.type("退款")
    seat.press("Enter")
    expect(seat.find("payments.said")).to_contain_text("退款凭据号")
    seat.press("r")
    seat.page.keyboard.type("RF-20261120-01")
    seat.press("Enter")
    expect(seat.find("payments.timeline")).to_contain_text("何雨 提出已退款，凭据 RF-20261120-01")
    expect(seat.find("payments.refund.second_only")).to_be_visible()
    seat.leave()
    seat.sign_in("chenzhihua")
    seat.go("/desk/payments?shown=refund_due")
    seat.press("v")
    seat.find("payments.refund.agree.confirm").wait_for()
    seat.press("Enter")
    seat.page.wait_for_url("**shown=refunded**")
    expect(seat.find("payments.timeline")).to_contain_text("陈志华 复核退款，凭据 RF-20261120-01")
    with story.office.reading() as work:
        assert work.session.get_one(Payment, order).state is PaymentState.REFUNDED
    seat.press("o")
    seat.page.wait_for_url(f"**/desk/review/{number}")
    expect(seat.find("case.trail")).to_contain_text("登记退款凭据：RF-20261120-01")


def test_a_statement_is_taken_in_explained_and_the_day_closed(seat: Seat) -> None:
    story = seat.desk.story
    enrol_terminals(story)
    story.staff("heyu", "何雨", Role.ACCEPTOR)
    order = pay(story, story.lodge(CLEAN))
    with story.office.reading() as work:
        posted = work.session.get_one(Payment, order)
    seat.sign_in("heyu")
    seat.go("/desk/payments/statement?day=2026-11-20")
    wrong = FilePayload(name="statement.csv", mimeType="text/csv", buffer=b"day,kind\n")
    seat.find("statement.file").set_input_files(wrong)
    seat.find("statement.import").click()
    expect(seat.find("payments.said")).to_contain_text("没有导入")
    seat.go("/desk/payments/statement?day=2026-11-20")
    right = FilePayload(name="statement.csv", mimeType="text/csv", buffer=statement([of(posted), of(posted)]))
    seat.find("statement.file").set_input_files(right)
    seat.find("statement.import").click()
    expect(seat.find("difference.row", kind="double")).to_be_visible()
    seat.press("r")
    seat.find("difference.refund.reference").fill("RF-20261120-02")
    seat.find("difference.refund.note").fill("重复扣款")
    seat.press("Control+Enter")
    seat.page.wait_for_url("**at=*")
    seat.leave()
    seat.sign_in("chenzhihua")
    seat.go("/desk/payments/statement?day=2026-11-20&shown=proposed")
    seat.press("v")
    seat.find("difference.agree.confirm").wait_for()
    seat.press("Enter")
    seat.page.wait_for_url("**shown=proposed&at=*")
    seat.go("/desk/payments/statement?day=2026-11-20")
    seat.press("d")
    seat.find("statement.close.confirm").wait_for()
    seat.press("Enter")
    expect(seat.find("statement.closed")).to_contain_text("陈志华")


def test_rows_days_and_terminals_are_walked(seat: Seat) -> None:
    numbers = fill(seat.desk.story)
    seat.sign_in("chenzhihua")
    seat.go("/desk/payments")
    expect(seat.find("payments.row")).to_have_count(4)
    seat.press("j")
    second = seat.find("payments.row").nth(1).get_attribute("data-row")
    expect(seat.find("payments.detail", order=str(second))).to_be_visible()
    seat.find("payments.terminal").select_option("8")
    seat.find("payments.filter").click()
    expect(seat.find("payments.row")).to_have_count(2)
    seat.go("/desk/payments")
    seat.press("[")
    seat.page.wait_for_url("**day=2026-11-19**")
    expect(seat.find("payments.empty")).to_be_visible()
    seat.press("[")
    expect(seat.find("payments.row", number=numbers["earlier"])).to_be_visible()
    with seat.page.expect_download() as download:
        seat.press("e")
    assert download.value.suggested_filename == "payments-2026-11-18.csv"
    assert "000045" in download.value.path().read_text("utf-8-sig")


def test_the_case_shows_what_was_paid(seat: Seat) -> None:
    story = seat.desk.story
    paid, free = story.lodge(CLEAN), story.lodge(MOVED)
    pay(story, paid)
    seat.sign_in("lijing")
    case(seat, paid)
    expect(seat.find("case.fee")).to_contain_text("已付 10.00 元")
    expect(seat.find("case.fee_card")).to_have_text(CARD)
    expect(seat.find("case.fee_reference")).to_have_text("261120000000")
    case(seat, free)
    expect(seat.find("case.fee")).to_have_text("无需缴费")


def test_a_new_payment_is_announced(seat: Seat) -> None:
    story = seat.desk.story
    enrol_terminals(story)
    pay(story, story.lodge(CLEAN))
    seat.sign_in("chenzhihua")
    seat.go("/desk/payments")
    expect(seat.find("payments.row")).to_have_count(1)
    number = story.lodge_unanswered(MOVED)
    pay(story, number, 1)
    story.minutes(1)
    seat.page.locator("[data-key='.']").wait_for()


def test_refusing_what_was_paid_says_that_a_refund_is_due(camera: Camera) -> None:
    seat, story = camera.seat, camera.seat.desk.story
    enrol_terminals(story)
    number = story.lodge(CLEAN)
    pay(story, number)
    seat.sign_in("lijing")
    case(seat, number)
    seat.press("r")
    assert "已付 10.00 元将列为应退款" in seat.find("case.reject.refund").inner_text()
    camera.look("04c-refusal-paid", keep=False)
    seat.page.locator("dialog[open] label", has=seat.find("case.reject.code", code="R-DATA")).click()
    seat.press("Control+Enter")
    seat.find("queue.done", done="reject", waits="no").wait_for()
    with story.office.reading() as work:
        notice = work.session.scalars(select(Notice).where(Notice.kind == NoticeKind.REJECTED)).one()
        message = open_text(work, number, f"notice:{notice.idempotency_key}", notice.sealed)
    assert "您已付的10.00元将予退还" in message
    seat.press("/")
    seat.page.keyboard.type(number)
    seat.press("Enter")
    seat.find("queue.row", number=number).wait_for()  # closed, and found all the same
