"""What a case's events say about its pace: kept as they happen, and the same when read from the whole history."""

from datetime import date

from sqlalchemy import delete, inspect, select

from backoffice.office import SYSTEM, Office
from backoffice.review import cases, decisions, desk
from backoffice.review.models import Case
from backoffice.staff.models import Role
from backoffice.statistics import pace
from backoffice.statistics.models import CasePace, Way
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from tests.backoffice.acts import TERMINAL, add, approve, claim, look, ready_to_decide, take_in
from tests.backoffice.partners import Partners
from tests.backoffice.people import application

HOUR = 3600


def pace_of(office: Office, number: str) -> CasePace:
    with office.reading() as work:
        return work.session.scalars(select(CasePace).join(Case).where(Case.number == number)).one()


def told(one: CasePace) -> dict[str, object]:
    return {column.key: getattr(one, column.key) for column in inspect(CasePace).column_attrs}


def test_a_case_is_timed_in_working_minutes_without_its_pauses(
    either_office: Office, clock: FrozenClock, partners: Partners
) -> None:
    reviewer = add(either_office, "lijing", Role.REVIEWER)
    case = ready_to_decide(either_office, partners, reviewer)  # Friday noon
    clock.advance(HOUR / 6)
    with either_office.writing(reviewer) as work:
        decisions.request_correction(work, case.number, case.version, (ReasonCode.ADDRESS,), ("delivery_address",))
    clock.advance(3 * 24 * HOUR - HOUR / 6)  # Monday noon
    with either_office.writing(TERMINAL) as work:
        cases.supply_correction(work, case.number, application())
    claim(either_office, reviewer, case.number)
    clock.advance(HOUR / 12)
    paused = pace_of(either_office, case.number)
    assert (paused.corrections, paused.paused_at, paused.paused_minutes) == (1, None, 320 + 180)
    with either_office.writing(reviewer) as work:
        version = cases.get_case(work.session, case.number).version
        decisions.refer_to_window(work, case.number, version, (ReasonCode.ADDRESS,))
    done = pace_of(either_office, case.number)
    assert (done.way, done.decided_on, done.decided_by) == (Way.REFERRED, date(2026, 11, 23), reviewer.staff_id)
    assert (done.decide_minutes, done.finish_minutes, done.handle_seconds) == (15, 15, 300)
    assert (done.in_time, done.received_on) == (True, date(2026, 11, 20))


def test_an_approval_decides_and_does_not_finish(office: Office, clock: FrozenClock, partners: Partners) -> None:
    reviewer = add(office, "lijing", Role.REVIEWER)
    case = ready_to_decide(office, partners, reviewer)
    clock.advance(HOUR)
    desk.refresh_registry(office, SYSTEM, case.number)
    claim(office, reviewer, case.number)
    approve(office, reviewer, look(office, case.number))
    timed = pace_of(office, case.number)
    assert (timed.way, timed.decide_minutes, timed.finished_on, timed.ended_at) == (Way.APPROVED, 60, None, None)


def test_the_whole_history_says_the_same(either_office: Office, clock: FrozenClock, partners: Partners) -> None:
    reviewer = add(either_office, "lijing", Role.REVIEWER)
    case = ready_to_decide(either_office, partners, reviewer)
    clock.advance(HOUR / 6)
    with either_office.writing(reviewer) as work:
        decisions.refer_to_window(work, case.number, case.version, (ReasonCode.FACE,))
    other = take_in(either_office, application(2))
    kept = {number: told(pace_of(either_office, number)) for number in (case.number, other)}
    with either_office.writing(reviewer) as work:
        work.session.execute(delete(CasePace))
    assert pace.fill_missing(either_office) == 2
    assert {number: told(pace_of(either_office, number)) for number in kept} == kept
    assert pace.fill_missing(either_office) == 0


def test_a_case_without_its_row_gets_it_when_it_moves(office: Office) -> None:
    reviewer = add(office, "lijing", Role.REVIEWER)
    number = take_in(office)
    with office.writing(reviewer) as work:
        work.session.execute(delete(CasePace))
    claim(office, reviewer, number)
    assert pace_of(office, number).claimed_at is not None
