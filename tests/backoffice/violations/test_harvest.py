"""Many different people are a harvest; requests that come at once are counted one after the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.violations import harvest
from backoffice.violations.models import ViolationAsked
from domain.clock import FrozenClock
from tests.backoffice.terminals import HandMadeTerminal

LIMIT = 3


@pytest.fixture
def strict_office(either_office: Office) -> Office:
    limits = either_office.settings.violations.model_copy(update={"persons_per_hour": LIMIT})
    return open_office(either_office.settings.model_copy(update={"violations": limits}), either_office.clock)


def admitted(office: Office, terminal_id: str, person: str) -> bool:
    try:
        with office.writing(SYSTEM) as work:
            harvest.admit(work, terminal_id, person)
    except harvest.TooManyPersons:
        return False
    return True


def counted(office: Office) -> int:
    with office.reading() as work:
        return work.session.scalar(select(func.count()).select_from(ViolationAsked)) or 0


def test_those_who_come_at_once_are_counted_one_after_the_other(
    either_terminal: HandMadeTerminal, strict_office: Office
) -> None:
    people = [f"{person:064d}" for person in range(8)] * 2
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda person: admitted(strict_office, either_terminal.terminal_id, person), people))
    assert counted(strict_office) == LIMIT
    strict_office.database.close()


def test_who_was_refused_is_not_counted_and_who_is_known_may_come_again(
    either_terminal: HandMadeTerminal, strict_office: Office, clock: FrozenClock
) -> None:
    terminal_id = either_terminal.terminal_id
    assert [admitted(strict_office, terminal_id, person) for person in "abcdabcd"] == [True, True, True, False] * 2
    clock.advance(harvest.WINDOW.total_seconds() - 1)
    assert admitted(strict_office, terminal_id, "a")  # seen again: counts from now
    assert not admitted(strict_office, terminal_id, "d")
    clock.advance(1)
    assert [admitted(strict_office, terminal_id, person) for person in "def"] == [True, True, False]
    strict_office.database.close()
