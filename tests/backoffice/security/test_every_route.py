"""Object-level authorisation: every route of the application for everybody, by one table (`routes.toml`).

Nobody, each role, the right role for another district, another clerk of the same role, a newcomer; without the token, from a
foreign page. A route without a row fails, and so does a row without a route, or with a name that the office has nothing for.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from backoffice.staff.models import Role
from domain.texts import Language
from tests.backoffice.security.house import COOKIE, House, standing
from tests.backoffice.security.walking import routes_of
from tests.backoffice.security.world import Things

TABLE = Path(__file__).with_name("routes.toml")
LET_IN = {200, 204, 303, 409}
NAME = re.compile(r"\{(\w+)\}")
FIXED = {"which": "registry", "place": "0", "index": "0", "day": "2026-11-20", "deed": "ask"}
OF_NO_DISTRICT = FIXED.keys() | {"handle", "serial", "entry"}
"""Names of what is not in one district or another."""

ENDLESS = "/desk/events"  # who is let in there stays; tests of the live updates do
UNSIGNED = {400, 401, 403, 415, 422}  # 415: not even the envelope of the line


@dataclass(frozen=True)
class Row:
    """What the table says of one route."""

    method: str
    path: str
    whose: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    file: str | None = None
    answers: int = 200
    elsewhere: int | str = "not_found"
    whole_city: str = ""
    only_city: bool = False
    own: str = ""
    lists: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def roles(self) -> set[str]:
        """The roles that are let in."""
        return {role.value for role in Role} if self.whose[0] in ("staff", "present") else set(self.whose)

    @property
    def names(self) -> set[str]:
        """The names of things in path and fields."""
        return set(NAME.findall(" ".join((self.path, *self.fields.values()))))

    @property
    def owners(self) -> set[str]:
        """The roles for which a thing is one clerk's alone; one stands for all of the staff."""
        return {"reviewer"} if self.own == "staff" else set(self.own.split())


def _row(name: str, told: Any) -> Row:
    method, path = name.split(" ")
    more = told if isinstance(told, dict) else {"whose": told}
    kept: dict[str, Any] = {key: tuple(value) if key == "lists" else value for key, value in more.items() if key != "whose"}
    return Row(method, path, tuple(more["whose"].split()), **kept)


ROWS = [_row(name, told) for name, told in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()]
OF_DESK = [row for row in ROWS if row.whose[0] not in ("door", "terminal")]
OF_ROLES = [row for row in OF_DESK if row.whose[0] not in ("staff", "present")]
OF_THINGS = [row for row in OF_DESK if row.names - OF_NO_DISTRICT and not (row.whole_city or row.only_city)]
OF_ONE = [row for row in OF_DESK if row.own]
LISTS = [row for row in OF_ROLES if row.method == "GET" and not row.names and not row.whole_city]
FORMS = [row for row in OF_DESK if row.method == "POST"]


@pytest.fixture(scope="module")
def standing_house(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[House]:
    with standing(tmp_path_factory.mktemp("walk"), migrated_file) as house:
        yield house


@pytest.fixture
def house(standing_house: House) -> Iterator[House]:
    yield standing_house
    if standing_house.changed:
        standing_house.put_back()


def ask(
    house: House,
    row: Row,
    who: str | None,
    things: Things | None = None,
    *,
    csrf: str = "csrf",
    query: str = "",
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Send the request of one route as somebody, of things here by default; what the one before changed is put back first."""
    if house.changed:
        house.put_back()
    things = things or house.here
    is_form = row.method == "POST"
    fields = {name: filled(value, row, things) for name, value in row.fields.items()}
    answer = house.http.request(
        row.method,
        filled(row.path, row, things) + (f"?{query}" if query else ""),
        headers={**({"Cookie": f"{COOKIE}={who}"} if who else {}), **(headers or {})},
        params=None if is_form else fields or None,
        data={"version": things.version(row.path), "seen": "1", **fields, "csrf_token": csrf} if is_form else None,
        files={row.file: ("statement.csv", b"")} if row.file else None,
    )
    house.changed = is_form and answer.status_code not in (401, 403, 404, 422)
    return answer


def filled(text: str, row: Row, things: Things) -> str:
    """Put real things in the place of their names."""
    return NAME.sub(lambda name: FIXED.get(name[1]) or things.word(name[1], row.path), text)


def is_let_in(row: Row, answer: httpx.Response) -> bool:
    """Tell whether the request came past the door and found what it names, and not into an error."""
    location = answer.headers.get("Location", "")
    if answer.status_code == 303 and location.startswith(("/desk/sign-in", "/desk/first-steps")):
        return row.path.endswith("sign-out") or "first-steps" in row.path
    return answer.status_code in LET_IN | {row.answers} and "said=not_found" not in location


def is_not_there(row: Row, answer: httpx.Response, things: Things) -> bool:
    """Tell whether the answer is the same as for a thing that does not exist, or the one that the row names."""
    if answer.status_code == 303:
        return said_in(answer) in {row.elsewhere, "role_missing"}
    if answer.status_code in (403, 404):
        return True
    asked = filled(" ".join((row.path, *row.fields.values())), row, things)
    shown = [name for name in things.telling if name not in asked and name in answer.text.replace(" ", "")]
    return answer.status_code == row.elsewhere and not shown


def said_in(answer: httpx.Response) -> str:
    """Return why a page says that something was not done."""
    return "".join(re.findall(r"[?&]said=(\w+)", answer.headers.get("Location", "")))


def test_every_route_has_a_row_and_every_row_a_route(standing_house: House) -> None:
    found = {f"{method} {path}" for method, path in routes_of(standing_house.served.app.routes)}
    assert found == {str(row) for row in ROWS}


@pytest.mark.parametrize("row", OF_DESK, ids=str)
def test_nobody_gets_in_without_a_session(house: House, row: Row) -> None:
    answer = ask(house, row, None)
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/desk/sign-in")


@pytest.mark.parametrize("row", [row for row in OF_DESK if row.path != ENDLESS], ids=str)
def test_each_role_gets_where_it_belongs_and_nowhere_else(house: House, row: Row) -> None:
    got = {role.value: ask(house, row, f"{role}-city" if row.only_city else role.value) for role in Role}
    wrong = {role: answer.status_code for role, answer in got.items() if is_let_in(row, answer) != (role in row.roles)}
    assert not wrong
    assert all(answer.status_code == 403 for role, answer in got.items() if role not in row.roles)


@pytest.mark.parametrize("row", OF_THINGS, ids=str)
def test_a_thing_of_another_district_is_not_there(house: House, row: Row) -> None:
    """404, or back to the desk with a refusal; nothing of it is told, and nothing is done to anything."""
    drawn = ("audit_entry",) if isinstance(row.elsewhere, int) else ()  # a page that is drawn may write that down
    before = house.trace(*drawn)
    for role in sorted(row.roles):
        answer = ask(house, row, role, house.elsewhere)
        assert is_not_there(row, answer, house.elsewhere), (role, answer.status_code, said_in(answer))
        assert changes(house, before, *drawn) == [], role


@pytest.mark.parametrize("row", [row for row in ROWS if row.only_city], ids=str)
def test_what_touches_the_whole_city_is_not_for_who_has_districts(house: House, row: Row) -> None:
    before, sentence = house.trace(), house.office.texts.get("desk.refusal.whole_city_only", Language.ZH)
    for role in sorted(row.roles):
        answer = ask(house, row, role)
        on_the_page = answer.status_code == 409 and sentence in answer.text
        assert on_the_page or said_in(answer) == "whole_city_only", (role, answer.status_code)
        assert changes(house, before) == [], role


@pytest.mark.parametrize("row", OF_ONE, ids=str)
def test_what_is_one_clerks_is_no_other_clerks(house: House, row: Row) -> None:
    """Not even of the same role and district: nothing is done, and no photograph shown."""
    before = house.trace("audit_entry")
    for role in sorted(row.owners):
        answer = ask(house, row, f"{role}-beside")
        assert row.method == "POST" or answer.status_code == 403, role
        assert changes(house, before, "audit_entry") == [], role


def changes(house: House, before: dict[str, str], *but: str) -> list[str]:
    """Return the tables that are not as they were; where all of them are, there is nothing to put back."""
    after = house.trace(*but)
    found = [name for name in before if before[name] != after[name]]
    house.changed = bool(found) or bool(but and house.changed)
    return found


@pytest.mark.parametrize("row", LISTS, ids=str)
def test_no_list_tells_of_another_district(house: House, row: Row) -> None:
    for role in sorted(row.roles):
        for query in ("", *row.lists):
            page = ask(house, row, role, query=query).text.replace(" ", "")
            assert [name for name in house.elsewhere.telling if name in page and name not in query] == [], (role, query)


def test_lists_tell_of_the_own_district(house: House) -> None:
    """Otherwise the test above would prove nothing."""
    missing = set(house.here.telling)
    for row in LISTS:
        for query in ("", *row.lists) if missing else ():
            page = ask(house, row, sorted(row.roles)[0], query=query).text.replace(" ", "")
            missing -= {name for name in missing if name in page}
    assert missing == set()


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_a_form_needs_its_token_and_our_own_page(house: House, row: Row) -> None:
    who = sorted(row.roles)[0]
    assert ask(house, row, who, csrf="").status_code == 403
    assert ask(house, row, who, csrf="guessed").status_code == 403
    assert ask(house, row, who, headers={"Origin": "https://evil.example"}).status_code == 403
    assert ask(house, row, who, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("row", [row for row in ROWS if row.whose == ("door",) and row.method == "POST"], ids=str)
def test_the_forms_before_the_door_take_no_other_sites_request(house: House, row: Row) -> None:
    assert ask(house, row, None, headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize("row", [row for row in OF_DESK if row.whose != ("present",)], ids=str)
def test_who_has_not_finished_the_first_steps_is_led_there(house: House, row: Row) -> None:
    answer = ask(house, row, "newcomer")
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/desk/first-steps")


@pytest.mark.parametrize("row", [row for row in ROWS if row.whose == ("terminal",)], ids=str)
def test_terminals_sign_and_sessions_of_staff_open_nothing(house: House, row: Row) -> None:
    for who in (None, "admin", "supervisor"):
        assert ask(house, row, who).status_code in UNSIGNED
