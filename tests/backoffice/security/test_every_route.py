"""Object-level authorisation: every route of the application for everybody, by one table (`routes.toml`).

Nobody, each role, the right role for another district, a newcomer; without the token, from a foreign page. A route without a
row fails, and so does a row without a route.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from backoffice.staff.models import Role
from tests.backoffice.security.house import COOKIE, House, standing
from tests.backoffice.security.walking import routes_of

TABLE = Path(__file__).with_name("routes.toml")
LET_IN = {200, 204, 303, 409}
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
    missing: bool = False
    whole_city: bool = False
    of_case: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def roles(self) -> set[str]:
        """The roles that are let in."""
        return {role.value for role in Role} if self.whose[0] in ("staff", "present") else set(self.whose)


def _row(name: str, told: Any) -> Row:
    method, path = name.split(" ")
    more = told if isinstance(told, dict) else {"whose": told}
    return Row(method, path, tuple(more["whose"].split()), **{key: value for key, value in more.items() if key != "whose"})


ROWS = [_row(name, told) for name, told in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()]
OF_DESK = [row for row in ROWS if row.whose[0] not in ("door", "terminal")]
OF_ROLES = [row for row in OF_DESK if row.whose[0] not in ("staff", "present")]
OF_CASES = [row for row in OF_ROLES if row.of_case or "{number}" in row.path]
OF_CASES = [row for row in OF_CASES if "/technicians/" not in row.path and not row.missing]
LISTS = [row for row in OF_ROLES if row.method == "GET" and "{" not in row.path and not row.whole_city]
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


def ask(house: House, row: Row, who: str | None, *, csrf: str = "csrf", **headers: str) -> httpx.Response:
    """Send the request of one route as somebody; what the request before may have changed is put back first."""
    if house.changed:
        house.put_back()
    told = {**({"Cookie": f"{COOKIE}={who}"} if who else {}), **headers}
    is_form = row.method == "POST"
    answer = house.http.request(
        row.method,
        house.names(row.path),
        headers=told,
        params=None if is_form else row.fields,
        data={"version": "1", "seen": "1", **row.fields, "csrf_token": csrf} if is_form else None,
        files={row.file: ("statement.csv", b"")} if row.file else None,
    )
    house.changed = is_form and answer.status_code not in (401, 403, 404, 422)
    return answer


def is_let_in(row: Row, answer: httpx.Response) -> bool:
    """Tell whether the request came past the door, and not into an error."""
    if answer.status_code == 303 and answer.headers["Location"].startswith(("/desk/sign-in", "/desk/first-steps")):
        return row.path.endswith("sign-out") or "first-steps" in row.path
    return answer.status_code in LET_IN | {row.answers} or (row.missing and answer.status_code == 404)


def test_every_route_has_a_row_and_every_row_a_route(standing_house: House) -> None:
    found = {f"{method} {path}" for method, path in routes_of(standing_house.served.app.routes)}
    assert found == {str(row) for row in ROWS}


@pytest.mark.parametrize("row", OF_DESK, ids=str)
def test_nobody_gets_in_without_a_session(house: House, row: Row) -> None:
    answer = ask(house, row, None)
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/desk/sign-in")


@pytest.mark.parametrize("row", [row for row in OF_DESK if row.path != ENDLESS], ids=str)
def test_each_role_gets_where_it_belongs_and_nowhere_else(house: House, row: Row) -> None:
    got = {role.value: ask(house, row, role.value) for role in Role}
    wrong = {role: answer.status_code for role, answer in got.items() if is_let_in(row, answer) != (role in row.roles)}
    assert not wrong
    assert all(answer.status_code == 403 for role, answer in got.items() if role not in row.roles)


@pytest.mark.parametrize("row", OF_CASES, ids=str)
def test_a_case_of_another_district_does_not_exist(house: House, row: Row) -> None:
    """404, or back to the desk with a refusal; never the case, and nothing is done to it."""
    before = house.trace()
    for role in sorted(row.roles):
        answer = ask(house, row, f"{role}-elsewhere")
        refused = answer.status_code in (403, 404) or "said=" in answer.headers.get("Location", "")
        empty = answer.status_code == 200 and house.number not in answer.text.replace(" ", "")
        assert refused or empty, (role, answer.status_code)
        assert house.trace() == before, role


@pytest.mark.parametrize("row", LISTS, ids=str)
def test_no_list_names_a_case_of_another_district(house: House, row: Row) -> None:
    for role in sorted(row.roles - {"auditor"}):
        page = ask(house, row, f"{role}-elsewhere").text.replace(" ", "")
        assert house.number not in page, role


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_a_form_needs_its_token_and_our_own_page(house: House, row: Row) -> None:
    who = sorted(row.roles)[0]
    assert ask(house, row, who, csrf="").status_code == 403
    assert ask(house, row, who, csrf="guessed").status_code == 403
    assert ask(house, row, who, Origin="https://evil.example").status_code == 403
    assert ask(house, row, who, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("row", [row for row in ROWS if row.whose == ("door",) and row.method == "POST"], ids=str)
def test_the_forms_before_the_door_take_no_other_sites_request(house: House, row: Row) -> None:
    assert ask(house, row, None, Origin="https://evil.example").status_code == 403


@pytest.mark.parametrize("row", [row for row in OF_DESK if row.whose != ("present",)], ids=str)
def test_who_has_not_finished_the_first_steps_is_led_there(house: House, row: Row) -> None:
    answer = ask(house, row, "newcomer")
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/desk/first-steps")


@pytest.mark.parametrize("row", [row for row in ROWS if row.whose == ("terminal",)], ids=str)
def test_terminals_sign_and_sessions_of_staff_open_nothing(house: House, row: Row) -> None:
    for who in (None, "admin", "supervisor"):
        assert ask(house, row, who).status_code in UNSIGNED
