"""Configuration: kept in versions, looked at before it goes, sent to some first, and taken back."""

import pytest

from backoffice.fleet import configuration
from backoffice.fleet.configuration import Change
from backoffice.fleet.models import FleetConfiguration
from backoffice.office import Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role
from domain.wire.v1_fleet import Purpose
from tests.backoffice.acts import add
from tests.backoffice.fleet.fleet import Fleet
from tests.backoffice.fleet.test_alarms import in_districts
from tests.backoffice.fleet.test_terminal_commands import asked, opened
from tests.backoffice.terminals import HandMadeTerminal

FIRST, SECOND = "[times]\ngoodbye = 12\n", "[times]\ngoodbye = 10\nvisit = 1200\n"
YUZHONG, SHAPINGBA = "500103", "500106"


@pytest.fixture
def admin(either_office: Office) -> Actor:
    return add(either_office, "admin", Role.ADMIN)


def version(office: Office, actor: Actor, fragment: str) -> FleetConfiguration:
    with office.writing(actor) as work:
        return configuration.add_version(work, fragment, "why")


def roll_out(office: Office, actor: Actor, number: int, *districts: str, share: int = 100) -> int:
    with office.writing(actor) as work:
        return configuration.roll_out(work, number, districts, share).terminals


def wanted(office: Office, terminal_ids: list[str]) -> list[int]:
    with office.reading() as work:
        return [configuration.wanted_version(work, one) for one in terminal_ids]


def test_a_preview_says_who_and_what(either_office: Office, admin: Actor) -> None:
    fleet = Fleet(either_office)
    here, there = fleet.add_many(range(1, 4), YUZHONG), fleet.add_many(range(4, 6), SHAPINGBA)
    first, second = (version(either_office, admin, text).version for text in (FIRST, SECOND))
    assert roll_out(either_office, admin, first, YUZHONG) == 3
    with either_office.reading(admin) as work:
        shipped, changed = configuration.preview(work, second, [], 100)
        assert work.session.query(FleetConfiguration).count() == 2, "looking changes nothing"
    assert [one.terminal_id for one in shipped.terminals] == there
    assert shipped.changes == (Change("times.goodbye", None, 10), Change("times.visit", None, 1200))
    assert [one.terminal_id for one in changed.terminals] == here
    assert changed.changes == (Change("times.goodbye", 12, 10), Change("times.visit", None, 1200))


def test_a_share_goes_first_and_stays_within_a_larger_one(either_office: Office, admin: Actor) -> None:
    terminals = Fleet(either_office).add_many(range(1, 11))
    number = version(either_office, admin, FIRST).version
    assert roll_out(either_office, admin, number, share=10) == 1
    first = [one for one, has in zip(terminals, wanted(either_office, terminals), strict=True) if has]
    assert roll_out(either_office, admin, number, share=50) == 5
    assert all(wanted(either_office, first))
    assert sum(map(bool, wanted(either_office, terminals))) == 5


def test_rolling_back_is_rolling_an_older_one_out(either_office: Office, admin: Actor) -> None:
    terminals = Fleet(either_office).add_many(range(1, 3))
    first, second = (version(either_office, admin, text).version for text in (FIRST, SECOND))
    for number in (first, second, first):
        roll_out(either_office, admin, number)
    assert wanted(either_office, terminals) == [first, first]


@pytest.mark.parametrize(
    ("fragment", "items"),
    [("[x", ()), ("[office]\nurl = 'http://x'\n", ("office.url",)), ("[times]\nvisit = 5\n", ("times.visit",))],
)
def test_what_terminals_would_not_take_is_not_kept(office: Office, fragment: str, items: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as caught:
        version(office, add(office, "admin", Role.ADMIN), fragment)
    assert (caught.value.reason, caught.value.items) == (Reason.CONFIGURATION_UNFIT, items)


def test_a_terminal_fetches_it_signed_and_tells_what_it_runs_with(terminal: HandMadeTerminal, office: Office) -> None:
    admin = add(office, "admin", Role.ADMIN)
    made = version(office, admin, FIRST)
    assert asked(terminal)["configuration"] is None
    roll_out(office, admin, made.version)
    told = opened(office, asked(terminal)["configuration"], Purpose.CONFIGURATION)
    assert (told["terminal_id"], told["number"], told["fragment"]) == (terminal.terminal_id, 1, FIRST)
    assert asked(terminal, configuration=made.sha256)["configuration"] is None
    with office.reading(admin) as work:
        assert [one.terminal_id for one in configuration.progress(work).waiting] == [terminal.terminal_id]
    terminal.post("/terminal/v1/heartbeat", terminal.heartbeat(configuration=made.sha256))
    with office.reading(admin) as work:
        assert configuration.progress(work).arrived == 1
    empty = version(office, admin, "")
    roll_out(office, admin, empty.version)
    told = opened(office, asked(terminal, configuration=made.sha256)["configuration"], Purpose.CONFIGURATION)
    assert (told["number"], told["fragment"]) == (2, ""), "as shipped"


def test_other_districts_and_other_roles(office: Office) -> None:
    fleet = Fleet(office)
    fleet.add_many(range(1, 3), YUZHONG)
    fleet.add_many(range(3, 6), SHAPINGBA)
    number = version(office, add(office, "admin", Role.ADMIN), FIRST).version
    narrow = in_districts(office, YUZHONG)
    assert roll_out(office, narrow, number) == 2, "everywhere is everywhere of hers"
    with pytest.raises(Refused) as caught:
        roll_out(office, narrow, number, SHAPINGBA)
    assert caught.value.reason is Reason.NOT_FOUND
    with pytest.raises(Refused):
        roll_out(office, add(office, "boss", Role.SUPERVISOR), number)
