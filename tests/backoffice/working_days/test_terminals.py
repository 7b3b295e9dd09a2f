"""Over real HTTP: a holiday entered at the calendar desk changes the day that a terminal names; older versions get along."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from backend_client import office_calendar
from backend_client.client import OfficeClient
from backend_client.enrolment import enrol
from backend_client.identity import Identity
from backend_client.line import Limits, OfficeLine
from backend_client.office_calendar import CalendarRunner
from backend_client.orders import OfficeVoice
from backoffice.fleet import services as fleet
from backoffice.office import SYSTEM
from backoffice.staff.models import Role
from backoffice.working_days import terminals
from domain.clock import FrozenClock
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1_calendar import CalendarAnswer, CalendarQuestion
from kiosk.working_days import TerminalCalendar
from tests.backoffice.acts import look, take_in
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.desk.serving import Serving
from tests.backoffice.working_days.test_pages import PAGE, SOURCE
from tests.backoffice.working_days.test_tables import MONDAY_OFF
from tests.paths import CONFIG

LIMITS = Limits(connect=15.0, answer=15.0)


@pytest.fixture
def identity(served: Serving, clock: FrozenClock, tmp_path: Path) -> Iterator[Identity]:
    with served.office.writing(SYSTEM) as work:
        token = fleet.make_pairing_token(work, "测试商场一楼", "Test Mall").token
    line = OfficeLine(served.url, LIMITS)
    yield enrol(tmp_path / "terminal", line, token, clock)
    line.close()


@pytest.fixture
def client(served: Serving, identity: Identity, clock: FrozenClock) -> Iterator[OfficeClient]:
    client = OfficeClient(OfficeLine(served.url, LIMITS), identity, clock)
    yield client
    client.close()


def runner(client: OfficeClient, identity: Identity, clock: FrozenClock, state_dir: Path) -> CalendarRunner:
    return CalendarRunner(client, clock, state_dir, OfficeVoice(identity.terminal_id, lambda: identity.command_key), 900)


def test_a_holiday_entered_at_the_desk_changes_what_the_terminal_promises(
    served: Serving, signed_in: SignIn, client: OfficeClient, identity: Identity, clock: FrozenClock, tmp_path: Path
) -> None:
    state_dir = tmp_path / "terminal"
    number = take_in(served.office)
    at_terminal, courier, today = TerminalCalendar(CONFIG, state_dir), runner(client, identity, clock, state_dir), clock.now()
    courier.run()
    assert look(served.office, number).due_date == at_terminal.promised_by(today.date(), 3) == date(2026, 11, 25)
    chief = signed_in("chief", Role.SUPERVISOR)
    assert chief.post(f"{PAGE}/enter", year="2026", body=MONDAY_OFF, **SOURCE).status == 303
    clock.advance(899)
    courier.run()
    assert at_terminal.promised_by(today.date(), 3) == date(2026, 11, 25), "not asked yet"
    clock.advance(1)
    courier.run()
    assert look(served.office, number).due_date == at_terminal.promised_by(today.date(), 3) == date(2026, 11, 26)
    kept = office_calendar.path_of(state_dir).stat().st_mtime_ns
    clock.advance(900)
    courier.run()
    assert office_calendar.path_of(state_dir).stat().st_mtime_ns == kept, "nothing else was to be told"


def test_only_what_the_office_signed_for_this_terminal_and_newer_is_believed(
    served: Serving, client: OfficeClient, identity: Identity, clock: FrozenClock, tmp_path: Path
) -> None:
    voice = OfficeVoice(identity.terminal_id, lambda: identity.command_key)
    with served.office.reading() as work:
        old, foreign = (terminals.signed_for(work, whose, None) for whose in (identity.terminal_id, "somebody-else"))
    clock.advance(timedelta(minutes=1).total_seconds())
    signed = client.calendar(CalendarQuestion(asked_at=clock.now(), lying=None)).calendar
    assert old is not None
    assert foreign is not None
    assert signed is not None
    assert not office_calendar.take(tmp_path, voice, foreign)
    forged = signed.model_copy(update={"signature": old.signature})
    assert not office_calendar.take(tmp_path, voice, forged)
    assert office_calendar.lying(tmp_path) is None
    assert office_calendar.take(tmp_path, voice, signed)
    assert not office_calendar.take(tmp_path, voice, old), "played again"


class Unasked:
    """An office of an earlier version, or none that answers."""

    def __init__(self) -> None:
        self.asked = 0

    def calendar(self, _question: CalendarQuestion) -> CalendarAnswer:
        self.asked += 1
        raise KnownFailure(FailureCode.OFFICE_REFUSED)


def test_an_office_of_an_earlier_version_is_asked_again_in_a_while_and_nothing_is_lost(
    identity: Identity, clock: FrozenClock, tmp_path: Path
) -> None:
    older = Unasked()
    courier = runner(older, identity, clock, tmp_path)  # type: ignore[arg-type]  # what it asks of a client
    for seconds, asked in ((0, 1), (59, 1), (1, 2)):
        clock.advance(seconds)
        courier.run()
        assert older.asked == asked
    assert TerminalCalendar(CONFIG, tmp_path).promised_by(date(2026, 11, 20), 3) == date(2026, 11, 25)
