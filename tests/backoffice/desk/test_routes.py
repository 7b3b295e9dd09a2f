"""Who may see and do what, and what travels with every page."""

import base64
import re

import httpx
import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.desk.rail import DESKS
from backoffice.office import SYSTEM, Office
from backoffice.review import desk, queue, routes
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice.acts import look, take_in
from tests.backoffice.desk.conftest import PASSWORD, SignIn
from tests.backoffice.partners import Partners
from tests.backoffice.people import ADDRESS, NAME, NUMBER, application, registry_answer

ALL_PAGES = [entry.path for entry in DESKS if entry.path]


def compared(office: Office, partners: Partners, **changes: object) -> str:
    number = take_in(office, application(**changes))  # type: ignore[arg-type]
    partners.people[NUMBER] = registry_answer()
    desk.refresh_registry(office, SYSTEM, number)
    return number


def audited(office: Office, action: str) -> list[AuditEntry]:
    with office.reading() as work:
        return list(work.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_nothing_is_seen_without_signing_in(http: httpx.Client) -> None:
    for path in (*ALL_PAGES, "/desk", "/desk/review/1", "/desk/review/1/photos/chip", "/desk/find?q=1"):
        answer = http.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in"), path


def test_a_fragment_sends_the_whole_page_to_the_sign_in(http: httpx.Client) -> None:
    answer = http.get("/desk/review/tabs", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/desk/sign-in")


def test_a_stream_without_a_session_stops_asking(http: httpx.Client) -> None:
    assert http.get("/desk/events", headers={"Accept": "text/event-stream"}).status_code == 204


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sits_at_its_own_desks(signed_in: SignIn, role: Role) -> None:
    caller = signed_in("somebody", role)
    answers = {entry.name: caller.get(entry.path).status for entry in DESKS if entry.path}
    assert answers == {entry.name: 200 if role in entry.roles else 403 for entry in DESKS if entry.path}


def test_who_has_no_desk_is_told_so(signed_in: SignIn) -> None:
    caller = signed_in("nobody")
    assert caller.get("/desk").headers["location"] == "/desk/nothing"
    assert "没有属于您岗位的工作台" in caller.get("/desk/nothing").text


def test_closed_desks_are_no_links(signed_in: SignIn) -> None:
    page = signed_in("lijing", Role.REVIEWER).get("/desk/review").text
    assert 'href="/desk/review"' in page
    assert 'href="/desk/production"' not in page
    assert "不属于您的岗位" in page


@pytest.mark.parametrize(("counted", "shown"), [(2, "<b>1+</b>"), (3, "<b>2</b>")])
def test_nobody_counts_a_long_list_to_its_end(
    desk_office: Office, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, counted: int, shown: str
) -> None:
    take_in(desk_office, application(1))
    take_in(desk_office, application(2, applicant={"number": "500228200002290059"}))
    monkeypatch.setattr(queue, "COUNTED", counted)
    monkeypatch.setattr(routes, "COUNTED", counted)
    caller = signed_in("lijing", Role.REVIEWER)
    assert shown in caller.get("/desk/review").text
    assert shown in caller.get("/desk/review/tabs").text


def test_pages_carry_the_strict_headers(signed_in: SignIn) -> None:
    headers = signed_in("lijing", Role.REVIEWER).get("/desk/review").headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(http: httpx.Client, signed_in: SignIn) -> None:
    signed_in("lijing", Role.REVIEWER)
    http.cookies.clear()
    answer = http.post("/desk/sign-in", data={"username": "lijing", "password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_no_deed_without_its_token(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    caller = signed_in("lijing", Role.REVIEWER)
    caller.token = "forged"
    deeds = ("claim", "release", "renew", "registry", "judge", "accept", "approve", "correction", "reject", "agree", "decline")
    assert {deed: caller.post(f"/desk/review/{number}/{deed}", version="1").status for deed in deeds} == dict.fromkeys(
        deeds, 403
    )
    assert look(desk_office, number).status is ApplicationStatus.ACCEPTED


def test_another_sites_form_is_refused(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    caller = signed_in("lijing", Role.REVIEWER)
    data = {"csrf_token": caller.token, "version": "1"}
    answer = caller.http.post(f"/desk/review/{number}/claim", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_queue_is_masked_and_the_case_is_audited(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = compared(desk_office, partners)
    caller = signed_in("lijing", Role.REVIEWER)
    listed = caller.get("/desk/review?list=review").text + caller.get(f"/desk/review/{number}/summary").text
    assert NAME not in listed
    assert NUMBER not in listed
    assert not audited(desk_office, "case.viewed")
    opened = caller.get(f"/desk/review/{number}").text
    assert NAME in opened
    assert ADDRESS in opened
    assert [entry.actor for entry in audited(desk_office, "case.viewed")] == ["lijing"]


def test_what_cannot_be_understood_is_said_in_words_and_not_repeated(signed_in: SignIn) -> None:
    caller = signed_in("lijing", Role.REVIEWER, Role.PRODUCER)
    typed = "50010319900101" * 4
    answers = (
        caller.post("/desk/production/1/check", version="1", scanned=typed),
        caller.get(f"/desk/review?find={typed}"),
        caller.get("/desk/review?list=nonsense"),
    )
    for answer in answers:
        assert answer.status == 422
        assert "输入的内容过长" in answer.text
        assert "1990" not in answer.text
    nowhere = caller.get("/desk/nonsense")
    assert (nowhere.status, "没有这个页面" in nowhere.text) == (404, True)


def test_photographs_are_audited_and_kept_nowhere(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    picture = b"\xff\xd8\xff\xe0 picture"
    number = compared(desk_office, partners, applicant={"photo": base64.b64encode(picture).decode()})
    caller = signed_in("lijing", Role.REVIEWER)
    assert caller.post(f"/desk/review/{number}/claim", version=str(look(desk_office, number).version)).status == 303
    answer = caller.http.get(f"/desk/review/{number}/photos/chip")
    assert answer.content == picture
    assert answer.headers["cache-control"] == "no-store"
    assert caller.get(f"/desk/review/{number}/photos/registry").status == 200
    assert caller.get(f"/desk/review/{number}/photos/other").status == 404
    assert [entry.codes for entry in audited(desk_office, "case.photo_viewed")] == [["chip"], ["registry"]]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.AUDITOR, Role.PRODUCER, Role.ADMIN])
def test_photographs_are_closed_to_who_holds_no_lease(
    signed_in: SignIn, desk_office: Office, partners: Partners, role: Role
) -> None:
    number = compared(desk_office, partners)
    caller = signed_in("somebody", role)
    assert [caller.get(f"/desk/review/{number}/photos/{which}").status for which in ("chip", "registry")] == [403, 403]
    assert not audited(desk_office, "case.photo_viewed")
    if role in {Role.REVIEWER, Role.SUPERVISOR}:
        assert [entry.codes for entry in audited(desk_office, "case.photo_refused")] == [["chip"], ["registry"]]
        page = caller.get(f"/desk/review/{number}").text
        assert "/photos/" not in page
        assert "照片只对认领本件的人开放" in page


def test_an_undecodable_chip_photo_has_no_address(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = compared(desk_office, partners)  # the chip's block is WLT
    caller = signed_in("lijing", Role.REVIEWER)
    page = caller.get(f"/desk/review/{number}").text
    assert "没有解码许可" in page
    assert "photos/chip" not in page
    caller.post(f"/desk/review/{number}/claim", version=str(look(desk_office, number).version))
    assert caller.get(f"/desk/review/{number}/photos/chip").status == 404


def test_what_citizens_type_is_text_only(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    evil = '<script>alert(1)</script>号"><img src=x onerror=alert(2)>'
    number = compared(desk_office, partners, delivery={"text": evil, "recipient": "<b>收</b>"})
    page = signed_in("lijing", Role.REVIEWER).get(f"/desk/review/{number}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>收</b>" not in page


def test_a_case_nobody_has_is_said_plainly(signed_in: SignIn) -> None:
    caller = signed_in("lijing", Role.REVIEWER)
    for number in ("2611200007000011", "0", "%00", "x' OR 1=1", "案"):
        answer = caller.get(f"/desk/review/{number}")
        assert answer.status == 404
        assert "没有这件业务" in answer.text


def test_an_old_page_gets_409_and_nothing_is_done(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = compared(desk_office, partners)
    caller = signed_in("lijing", Role.REVIEWER)
    version = look(desk_office, number).version
    assert caller.post(f"/desk/review/{number}/claim", version=str(version)).status == 303
    answer = caller.post(f"/desk/review/{number}/judge", version=str(version), judgement="same", seen="1")
    assert answer.status == 409
    assert "没有生效" in answer.text
    assert look(desk_office, number).person is None


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("judge", {"judgement": "perhaps"}),
        ("reject", {"codes": "R-NONSENSE"}),
        ("approve", {"version": "many"}),
        ("approve", {"note": "x" * 501}),
    ],
)
def test_nonsense_is_refused_before_anything_happens(
    signed_in: SignIn, desk_office: Office, deed: str, fields: dict[str, str]
) -> None:
    number = take_in(desk_office)
    answer = signed_in("lijing", Role.REVIEWER).post(f"/desk/review/{number}/{deed}", **{"version": "1", **fields})
    assert answer.status == 422


def test_items_a_service_does_not_have_are_not_asked_for(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = compared(desk_office, partners)
    caller = signed_in("lijing", Role.REVIEWER)
    caller.post(f"/desk/review/{number}/claim", version=str(look(desk_office, number).version))
    preview = caller.post(f"/desk/review/{number}/correction/preview", items="fingerprints")
    assert "请先勾选事项" in preview.text
    answer = caller.post(
        f"/desk/review/{number}/correction", version=str(look(desk_office, number).version), items="fingerprints"
    )
    assert (answer.status, "请至少选择一项理由" in answer.text) == (422, True)
    assert look(desk_office, number).status is ApplicationStatus.UNDER_REVIEW


def box(page: str, value: str) -> str:
    """Return the tag of one box of a form."""
    found = re.search(rf'<input type="checkbox" name="(?:codes|items)" value="{value}"[^>]*>', page)
    return found.group() if found else ""


def test_an_unfinished_decision_comes_back_as_it_was_typed(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = compared(desk_office, partners)
    caller = signed_in("lijing", Role.REVIEWER)
    caller.post(f"/desk/review/{number}/claim", version=str(look(desk_office, number).version))
    fresh = caller.get(f"/desk/review/{number}").text
    assert "checked" not in box(fresh, "R-DATA")  # nothing is ticked beforehand
    assert not box(fresh, "R-NODEC")  # what can only be said of fines is not offered
    assert not box(fresh, "R-UNIT")  # nor what can only be said of vehicles
    version = str(look(desk_office, number).version)
    note = "申请人说旧证在单位 <保险柜>"
    for deed, code in (("reject", ""), ("refer", ""), ("reject", "R-NODEC"), ("refer", "R-LAW")):
        fields = {"codes": code, "note": "" if code == "R-LAW" else note} if code else {"note": note}
        answer = caller.post(f"/desk/review/{number}/{deed}", version=version, **fields)
        assert answer.status == 422
        assert f'<dialog id="way-{deed}" data-opened' in answer.text
        assert ("申请人说旧证在单位 &lt;保险柜&gt;" in answer.text) == (code != "R-LAW")
        assert ("checked" in box(answer.text[answer.text.index(f'id="way-{deed}"') :], "R-LAW")) == (code == "R-LAW")
    assert look(desk_office, number).status is ApplicationStatus.UNDER_REVIEW


def test_an_answer_of_the_registry_that_is_too_old_closes_the_approval(
    signed_in: SignIn, desk_office: Office, partners: Partners, clock: FrozenClock
) -> None:
    number = compared(desk_office, partners)
    caller = signed_in("lijing", Role.REVIEWER)
    page = f"/desk/review/{number}"
    caller.post(f"{page}/claim", version=str(look(desk_office, number).version))

    def way() -> str:
        caller.post(f"{page}/judge", version=str(look(desk_office, number).version), judgement="same")
        found = re.search(r'<button[^>]*data-test="case.approve">.*?</button>', caller.get(page).text)
        assert found
        return found.group()

    seconds = desk_office.settings.review.registry_fresh_minutes * 60
    assert f'data-fresh="{seconds}"' in way()
    for _ in range(10):  # at work all the time: the session and the lease go on
        clock.advance(seconds // 10 + 1)
        caller.post(f"{page}/renew")
    assert 'aria-disabled="true"' in way()
    assert "登记库答复过时，按 Q 重取" in way()
    assert 'data-key="q"' in caller.get(page).text
    caller.post(f"{page}/registry")
    assert 'data-opens="way-approve"' in way()


def test_preferences_never_lead_elsewhere(http: httpx.Client) -> None:
    for back in ("https://evil.example/", "//evil.example", "/\\evil", "/desk\r\nX: y", "/other"):
        answer = http.post("/desk/preferences", data={"language": "en", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/desk"


def test_the_language_is_kept(http: httpx.Client) -> None:
    http.post("/desk/preferences", data={"language": "en"})
    assert "Sign in" in http.get("/desk/sign-in").text
    http.post("/desk/preferences", data={"language": "xx"})
    assert "Sign in" in http.get("/desk/sign-in").text


def test_only_an_admin_pairs_a_terminal(signed_in: SignIn, desk_office: Office) -> None:
    place = {"place_zh": "解放碑", "place_en": "Jiefangbei"}
    assert signed_in("boss", Role.SUPERVISOR).post("/desk/fleet/pairing", **place).status == 403
    answer = signed_in("admin", Role.ADMIN).post("/desk/fleet/pairing", **place)
    assert answer.status == 200
    assert "配对码只显示这一次" in answer.text
    assert len(audited(desk_office, "terminal.pairing_token_made")) == 1


def test_the_supervisor_looks_but_does_not_decide(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    number = compared(desk_office, partners)
    caller = signed_in("boss", Role.SUPERVISOR)
    assert caller.get(f"/desk/review/{number}").status == 200
    answer = caller.post(f"/desk/review/{number}/claim", version=str(look(desk_office, number).version))
    assert "said=role_missing" in answer.headers["location"]


def test_looking_at_the_audit_is_audited(signed_in: SignIn, desk_office: Office) -> None:
    caller = signed_in("fenglan", Role.AUDITOR)
    before = len(audited(desk_office, "audit.viewed"))
    assert "链完整" in caller.get("/desk/audit?verify=1").text
    assert len(audited(desk_office, "audit.viewed")) == before + 1


def test_a_stale_list_says_so_and_an_empty_one_draws_itself(signed_in: SignIn, desk_office: Office) -> None:
    caller = signed_in("zhouhang", Role.PRODUCER)
    page = caller.get("/desk/production").text
    mark = page.split("drawn=")[1].split('"')[0]
    assert caller.get(f"/desk/production/news?drawn={mark}").text == ""
    assert "列表有更新" in caller.get("/desk/production/news?drawn=another").text


def test_static_files_may_be_kept_and_say_nothing_of_anybody(http: httpx.Client) -> None:
    answer = http.get("/desk/static/desk.js")
    assert answer.headers["cache-control"].startswith("public")
    assert http.get("/desk/static/../pages.py").status_code == 404
