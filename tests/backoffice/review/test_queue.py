"""The queue: most urgent first, masked, filtered, paged without gaps."""

from dataclasses import replace
from datetime import datetime

import pytest

from backoffice.office import SYSTEM, Actor, Office
from backoffice.review import cases, decisions, desk, queue
from backoffice.review.clocks import OfficeHours
from backoffice.review.queue import QueueFilter, QueueList, Urgency
from domain.calendar import WorkingCalendar
from domain.clock import SHANGHAI, FrozenClock
from domain.reasons import ReasonCode
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NAME, NUMBER, application, face_check, registry_answer, with_face


def test_the_earliest_promise_comes_first_then_the_stage_then_the_number(either_office: Office, clock: FrozenClock) -> None:
    office = either_office
    expected = []
    for running in (3, 1, 2):
        expected.append(acts.take_in(office, application(running)))
        clock.advance(60)
    clock.advance(6 * 3600)  # after the shift: counts from Monday
    later = acts.take_in(office, application(4))
    assert acts.queue_numbers(office, SYSTEM, QueueFilter()) == [*expected, later]


def test_pages_have_no_gaps_and_no_repeats(either_office: Office, clock: FrozenClock) -> None:
    numbers = []
    for running in range(1, 8):
        numbers.append(acts.take_in(either_office, application(running)))
        clock.advance(60 if running % 2 else 0)
    found: list[str] = []
    with either_office.reading() as work:
        while page := queue.list_queue(work, QueueFilter(), limit=3, after=found[-1] if found else None):
            found += [entry.number for entry in page]
    assert found == sorted(numbers)


def test_a_line_is_masked(office: Office) -> None:
    acts.take_in(office)
    with office.reading() as work:
        entry = queue.list_queue(work, QueueFilter())[0]
    assert (entry.masked_name, entry.id_last_four) == ("测∗∗", "0010")
    assert NAME not in repr(entry)
    assert NUMBER not in repr(entry)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"find": "0010"}, True),
        ({"find": "2611 2000"}, False),
        ({"terminal_id": "terminal-7"}, True),
        ({"terminal_id": "terminal-8"}, False),
        ({"region_codes": ("500103",)}, True),
        ({"region_codes": ("500230",)}, False),
        ({"only_mismatch": True}, True),
        ({"only_overdue": True}, False),
        ({"find": "%"}, False),
        ({"find": "_"}, False),
    ],
)
def test_filters(office: Office, partners: Partners, filters: dict[str, object], found: bool) -> None:
    partners.people[NUMBER] = registry_answer(states="D")
    number = acts.take_in(office)
    desk.refresh_registry(office, SYSTEM, number)
    assert bool(acts.queue_numbers(office, SYSTEM, replace(QueueFilter(), **filters))) is found  # type: ignore[arg-type]


def test_a_number_is_found_by_its_end_as_people_type_it(office: Office) -> None:
    number = acts.take_in(office)
    for typed in (number, number[-4:], f" {number[-8:-4]} {number[-4:]} "):
        assert acts.queue_numbers(office, SYSTEM, QueueFilter(find=typed)) == [number]


def test_counts_agree_with_the_lists(office: Office, partners: Partners, reviewer: Actor, second: Actor) -> None:
    acts.ready_to_decide(office, partners, second, application(1))
    waiting = acts.ready_to_decide(office, partners, reviewer, application(2, applicant={"number": "500228200002290059"}))
    acts.take_in(office, application(3, applicant={"number": "11010519491231002X"}))
    with office.writing(reviewer) as work:
        decisions.reject(work, waiting.number, waiting.version, (ReasonCode.FRAUD,))
    with office.reading(reviewer) as work:
        counts = queue.count_queues(work)
        listed = {one: len(queue.list_queue(work, QueueFilter(one))) for one in QueueList}
    assert counts == listed
    assert (counts[QueueList.REVIEW], counts[QueueList.HELD], counts[QueueList.SECOND_PERSON]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("now", "urgency", "left"),
    [
        (datetime(2026, 11, 20, 12, 5, tzinfo=SHANGHAI), Urgency.LATER, 475),
        (datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI), Urgency.TODAY, 150),
        (datetime(2026, 11, 23, 10, 31, tzinfo=SHANGHAI), Urgency.WITHIN_HOUR, 59),
        (datetime(2026, 11, 23, 11, 31, tzinfo=SHANGHAI), Urgency.OVERDUE, -1),
    ],
)
def test_urgency_by_the_stage(office: Office, clock: FrozenClock, now: datetime, urgency: Urgency, left: int) -> None:
    acts.take_in(office)  # Friday noon: eight working hours end on Monday at half past eleven
    clock.advance((now - clock.now()).total_seconds())
    with office.reading() as work:
        entry = queue.list_queue(work, QueueFilter())[0]
    assert (entry.urgency, entry.stage_minutes_left) == (urgency, left)
    overdue = acts.queue_numbers(office, SYSTEM, QueueFilter(only_overdue=True))
    assert bool(overdue) is (urgency is Urgency.OVERDUE)


def test_a_missing_calendar_is_an_alarm_in_the_queue(office: Office) -> None:
    hours = office.settings.review
    blind = replace(office, hours=OfficeHours(WorkingCalendar([]), hours.shift_begins, hours.shift_ends))
    number = acts.take_in(blind)
    with blind.reading() as work:
        entry = queue.list_queue(work, QueueFilter())[0]
        assert queue.count_queues(work)[QueueList.REVIEW] == 1
    assert (entry.number, entry.urgency) == (number, Urgency.CALENDAR_MISSING)
    assert (entry.due_date, entry.stage_minutes_left) == (None, None)
    assert entry.working_days_used == 0  # of the day it arrived so much is known without a table


def test_a_paused_case_is_never_overdue(office: Office, partners: Partners, reviewer: Actor, clock: FrozenClock) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.request_correction(work, case.number, case.version, (ReasonCode.ADDRESS,), ("delivery_address",))
    clock.advance(30 * 86400)
    with office.reading() as work:
        entry = queue.list_queue(work, QueueFilter(QueueList.WAITING))[0]
    assert (entry.urgency, entry.paused, entry.working_days_used) == (Urgency.PAUSED, True, 0)
    assert acts.queue_numbers(office, SYSTEM, QueueFilter(QueueList.WAITING, only_overdue=True)) == []


def test_neighbours(office: Office) -> None:
    numbers = sorted(acts.take_in(office, application(running)) for running in (1, 2, 3))
    with office.reading() as work:
        assert queue.neighbours(work, numbers[1], QueueFilter()) == (numbers[0], numbers[2])
        assert queue.neighbours(work, numbers[0], QueueFilter()) == (None, numbers[1])
        assert queue.neighbours(work, numbers[2], QueueFilter()) == (numbers[1], None)


def test_a_correction_is_back_only_when_the_citizen_has_answered(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    assert not acts.look(office, case.number).corrected
    with office.writing(reviewer) as work:
        decisions.request_correction(work, case.number, case.version, (ReasonCode.DATA,), ("phone",))
    with office.reading() as work:
        (entry,) = queue.list_queue(work, QueueFilter(QueueList.WAITING))
    assert (entry.corrections, entry.corrected) == (1, False)
    with office.writing(acts.TERMINAL) as work:
        cases.supply_correction(work, case.number, application())
    with office.reading() as work:
        (entry,) = queue.list_queue(work, QueueFilter(QueueList.CORRECTED))
    assert entry.corrected


def test_who_was_not_looked_at_by_a_machine_is_marked(office: Office) -> None:
    acts.take_in(office)
    acts.take_in(office, with_face(application(2), face_check()))
    with office.reading() as work:
        assert [entry.by_hand for entry in queue.list_queue(work, QueueFilter())] == [True, False]


def test_a_full_number_finds_what_is_closed_and_its_end_does_not(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.reject(work, case.number, case.version, (ReasonCode.DATA,))
    assert acts.queue_numbers(office, reviewer, QueueFilter(QueueList.ALL_OPEN, find=case.number)) == [case.number]
    assert not acts.queue_numbers(office, reviewer, QueueFilter(QueueList.ALL_OPEN, find=case.number[-6:]))
