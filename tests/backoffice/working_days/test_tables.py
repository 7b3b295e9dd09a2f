"""Tables are checked wholly; they count in every process at once; what they move is previewed, moved, written down."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import Actor, Office
from backoffice.opening import open_office
from backoffice.refusals import Reason, Refused
from backoffice.review import decisions
from backoffice.review.models import CaseEvent, EventKind
from backoffice.staff.models import Role
from backoffice.working_days import alarms, services
from backoffice.working_days.checking import check_table
from backoffice.working_days.services import Source
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from tests.backoffice.acts import add, look, ready_to_decide, take_in
from tests.backoffice.partners import Partners
from tests.paths import CONFIG

THIS_YEAR = (CONFIG / "calendar" / "2026.toml").read_text(encoding="utf-8")
NEXT_YEAR = (CONFIG / "calendar" / "2027.toml").read_text(encoding="utf-8")
NOTICE = Source("国务院办公厅关于2026年部分节假日安排的通知", "国办发明电〔2025〕7号", date(2025, 11, 4))
MONDAY_OFF = THIS_YEAR + '[[holidays]]\nname = "停电"\nfrom = 2026-11-23\nto = 2026-11-23\n'


@pytest.fixture
def chief(an_office: Office) -> Actor:
    return add(an_office, "chief", Role.SUPERVISOR)


def enter(office: Office, who: Actor, year: int, body: str, source: Source = NOTICE) -> int:
    with office.writing(who) as work:
        return services.enter(work, year, body, source)


def test_the_tables_of_the_configuration_pass_the_check() -> None:
    assert check_table(THIS_YEAR, 2026).makeup_workdays
    assert check_table(NEXT_YEAR, 2027).provisional


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ("year = ", ("toml",)),
        ("year = 2026", ("makeup", "holidays")),
        (THIS_YEAR.replace("year = 2026", "year = 2027"), ("year",)),
        (THIS_YEAR.replace("makeup_workdays = [2026-01-04,", "makeup_workdays = [2026-01-05,"), ("makeup_weekday",)),
        (THIS_YEAR.replace("2026-01-04", "2026-10-04"), ("makeup_holiday",)),
        (THIS_YEAR.replace("2026-01-04", "2025-01-04"), ("outside",)),
        (THIS_YEAR.replace("2026-01-04", "2026-02-14"), ("twice",)),
        (THIS_YEAR.replace("to = 2026-01-03", "to = 2025-12-31"), ("outside",)),
        (THIS_YEAR.replace("to = 2026-02-23", "to = 2026-02-10"), ("order",)),
        (THIS_YEAR.replace("to = 2026-02-23", "to = 2026-04-23"), ("order", "twice")),
        (THIS_YEAR.replace("provisional = false", 'provisional = "no"'), ("provisional",)),
        (THIS_YEAR.replace('name = "元旦"\n', ""), ("span",)),
        (THIS_YEAR + "holidayz = 1\n", ("span",)),
        ("holidayz = 1\n" + THIS_YEAR, ("unknown",)),
        (THIS_YEAR.split("[[holidays]]")[0] + "holidays = []\n", ("few",)),
    ],
)
def test_every_mistake_is_named(body: str, problems: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        check_table(body, 2026)
    assert refused.value.reason is Reason.TABLE_INVALID
    assert {item.partition(":")[0] for item in refused.value.items} <= {*problems, "order", "twice"}
    assert refused.value.items[0].partition(":")[0] == problems[0]


def test_a_table_moves_what_it_moves_and_says_so_before(either_office: Office, chief: Actor) -> None:
    number = take_in(either_office)
    before = look(either_office, number)
    assert before.due_date == date(2026, 11, 25)
    with either_office.reading(chief) as work:
        seen = services.preview(work, 2026, MONDAY_OFF)
    assert (seen.days_off, seen.days_on) == ((date(2026, 11, 23),), ())
    assert [(move.number, move.before, move.after) for move in seen.moves] == [(number, date(2026, 11, 25), date(2026, 11, 26))]
    assert look(either_office, number).due_date == date(2026, 11, 25)
    assert enter(either_office, chief, 2026, MONDAY_OFF) == 1
    after = look(either_office, number)
    assert (after.due_date, after.queue_due, after.version) == (date(2026, 11, 26), date(2026, 11, 26), before.version)
    assert after.stage_due_at == either_office.hours.add_minutes(after.stage_started_at, 480) != before.stage_due_at
    with either_office.reading() as work:
        moved = work.session.scalars(select(CaseEvent.codes).where(CaseEvent.kind == EventKind.DUE_MOVED)).all()
        entered = work.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "calendar.entered")).all()
        kept = services.list_versions(work, 2026)
    assert (moved, entered) == ([["2026-11-25", "2026-11-26"]], ["2026"])
    assert [(one.title, one.number, one.maker.username) for one in kept] == [(NOTICE.title, NOTICE.number, "chief")]


def test_a_table_taken_back_moves_everything_back(office: Office, chief: Actor) -> None:
    number = take_in(office)
    enter(office, chief, 2026, MONDAY_OFF)
    assert enter(office, chief, 2026, THIS_YEAR) == 1
    assert look(office, number).due_date == date(2026, 11, 25)


def test_a_pause_that_is_over_still_counts(office: Office, chief: Actor, partners: Partners, clock: FrozenClock) -> None:
    """A date that was reckoned otherwise stays; what the calendar alone made moves."""
    reviewer = add(office, "lijing", Role.REVIEWER)
    case = ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.request_correction(work, case.number, case.version, (ReasonCode.ADDRESS,), ("delivery_address",))
    clock.advance(24 * 3600)
    with office.reading(chief) as work:
        assert [move.after for move in services.preview(work, 2026, MONDAY_OFF).moves] == [date(2026, 11, 26)]


def test_every_process_goes_by_a_new_table_without_a_restart(either_office: Office, chief: Actor, clock: FrozenClock) -> None:
    settings = either_office.settings.model_copy(update={"database_url": str(either_office.settings.database)})
    other = open_office(settings, clock)
    with other.reading():
        assert other.hours.after(date(2026, 11, 20), 1) == date(2026, 11, 23)
    enter(either_office, chief, 2026, MONDAY_OFF)
    with other.reading():
        assert other.hours.after(date(2026, 11, 20), 1) == date(2026, 11, 23)  # it has looked just now
    clock.advance(2)
    with other.reading():
        assert other.hours.after(date(2026, 11, 20), 1) == date(2026, 11, 24)
        assert other.violations.calendar.is_working_day(date(2026, 11, 23)) is False
    other.database.close()


def test_what_was_announced_names_its_notice_and_only_a_supervisor_enters_it(office: Office, chief: Actor) -> None:
    with pytest.raises(Refused) as nameless:
        enter(office, chief, 2026, THIS_YEAR, replace(NOTICE, number=" "))
    with pytest.raises(Refused) as stranger:
        enter(office, add(office, "auditor", Role.AUDITOR), 2026, THIS_YEAR)
    assert (nameless.value.reason, stranger.value.reason) == (Reason.NOTE_MISSING, Reason.ROLE_MISSING)
    assert enter(office, chief, 2027, NEXT_YEAR, Source("", "", None)) == 0


def test_next_years_table_is_missed_from_its_day_on(office: Office, chief: Actor, clock: FrozenClock) -> None:
    def missed(offset_days: int) -> list[tuple[int, bool]]:
        clock.advance(offset_days * 86_400)
        with office.reading() as work:
            return [(alarm.year, alarm.provisional) for alarm in alarms.list_alarms(work)]

    assert missed(0) == [(2027, True)]  # 20 November: there is one, but not an announced one
    enter(office, chief, 2027, NEXT_YEAR.replace("provisional = true", "provisional = false"))
    assert missed(0) == []
    assert missed(365 - 20) == []  # 31 October of the next year
    assert missed(1) == [(2028, False)]
    assert missed(61) == [(2028, False)]  # it is 2028 now


def test_a_case_without_a_last_day_gets_one_with_the_table(office: Office, chief: Actor, clock: FrozenClock) -> None:
    clock.advance((date(2027, 12, 30) - date(2026, 11, 20)).days * 86_400)
    number = take_in(office)
    assert look(office, number).due_date is None
    with office.reading() as work:
        assert services.count_undated(work) == 1
    year = NEXT_YEAR.replace("2027", "2028").replace("provisional = true", "provisional = false")
    assert enter(office, chief, 2028, year) == 1
    assert look(office, number).due_date == date(2028, 1, 4)
