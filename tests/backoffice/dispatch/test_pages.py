"""Pages of the dispatch desk: what a press did is said, the list stays, nothing is chosen for anybody."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from backoffice.dispatch import all_waybills, letters
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.letters import Letters
from backoffice.office import Actor, Office
from backoffice.refusals import Reason
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from tests.backoffice import acts
from tests.backoffice.desk.conftest import Answer, Caller, SignIn
from tests.backoffice.dispatch.test_dispatch import expect, made
from tests.backoffice.partners import Partners
from tests.backoffice.people import application, registry_answer

HERE = "/desk/dispatch"
APPLICANTS = ("500103199001011239", "500228200002290059", "500103198808160029")


@pytest.fixture
def clerks(desk_office: Office) -> tuple[Actor, Actor]:
    return acts.add(desk_office, "lijing", Role.REVIEWER), acts.add(desk_office, "zhouhang", Role.PRODUCER)


@pytest.fixture
def numbers(desk_office: Office, partners: Partners, clerks: tuple[Actor, Actor]) -> list[str]:
    """Three documents that are made, as the list has them."""
    for place, applicant in enumerate(APPLICANTS, start=1):
        partners.people[applicant] = registry_answer(number=applicant)
        made(desk_office, partners, *clerks, application(place, applicant={"number": applicant}))
    with desk_office.reading() as work:
        return [entry.number for entry in letters.list_letters(work, Letters.TO_POST)]


@pytest.fixture
def dispatcher_of(desk_office: Office) -> Actor:
    return acts.add(desk_office, "tianyu", Role.DISPATCHER)


def followed(caller: Caller, answer: Answer) -> str:
    assert answer.status == 303
    return caller.get(answer.headers["location"]).text


def asked(answer: Answer) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def post(caller: Caller, office: Office, who: Actor, number: str, **fields: str) -> Answer:
    scanned = dispatch.create_waybill(office, who, number).waybill_number
    version = str(acts.look(office, number).version)
    return caller.post(f"{HERE}/{number}/post", version=version, **{"scanned": scanned, **fields})


def test_after_posting_the_list_stays_and_the_next_letter_is_ready(
    desk_office: Office, signed_in: SignIn, numbers: list[str], dispatcher_of: Actor
) -> None:
    caller = signed_in("dengli", Role.DISPATCHER)
    dispatch.create_waybill(desk_office, dispatcher_of, numbers[1])
    with desk_office.reading(dispatcher_of) as work:
        ready = [entry.number for entry in letters.list_letters(work, Letters.TO_POST) if entry.is_ready]
        assert (letters.count_ready(work), ready) == (1, [numbers[1]])
    page = followed(caller, post(caller, desk_office, dispatcher_of, numbers[0], scanned=""))
    assert "扫到的运单号不是这一件的" in page
    assert re.search(rf'data-number="{numbers[0]}" autofocus', page)
    answer = post(caller, desk_office, dispatcher_of, numbers[0])
    assert asked(answer) == {"letters": "to_post", "at": numbers[1], "posted": numbers[0], "scanning": "yes"}
    page = followed(caller, answer)
    assert re.search(rf'data-test="dispatch.posted" data-number="{numbers[0]}"', page)
    assert re.search(rf'data-number="{numbers[1]}" autofocus', page)
    assert page.count(" autofocus") == 2  # the other one is in a dialog that is not open
    assert asked(post(caller, desk_office, dispatcher_of, numbers[2]))["at"] == numbers[1]  # the last: back to the one before
    answer = post(caller, desk_office, dispatcher_of, numbers[1])
    assert "at" not in asked(answer)
    assert "dispatch.posted" in followed(caller, answer)


def test_waybills_of_everything_say_what_was_made_and_what_waits(
    desk_office: Office, partners: Partners, signed_in: SignIn, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = signed_in("dengli", Role.DISPATCHER)
    partners.down.add("waybills")
    page = followed(caller, caller.post(f"{HERE}/waybills"))
    assert re.search(r'data-test="dispatch.ordered" data-made="0" data-waiting="3"', page)
    assert "取得运单 0 件" in page
    assert "等待 3 件：邮政现在没有应答，后台会自动再取。" in page
    partners.down.clear()
    monkeypatch.setattr(all_waybills, "AT_ONCE", 2)
    page = followed(caller, caller.post(f"{HERE}/waybills"))
    assert re.search(r'data-test="dispatch.ordered" data-made="2" data-waiting="1"', page)
    assert "请再按一次 M" in page
    page = followed(caller, caller.post(f"{HERE}/waybills"))
    assert re.search(r'data-test="dispatch.ordered" data-made="1" data-waiting="0"', page)


def test_a_letter_that_may_have_no_waybill_keeps_no_other_from_its_own(
    desk_office: Office, partners: Partners, numbers: list[str], dispatcher_of: Actor
) -> None:
    partners.refusing.add("waybills")
    assert all_waybills.order_all(desk_office, dispatcher_of) == all_waybills.Ordered(0, {Reason.PARTNER_REFUSED: 3})
    partners.refusing.clear()
    assert all_waybills.order_all(desk_office, dispatcher_of).made == 3
    reader = acts.add(desk_office, "wangmin", Role.REVIEWER)
    expect(Reason.ROLE_MISSING, lambda: all_waybills.order_all(desk_office, reader))


KEYS = re.compile(r'data-(?:row-)?key="([^"]*)"')
FOOT = re.compile(r'data-live-key="([^"]*)"')


def keys_of(page: str) -> set[str]:
    """Return the keys that press something on a page, its dialogs aside."""
    main = re.sub(r"<dialog.*?</dialog>", "", page, flags=re.DOTALL)
    found = {key for keys in KEYS.findall(main) for key in keys.split("|")}
    return {key.upper() if len(key) == 1 else key for key in found}


def told(page: str) -> set[str]:
    """Return the keys that the foot of a page may show."""
    said = {key for keys in FOOT.findall(page) for key in keys.split(" ")}
    if "…" in said:
        said |= {str(place) for place in range(1, max(int(key) for key in said if key.isdigit()) + 1)}
    return said - {"…"}


def test_a_returned_letter_needs_its_reason_and_every_key_that_works_is_shown(
    desk_office: Office, signed_in: SignIn, numbers: list[str], dispatcher_of: Actor
) -> None:
    caller = signed_in("dengli", Role.DISPATCHER)
    dispatch.create_waybill(desk_office, dispatcher_of, numbers[1])
    scanned = dispatch.create_waybill(desk_office, dispatcher_of, numbers[0]).waybill_number
    post(caller, desk_office, dispatcher_of, numbers[0])
    page = caller.get(f"{HERE}?letters=on_the_way").text
    reasons = re.findall(r'<input type="radio" name="reason"[^>]*>', page)
    assert len(reasons) == 6
    assert not [reason for reason in reasons if "checked" in reason]
    assert "请至少选择一项理由" in followed(caller, caller.post(f"{HERE}/returns", scanned=scanned))
    assert acts.look(desk_office, numbers[0]).status is ApplicationStatus.POSTED
    followed(caller, caller.post(f"{HERE}/returns", scanned=scanned, reason="moved"))
    assert acts.look(desk_office, numbers[0]).status is ApplicationStatus.RETURNED_UNDELIVERED
    for which in Letters:
        page = caller.get(f"{HERE}?letters={which}").text
        assert keys_of(page) <= told(page), which
    page = caller.get(f"{HERE}?letters=to_post").text
    assert "Q" in keys_of(page)
    assert "dispatch.row" in page
