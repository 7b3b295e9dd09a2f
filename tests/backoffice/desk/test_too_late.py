"""A press on what has moved since its page was drawn, desk by desk, on both engines: nothing is done, and the answer says
who did what in between. What had been typed is on that page, comes back into the form, and stands nowhere else.
"""

import re
import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from backoffice.applicants import changes
from backoffice.dispatch import returns
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.models import ReturnReason
from backoffice.intake import desk as intake
from backoffice.office import SYSTEM, Office
from backoffice.payments import reconciling
from backoffice.payments import services as refunds
from backoffice.payments.models import PaymentState
from backoffice.payments.statement_models import AcquirerStatement
from backoffice.production import batches, blanks
from backoffice.production import services as production
from backoffice.production.models import SpoilReason
from backoffice.review import cases
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from domain.wire import v1
from domain.wire.v1_my_applications import NewAddress
from tests.backoffice.acts import TERMINAL, add, claim, look, ready_to_decide, take_in
from tests.backoffice.desk.conftest import Answer, Seats
from tests.backoffice.desk.test_working_together import cells, member, newest
from tests.backoffice.dispatch.test_returns import produced
from tests.backoffice.partners import Partners
from tests.backoffice.payments.paying import look as paid
from tests.backoffice.payments.paying import refuse_after_paying, take_in_paid
from tests.backoffice.payments.statements import FRIDAY, of, statement
from tests.backoffice.payments.test_reconciling import agree, close, explain, the_one
from tests.backoffice.people import NUMBER, application, registry_answer
from tests.backoffice.production.test_batches import approved, check
from tests.backoffice.production.test_blanks import blank_of, counting, receive

_S = ApplicationStatus
PRODUCTION = "/desk/production"
DISPATCH = "/desk/dispatch"
MONEY = "/desk/payments"
TYPED = "申请人来电说明 <签名> 已补\n第二行"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    path = tmp_path / "office.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


def too_late(answer: Answer, deed: str, who: str) -> str:
    """Return the text of a page that says so; its address is never put into the browser's line."""
    assert answer.status == 409, answer.headers
    assert f'data-deed="{deed}"' in answer.text
    assert f"{who}刚刚" in answer.text
    assert answer.headers["hx-replace-url"] == "false"
    return answer.text


def sent_on(page: str) -> dict[str, str]:
    """Return the fields of the form that looks again."""
    form = re.search(r'<form method="post" action="[^"]+/again">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields = re.findall(r'name="([a-z_]+)" value="(.*?)">', form.group(1), re.DOTALL)
    plain = {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in fields}
    plain.pop("csrf_token")
    return plain


def pieces_of(page: str) -> list[str]:
    """Return the cases that a page's form names, with their versions."""
    return re.findall(r'name="pieces" value="([0-9@]+)"', page)


def is_written_down(office: Office, typed: str) -> bool:
    """Tell whether the audit log or a case's history carries what somebody typed."""
    with office.reading() as work:
        entries = work.session.execute(text("SELECT codes FROM audit_entry UNION ALL SELECT codes FROM case_event"))
        return any(typed[:6] in str(codes) for (codes,) in entries)


def test_at_intake_the_note_comes_back(seated: Seats, desk_office: Office, clock: FrozenClock) -> None:
    bodies = [application(n).model_copy(update={"signature": v1.Signature(strokes=[])}) for n in (1, 2)]
    number, other = (take_in(desk_office, body) for body in bodies)
    version = str(look(desk_office, number).version)
    caller = seated("chenmo", Role.ACCEPTOR)
    with desk_office.writing(SYSTEM) as work:
        cases.get_case(work.session, number).region_code = "500108"  # whatever it is, it has moved
    fields = {"version": version, "codes": "R-SIGN", "note": TYPED}
    page = too_late(caller.post(f"/desk/intake/{number}/refuse", **fields), "intake_refuse", "系统")
    assert f'data-test="conflict.typed.note">\n{TYPED.replace("<", "&lt;").replace(">", "&gt;")}</textarea>' in page
    assert f'href="/desk/intake/{other}" data-key="]" data-test="conflict.next"' in page
    back = caller.post(f"/desk/intake/{number}/again", **sent_on(page))
    assert (back.status, "data-opened" in back.text, 'value="R-SIGN" checked' in back.text) == (200, True, True)
    assert "&lt;签名&gt; 已补" in back.text
    with desk_office.writing(add(desk_office, "王敏", Role.ACCEPTOR)) as work:
        intake.refuse(work, number, look(desk_office, number).version, (ReasonCode.SIGNATURE,), "没有签名")
    page = too_late(caller.post(f"/desk/intake/{number}/accept", version=version), "intake_accept", "王敏")
    assert "<td>已收到</td>" in page
    assert "<u>不予办理</u>" in page
    assert "王敏 不予办理" in page
    assert look(desk_office, number).status is _S.REJECTED
    assert not is_written_down(desk_office, TYPED)


def test_at_review_the_note_comes_back_with_the_claim(
    seated: Seats, desk_office: Office, partners: Partners, clock: FrozenClock
) -> None:
    caller = seated("lijing", Role.REVIEWER)
    case = ready_to_decide(desk_office, partners, member(desk_office, "lijing"))
    seen, wangmin = newest(desk_office, case.number), add(desk_office, "王敏", Role.REVIEWER)
    with desk_office.writing(SYSTEM) as work:
        cases.get_case(work.session, case.number).lease_until = work.now
    held = claim(desk_office, wangmin, case.number)
    old = {"version": str(case.version), "seen": seen, "codes": "R-LAW", "note": TYPED}
    page = too_late(caller.post(f"/desk/review/{case.number}/reject", **old), "reject", "王敏")
    assert sent_on(page) == {"way": "reject", "ticked": "R-LAW", "note": TYPED}
    assert "way-reject" not in caller.post(f"/desk/review/{case.number}/again", **sent_on(page)).text  # somebody else's now
    with desk_office.writing(SYSTEM) as work:
        cases.get_case(work.session, case.number).lease_until = work.now
    free = look(desk_office, case.number)
    assert free.version > held.version
    claimed = caller.post(f"/desk/review/{case.number}/claim", version=str(free.version), **sent_on(page))
    assert claimed.status == 200
    assert re.search(r'<dialog id="way-reject" data-opened', claimed.text)
    assert "申请人来电说明 &lt;签名&gt; 已补" in claimed.text
    assert not is_written_down(desk_office, TYPED)


def test_at_production_nothing_is_made_that_the_page_did_not_show(
    seated: Seats, desk_office: Office, partners: Partners
) -> None:
    partners.people[NUMBER] = registry_answer()
    numbers = [approved(desk_office, take_in(desk_office, application(running))).number for running in (1, 2, 3)]
    maker = add(desk_office, "周航", Role.PRODUCER)
    caller = seated("dengli", Role.PRODUCER)
    chosen = pieces_of(caller.get(f"{PRODUCTION}/new-batch").text)
    with desk_office.writing(maker) as work:
        batch = batches.open_batch(work, numbers[:2]).number
    page = too_late(caller.post(f"{PRODUCTION}/batches", pieces=chosen), "open_batch", "周航")
    assert [row[1:3] for row in cells(page)] == [["未进批次", f"在批次 {batch}"]] * 2
    shown = caller.get(f"{PRODUCTION}?batch={batch}").text
    assert batches.print_next(desk_office, maker, batch) == 2
    answer = caller.post(f"{PRODUCTION}/batches/{batch}/print", pieces=pieces_of(shown))
    assert [row[1:3] for row in cells(too_late(answer, "print", "周航"))] == [["审核通过", "制证中"]] * 2
    versions = {number: look(desk_office, number).version for number in numbers}
    with desk_office.writing(maker) as work:
        batches.put_back(work, numbers[1], versions[numbers[1]], batch)
    answer = caller.post(f"{PRODUCTION}/{numbers[1]}/put-back", version=str(versions[numbers[1]]), batch=batch)
    assert cells(too_late(answer, "put_back", "周航"))[1][1:3] == [f"在批次 {batch}", "未进批次"]
    check(desk_office, maker, numbers[0])
    with desk_office.writing(maker) as work:
        batches.close(work, batch)
    answer = caller.post(f"{PRODUCTION}/{numbers[0]}/check", version=str(versions[numbers[0]]), batch=batch, scanned="1")
    assert cells(too_late(answer, "check", "周航"))[0][1:3] == ["制证中", "已制证"]
    too_late(caller.post(f"{PRODUCTION}/batches/{batch}/close"), "close_batch", "周航")
    assert look(desk_office, numbers[2]).status is _S.APPROVED
    assert "said=batch_unfit" in caller.post(f"{PRODUCTION}/batches").headers["location"]  # nothing chosen, nothing has moved


def test_a_blank_that_somebody_wrote_off_is_not_written_off_twice(
    seated: Seats, desk_office: Office, partners: Partners
) -> None:
    maker = add(counting(desk_office), "周航", Role.PRODUCER, Role.REVIEWER)
    partners.people[NUMBER] = registry_answer()
    case = approved(desk_office, take_in(desk_office))
    receive(desk_office, maker, "1", "3")
    production.produce(desk_office, maker, case.number, case.version)
    caller = seated("dengli", Role.PRODUCER)
    form = caller.get(f"{PRODUCTION}/{case.number}/spoil").text
    fields: dict[str, str] = dict(re.findall(r'name="(version|blank)" value="([^"]+)"', form))
    with desk_office.writing(maker) as work:
        blanks.spoil(work, case.number, int(fields["version"]), fields["blank"], SpoilReason.MISPRINTED)
    page = too_late(caller.post(f"{PRODUCTION}/{case.number}/spoil", reason="misprinted", **fields), "spoil", "周航")
    assert cells(page)[1][1:3] == ["50011", "50012"]
    assert blank_of(desk_office, case.number) == "50012"


def test_at_dispatch_a_letter_that_moved_is_left_as_it_is(
    seated: Seats, desk_office: Office, partners: Partners, clock: FrozenClock
) -> None:
    partners.people[NUMBER] = registry_answer()
    number, other = produced(desk_office), produced(desk_office, 2)
    who = add(desk_office, "田雨", Role.DISPATCHER)
    caller = seated("dengli", Role.DISPATCHER)
    waybill = dispatch.create_waybill(desk_office, who, number).waybill_number
    version = look(desk_office, number).version
    clock.advance(300)
    with desk_office.writing(who) as work:
        dispatch.post_letter(work, number, version, waybill)
    old = {"version": str(version), "scanned": waybill, "back": "to_post"}
    page = too_late(caller.post(f"{DISPATCH}/{number}/post", **old), "post", "田雨")
    assert cells(page)[0] == ["状态", "已制证", "已交寄", "田雨 · 12:05:00"]
    assert re.findall(r"<span>(田雨 [^<]+)</span>", page) == ["田雨 交寄，短信已发"]  # not what the page knew already
    assert f'href="{DISPATCH}?letters=to_post&amp;at={other}"' in page
    too_late(caller.post(f"{DISPATCH}/{number}/waybill", version=str(version)), "waybill", "田雨")
    with desk_office.writing(who) as work:
        returns.register(work, waybill, ReturnReason.MOVED, "B-07")
    back = look(desk_office, number)
    with desk_office.writing(TERMINAL) as work:
        told = NewAddress.model_construct(key=uuid4(), delivery=cases.get_body(work, number).delivery)
        changes.do(work, "terminal-7", cases.get_case(work.session, number), told, work.now)
    for deed, fields in (("hold", {}), ("tell", {}), ("call", {"outcome": "will_fetch"}), ("hand_over", {"id_number": NUMBER})):
        answer = caller.post(f"{DISPATCH}/{number}/{deed.replace('_', '-')}", version=str(back.version), **fields)
        assert answer.status == 409
        assert "申请人改址重寄" in answer.text
        assert NUMBER not in answer.text
    assert look(desk_office, number).status is _S.RETURNED_UNDELIVERED


def test_a_refund_that_somebody_worked_on_is_not_written_down_twice(
    seated: Seats, desk_office: Office, partners: Partners
) -> None:
    payment = refuse_after_paying(desk_office, partners, add(desk_office, "lijing", Role.REVIEWER))
    caller, chief = seated("boss", Role.SUPERVISOR), add(desk_office, "陈志华", Role.SUPERVISOR)
    address, version = f"{MONEY}/{payment.order_id}/refund", str(payment.version)
    with desk_office.writing(chief) as work:
        proposed = refunds.propose_refund(work, payment.order_id, payment.version, "RF-1")
    page = too_late(caller.post(address, version=version, reference="RF-9999"), "refund", "陈志华")
    assert cells(page)[0][1:3] == ["应退款", "退款待复核"]
    assert 'data-test="conflict.typed.reference">\nRF-9999</textarea>' in page
    with desk_office.writing(chief) as work:
        refunds.decline_refund(work, payment.order_id, proposed.version)
    page = too_late(caller.post(f"{address}/confirm", version=str(proposed.version)), "confirm_refund", "陈志华")
    assert cells(page)[0][1:3] == ["退款待复核", "应退款"]
    assert paid(desk_office, payment.order_id).state is PaymentState.REFUND_DUE


def test_differences_and_days_that_moved_are_left_as_they_are(seated: Seats, desk_office: Office) -> None:
    caller, who = seated("boss", Role.SUPERVISOR), add(desk_office, "陈默", Role.ACCEPTOR)
    posted = take_in_paid(desk_office)
    with desk_office.writing(who) as work:
        reconciling.import_statement(work, statement([of(posted, 900)]))
    difference = the_one(desk_office)
    explain(desk_office, who)
    fields = {"version": str(difference.version), "explanation": "window", "note": TYPED}
    page = too_late(caller.post(f"{MONEY}/statement/differences/{difference.id}/explain", **fields), "explain", "陈默")
    assert cells(page)[0][1:3] == ["待处理", "待复核"]
    assert "已补\n第二行</textarea>" in page
    gone = caller.post(f"{MONEY}/statement/differences/99/explain", **fields)  # the day was matched anew
    assert (gone.status, "已重新核对，不再是差异" in gone.text, "第二行" in gone.text) == (409, True, True)
    agree(desk_office, add(desk_office, "陈志华", Role.SUPERVISOR))
    late = caller.post(f"{MONEY}/statement/differences/{difference.id}/decline", version=str(difference.version + 1))
    assert cells(too_late(late, "decline_difference", "陈志华"))[0][1:3] == ["待复核", "已清"]
    with desk_office.reading() as work:
        shown = work.session.get_one(AcquirerStatement, FRIDAY).version
    close(desk_office, add(desk_office, "王敏", Role.SUPERVISOR))
    page = too_late(caller.post(f"{MONEY}/statement/{FRIDAY}/close", version=str(shown)), "close_day", "王敏")
    assert cells(page)[0][1:3] == ["未结账", "已结账"]
    assert not is_written_down(desk_office, TYPED)
