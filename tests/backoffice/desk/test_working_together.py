"""Clerks beside each other: a press that came too late, asking for a case, taking it over, notes, districts, intake."""

import re

import pytest

from backoffice.office import SYSTEM, Actor, Office, clerk
from backoffice.review import cases, desk, fitting
from backoffice.review.models import EventKind
from backoffice.staff.models import Role, Staff
from backoffice.staff.services import list_staff
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from domain.wire import v1
from tests.backoffice.acts import add, claim, look, ready_to_decide, take_in
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.partners import Partners
from tests.backoffice.people import application, registry_answer

_S = ApplicationStatus
NOTE = "请核对旧证编号 <b>"


def member(office: Office, username: str) -> Actor:
    with office.reading() as work:
        return clerk(next(one for one in list_staff(work.session) if one.username == username))


def newest(office: Office, number: str) -> str:
    with office.reading() as work:
        return str(cases.get_case(work.session, number).events[-1].id)


def cells(page: str) -> list[list[str]]:
    table = re.search(r'data-test="conflict.table".*?</table>', page, re.DOTALL)
    assert table is not None
    rows = re.findall(r'data-test="conflict.row">(.*?)</tr>', table.group(0), re.DOTALL)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall("<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def test_a_correction_that_came_too_late_keeps_its_ticks(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    partners.people[application().applicant.number] = registry_answer(phone="13900000009")
    caller = signed_in("lijing", Role.REVIEWER)
    case = ready_to_decide(desk_office, partners, member(desk_office, "lijing"))
    seen, wangmin = newest(desk_office, case.number), add(desk_office, "王敏", Role.REVIEWER)
    with desk_office.writing(SYSTEM) as work:
        cases.get_case(work.session, case.number).lease_until = work.now
    claim(desk_office, wangmin, case.number)
    old = {"version": str(case.version), "seen": seen, "items": "delivery_address"}
    answer = caller.post(f"/desk/review/{case.number}/correction", **old)
    assert answer.status == 409
    assert "您的「补正（1 项）」<b>没有生效</b>，也没有因此通知公民。您的勾选已为您保留。" in answer.text
    assert f"您依据 v{case.version}，现为 v{look(desk_office, case.number).version}" in answer.text
    rows = cells(answer.text)
    assert rows[0] == ["状态", "审核中", "审核中", "未变"]
    assert rows[1][:3] == ["持有人", "李静", "王敏"]
    assert "按现在的内容，您勾选的都已相符" in answer.text
    assert 'data-test="conflict.ask"' in answer.text
    address = re.search(r'href="([^"]+)" autofocus data-key="Enter" data-test="conflict.see"', answer.text)
    assert address is not None
    assert address.group(1).endswith("?kept=correction&amp;tick=delivery_address")
    assert look(desk_office, case.number).status is _S.UNDER_REVIEW


def test_kept_ticks_stand_in_the_dialog_of_who_claims_it_again(
    signed_in: SignIn, desk_office: Office, partners: Partners
) -> None:
    caller = signed_in("lijing", Role.REVIEWER)
    number = ready_to_decide(desk_office, partners, member(desk_office, "lijing")).number
    page = caller.get(f"/desk/review/{number}?kept=correction&tick=phone").text
    assert re.search(r'<dialog id="way-correction" data-opened', page)
    assert re.search(r'value="phone" checked', page)
    assert not re.search(r'value="recipient" checked', page)
    assert "data-opened" not in caller.get(f"/desk/review/{number}?kept=nonsense&tick=phone").text


def test_the_second_of_two_claims_is_told_who_was_first(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    version = str(look(desk_office, number).version)
    caller = signed_in("lijing", Role.REVIEWER)
    claim(desk_office, add(desk_office, "王敏", Role.REVIEWER), number)
    answer = caller.post(f"/desk/review/{number}/claim", version=version, seen=newest(desk_office, number))
    assert answer.status == 409
    assert "请王敏让出" in answer.text


def test_the_holder_reads_who_asks_for_the_case(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    caller = signed_in("lijing", Role.REVIEWER)
    case = ready_to_decide(desk_office, partners, member(desk_office, "lijing"))
    assert 'data-test="case.asked"' not in caller.get(f"/desk/review/{case.number}").text
    with desk_office.writing(add(desk_office, "王敏", Role.REVIEWER)) as work:
        desk.ask_release(work, case.number)
    assert "王敏 请您让出这件" in caller.get(f"/desk/review/{case.number}").text
    assert look(desk_office, case.number).version == case.version  # asking moves nothing


def test_a_supervisor_takes_a_case_over(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = ready_to_decide(desk_office, partners, add(desk_office, "wangmin", Role.REVIEWER)).number
    caller = signed_in("boss", Role.SUPERVISOR)
    page = caller.get(f"/desk/review/{number}").text
    assert 'data-test="case.take_over"' in page
    version = str(look(desk_office, number).version)
    assert caller.post(f"/desk/review/{number}/take-over", version=version).status == 303
    case = look(desk_office, number)
    assert (case.status, case.claimed_by) == (_S.ACCEPTED, None)
    with desk_office.reading() as work:
        assert cases.get_case(work.session, number).events[-1].kind is EventKind.TAKEN_OVER
    assert "said=wrong_status" in caller.post(f"/desk/review/{number}/take-over", version=str(case.version)).headers["location"]


def test_a_reviewer_takes_nothing_over(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = ready_to_decide(desk_office, partners, add(desk_office, "wangmin", Role.REVIEWER)).number
    caller = signed_in("lijing", Role.REVIEWER)
    assert 'data-test="case.take_over"' not in caller.get(f"/desk/review/{number}").text
    answer = caller.post(f"/desk/review/{number}/take-over", version=str(look(desk_office, number).version))
    assert "said=role_missing" in answer.headers["location"]
    assert look(desk_office, number).status is _S.UNDER_REVIEW


def test_a_note_is_for_colleagues(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    version = look(desk_office, number).version
    caller = signed_in("lijing", Role.REVIEWER)
    assert caller.post(f"/desk/review/{number}/note", text=NOTE).status == 303
    page = caller.get(f"/desk/review/{number}").text
    assert "请核对旧证编号 &lt;b&gt;" in page
    assert look(desk_office, number).version == version
    for empty in ({"text": "   "}, {}):
        answer = caller.post(f"/desk/review/{number}/note", **empty)
        assert (answer.status, '<dialog id="notes" data-opened' in answer.text) == (422, True)
    assert caller.post(f"/desk/review/{number}/note", text="x" * 501).status == 422
    with desk_office.reading() as work:
        assert NOTE.encode() not in work.session.connection().exec_driver_sql("SELECT sealed FROM case_note").scalar_one()


def test_no_route_decides_several_cases_at_once(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    """Every decision names one case in its address; further numbers in the form change nothing."""
    caller = signed_in("lijing", Role.REVIEWER)
    one = ready_to_decide(desk_office, partners, member(desk_office, "lijing"))
    other = claim(desk_office, member(desk_office, "lijing"), take_in(desk_office, application(2)))
    for field in ("number", "numbers", "cases"):
        caller.post(f"/desk/review/{one.number}/approve", version=str(one.version), **{field: other.number})
    assert (look(desk_office, one.number).status, look(desk_office, other.number).status) == (_S.APPROVED, _S.UNDER_REVIEW)
    for path in ("/desk/review/approve", "/desk/review/bulk/approve", f"/desk/review/{one.number},{other.number}/approve"):
        assert caller.post(path, version=str(other.version)).status in (404, 405)


@pytest.mark.parametrize("path", ["", "/photos/chip", "/photos/registry?level=1", "/summary"])
def test_another_districts_case_is_not_there(signed_in: SignIn, desk_office: Office, path: str) -> None:
    number = take_in(desk_office)
    caller = signed_in("lijing", Role.REVIEWER)
    with desk_office.writing(SYSTEM) as work:
        cases.get_case(work.session, number).district = "500108"
        work.session.query(Staff).filter_by(username="lijing").one().districts = ["500103"]
    answer = caller.get(f"/desk/review/{number}{path}")
    assert answer.status == 404 or answer.text == ""
    for deed in ("claim", "release", "registry", "ask-release", "note", "correction/preview"):
        fields = {"version": str(look(desk_office, number).version), "text": "x"}
        assert caller.post(f"/desk/review/{number}/{deed}", **fields).status == 404


def held(office: Office) -> str:
    return take_in(office, application().model_copy(update={"signature": v1.Signature(strokes=[])}))


def test_the_intake_desk_shows_accepts_and_says_so(signed_in: SignIn, desk_office: Office) -> None:
    number = held(desk_office)
    caller = signed_in("chenmo", Role.ACCEPTOR)
    page = caller.get("/desk/intake").text
    assert f'data-number="{number}" data-test="intake.row"' in page
    assert "缺签名" in page
    assert application().applicant.name not in page
    assert "没有笔迹" in caller.get(f"/desk/intake/{number}").text
    answer = caller.post(f"/desk/intake/{number}/accept", version=str(look(desk_office, number).version))
    assert f"done=accepted&at={number}" in answer.headers["location"]
    assert "intake.empty" in caller.get("/desk/intake").text
    assert caller.get("/desk/review").status == 403  # accepting is not reviewing


def test_not_accepting_over_http(signed_in: SignIn, desk_office: Office) -> None:
    number = held(desk_office)
    caller = signed_in("chenmo", Role.ACCEPTOR)
    version = str(look(desk_office, number).version)
    page = caller.get(f"/desk/intake/{number}").text
    offered = re.findall(r'data-test="intake.refuse.code" data-code="([A-Z-]+)"', page)
    assert offered == [code.value for code in dict.fromkeys((ReasonCode.SIGNATURE, *fitting.AT_INTAKE))]
    assert "checked" not in page
    for codes, note, missing in (
        ({}, "签名处是空的", "请至少选择一项理由"),
        ({"codes": "R-SIGN"}, "", "请写明理由"),
        ({"codes": "R-FACE"}, "看着不像", "所选理由与决定不相配"),  # not for intake to say
    ):
        answer = caller.post(f"/desk/intake/{number}/refuse", version=version, note=note, **codes)
        assert (answer.status, missing in answer.text, 'id="refuse" class="mid-dialog"' in answer.text) == (422, True, True)
        assert "data-opened" in answer.text
        assert f'data-test="intake.refuse.note">{note}</textarea>' in answer.text
        assert ('value="R-SIGN" checked' in answer.text) == (codes == {"codes": "R-SIGN"})
    assert look(desk_office, number).status is _S.RECEIVED
    caller.post(f"/desk/intake/{number}/refuse", version=version, codes="R-SIGN", note="没有签名")
    assert look(desk_office, number).status is _S.REJECTED
    answer = caller.post(f"/desk/intake/{number}/accept", version=version)
    assert (answer.status, "您的「受理」<b>没有生效</b>" in answer.text) == (409, True)


def test_the_lists_of_intake_are_for_acceptors(signed_in: SignIn, desk_office: Office) -> None:
    reviewer = signed_in("lijing", Role.REVIEWER)
    assert reviewer.get("/desk/intake").status == 403
    assert reviewer.post("/desk/intake/quarantine/1/retake").status == 403
    acceptor = signed_in("chenmo", Role.ACCEPTOR)
    for shown in ("quarantine", "gaps", "nonsense"):
        assert acceptor.get(f"/desk/intake?shown={shown}").status == 200
    assert acceptor.get("/desk/intake/2611200007000012").status == 404
    assert acceptor.post("/desk/intake/quarantine/1/retake").status == 404
