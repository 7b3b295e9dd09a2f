"""Each threshold is passed once: at its minute, never in a pause, anew in the next stage; and the supervisors are told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.board import escalations
from backoffice.board.models import CaseEscalation, Level
from backoffice.office import Office
from backoffice.refusals import Reason, Refused
from backoffice.review import decisions
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.staff.models import Role
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from tests.backoffice.acts import add, look, ready_to_decide, take_in
from tests.backoffice.partners import Partners
from tests.backoffice.people import application

MINUTE, HOUR = 60, 3600
HALF = 4 * HOUR  # of 480 minutes; it is Friday noon, so five and a half hours are left of the shift


def levels(office: Office) -> list[Level]:
    with office.reading() as work:
        return list(work.session.scalars(select(CaseEscalation.level).order_by(CaseEscalation.id)))


def test_half_of_the_stage_is_passed_at_its_minute_and_once(either_office: Office, clock: FrozenClock) -> None:
    number = take_in(either_office)
    clock.advance(HALF - 1)
    assert escalations.run(either_office) == 0
    clock.advance(1)
    assert escalations.run(either_office) == 1
    assert escalations.run(either_office) == 0
    assert levels(either_office) == [Level.HALF]
    with either_office.reading() as work:
        kinds = list(work.session.scalars(select(CaseEvent.codes).where(CaseEvent.kind == EventKind.ESCALATED)))
        audited = list(work.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "case.escalated")))
    assert (kinds, audited) == ([["half", "review"]], [number])


def test_the_whole_ladder_over_a_weekend(either_office: Office, clock: FrozenClock) -> None:
    number = take_in(either_office)
    version = look(either_office, number).version
    clock.advance(3 * 24 * HOUR - 3 * HOUR)  # Monday 09:00: 330 minutes worked
    assert escalations.run(either_office) == 1
    clock.advance(90 * MINUTE)  # 10:30: an hour is left
    escalations.run(either_office)
    assert levels(either_office) == [Level.HALF, Level.LAST_HOUR]
    clock.advance(60 * MINUTE)
    assert escalations.run(either_office) == 0  # the last minute still holds
    clock.advance(1)
    escalations.run(either_office)
    clock.advance(3 * 24 * HOUR)  # Thursday: the promise ended on Wednesday
    escalations.run(either_office)
    assert levels(either_office) == list(Level)
    assert look(either_office, number).version == version  # no open page becomes old by it
    with either_office.reading() as work:
        assert escalations.levels_of(work, [number]) == {number: Level.PROMISE}


def test_everything_missed_while_the_worker_stood_still_is_marked_at_once(office: Office, clock: FrozenClock) -> None:
    take_in(office)
    clock.advance(14 * 24 * HOUR)
    assert escalations.run(office) == len(Level)


def test_nobody_is_pressed_while_the_citizen_corrects(office: Office, clock: FrozenClock, partners: Partners) -> None:
    reviewer = add(office, "lijing", Role.REVIEWER)
    case = ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.request_correction(work, case.number, case.version, (ReasonCode.ADDRESS,), ("delivery_address",))
    clock.advance(20 * 24 * HOUR)
    assert escalations.run(office) == 0


def test_the_supervisors_are_told_until_one_has_seen_it(either_office: Office, clock: FrozenClock) -> None:
    chief = add(either_office, "chief", Role.SUPERVISOR)
    take_in(either_office)
    take_in(either_office, application(2))
    clock.advance(HALF)
    escalations.run(either_office)
    with either_office.reading(chief) as work:
        assert escalations.count_unseen(work) == 0  # half of the time is no alarm
    clock.advance(7 * 24 * HOUR)
    escalations.run(either_office)
    with either_office.reading(chief) as work:
        assert escalations.count_unseen(work) == 2
    with either_office.writing(chief) as work:
        assert escalations.acknowledge(work) == 6
    with either_office.reading(chief) as work:
        assert escalations.count_unseen(work) == 0
    with either_office.writing(add(either_office, "lijing", Role.REVIEWER)) as work, pytest.raises(Refused) as refused:
        escalations.acknowledge(work)
    assert refused.value.reason is Reason.ROLE_MISSING


def test_a_supervisor_is_told_of_his_own_districts_only(office: Office, clock: FrozenClock) -> None:
    chief = add(office, "chief", Role.SUPERVISOR)
    assert chief.staff is not None
    chief.staff.districts = ["500103"]
    take_in(office)
    clock.advance(7 * 24 * HOUR)
    escalations.run(office)
    with office.reading(chief) as work:
        assert escalations.count_unseen(work) == 0
    with office.writing(chief) as work:
        work.session.scalars(select(Case)).one().district = "500103"
    with office.reading(chief) as work:
        assert escalations.count_unseen(work) == 1


def test_without_a_table_nobody_is_pressed_and_nothing_breaks(office: Office, clock: FrozenClock) -> None:
    take_in(office)
    clock.advance(timedelta(days=900).total_seconds())
    assert escalations.run(office) == 2  # what is over is over; half an hour of a year without a table is not reckoned
