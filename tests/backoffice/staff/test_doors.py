"""The pages of the own account and of people over HTTP: what they change, and what they ask for first."""

from collections.abc import Iterator

import httpx
import pytest

from backoffice.office import Office
from backoffice.staff.models import Role
from domain.clock import FrozenClock
from tests.backoffice.desk.conftest import PASSWORD, Caller, SignIn, desk_office, http, password_hash, served, signed_in
from tests.backoffice.desk.serving import Serving

__all__ = ["desk_office", "http", "password_hash", "served", "signed_in"]

NEW = "an own password 7"


@pytest.fixture
def caller(signed_in: SignIn) -> Caller:
    return signed_in("suntao", Role.ADMIN)


@pytest.fixture
def elsewhere(served: Serving, caller: Caller) -> Iterator[httpx.Client]:
    """The same person at another browser."""
    with httpx.Client(base_url=served.url, timeout=15, trust_env=False) as other:
        other.post("/desk/sign-in", data={"username": "suntao", "password": PASSWORD})
        assert other.get("/desk/account").status_code == 200
        yield other


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong password 1", NEW, NEW, "没有修改"),
        (PASSWORD, NEW, "another one 88", "两遍新口令不一样"),
        (PASSWORD, "short", "short", "不足 12"),
        (PASSWORD, PASSWORD, PASSWORD, "与现在的一样"),
    ],
)
def test_a_password_is_not_changed(caller: Caller, old: str, new: str, again: str, said: str) -> None:
    answer = caller.post("/desk/account/password", old=old, new=new, again=again)
    assert answer.status == 409
    assert said in answer.text
    assert new not in answer.text


def test_changing_the_own_password(caller: Caller, elsewhere: httpx.Client) -> None:
    answer = caller.post("/desk/account/password", old=PASSWORD, new=NEW, again=NEW)
    assert (answer.status, answer.headers["location"]) == (303, "/desk/account?said=password_changed")
    assert caller.get("/desk/account?said=password_changed").status == 200
    assert elsewhere.get("/desk/account").headers["Location"] == "/desk/sign-in"
    for password, status in ((PASSWORD, 401), (NEW, 303)):
        assert elsewhere.post("/desk/sign-in", data={"username": "suntao", "password": password}).status_code == status


def test_own_sessions_are_seen_and_ended(caller: Caller, elsewhere: httpx.Client) -> None:
    page = caller.get("/desk/account").text
    assert page.count('data-test="account.session"') == 2
    assert page.count('data-own="yes"') == 1
    assert caller.post("/desk/account/sessions/others/end").status == 303
    assert elsewhere.get("/desk/account").headers["Location"] == "/desk/sign-in"
    assert caller.get("/desk/account").status == 200


@pytest.mark.parametrize("deed", ["disable", "unlock", "reset-second-factor", "end-sessions", "enable", "new-password"])
def test_an_administrator_proves_himself_before_every_change(
    signed_in: SignIn, caller: Caller, clock: FrozenClock, desk_office: Office, deed: str
) -> None:
    clock.advance(5 * 60 + 1)
    answer = caller.post(f"/desk/staff/suntao/{deed}")
    assert answer.status == 303
    assert answer.headers["location"].startswith("/desk/prove")
    assert "people.prove_first" in caller.get("/desk/staff").text


@pytest.mark.parametrize(
    ("back", "where"),
    [
        ("/desk/staff?at=suntao", "/desk/staff?at=suntao"),
        ("https://evil.example/desk", "/desk"),
        ("//evil.example", "/desk"),
        ("/desk/../etc", "/desk"),
        ("", "/desk"),
    ],
)
def test_proving_leads_back_to_this_desk_only(caller: Caller, clock: FrozenClock, back: str, where: str) -> None:
    clock.advance(6 * 60)
    answer = caller.post("/desk/prove", secret=PASSWORD, back=back)
    assert (answer.status, answer.headers["location"]) == (303, where)
    assert "people.add" in caller.get("/desk/staff").text


def test_another_second_factor_needs_a_fresh_proof(caller: Caller, clock: FrozenClock) -> None:
    clock.advance(6 * 60)
    for path in ("/desk/account/second-factor", "/desk/account/second-factor/confirm"):
        answer = caller.post(path, code="000000")
        assert answer.headers["location"].startswith("/desk/prove")


def test_a_form_that_lacks_something_says_so_and_keeps_the_rest(caller: Caller) -> None:
    for path in ("/desk/account/password", "/desk/account/second-factor/confirm", "/desk/prove"):
        answer = caller.post(path)
        assert (answer.status, "还没有填全" in answer.text) == (409, True), path
    for typed, wrong in (
        ({"username": "hejing", "display_name": "何静 <b>"}, "至少选一个岗位"),
        ({"username": "He Jing", "display_name": "何静 <b>", "role": "producer"}, "工号只能用小写字母"),
        ({"username": "hejing", "display_name": " ", "role": "producer"}, "请填写姓名"),
        ({"username": "suntao", "display_name": "何静 <b>", "district": "500103", "role": "producer"}, "工号已"),
    ):
        answer = caller.post("/desk/staff/add", **typed)
        assert (answer.status, wrong in answer.text) == (422, True), typed
        dialog = answer.text[answer.text.index('<dialog id="newcomer"') :]
        assert "data-opened" in dialog.split(">")[0]
        assert f'value="{typed["username"]}"' in dialog
        assert ('value="何静 &lt;b&gt;"' in dialog) == (typed["display_name"] != " ")
        assert ('value="producer" checked' in dialog) == ("role" in typed)
        assert ('value="500103" checked' in dialog) == ("district" in typed)


def test_duties_that_do_not_do_come_back_as_they_were_ticked(caller: Caller) -> None:
    caller.post("/desk/staff/add", username="hejing", display_name="何静", role="producer")
    answer = caller.post("/desk/staff/hejing/duties", district="500103")
    assert (answer.status, "至少选一个岗位" in answer.text) == (422, True)
    form = answer.text[answer.text.index('action="/desk/staff/hejing/duties"') :]
    assert 'value="500103" checked' in form
    assert 'value="producer" checked' not in form
    assert caller.post("/desk/staff/nobody/duties", role="producer").status == 404
