"""The numbers of the board are the numbers of the cases, whatever the engine; and they are the actor's own districts."""

from collections import Counter

import pytest
from sqlalchemy import select

from backoffice.board import figures, view
from backoffice.board.due import CaseFilter, Due
from backoffice.board.listing import count_cases, list_cases
from backoffice.board.overview import overview
from backoffice.office import Office
from backoffice.review.models import Case
from backoffice.review.queue import Urgency, urgency
from backoffice.staff.models import Role
from backoffice.statistics.models import CasePace
from backoffice.statistics.spread import spread_of
from domain.application import PENDING
from domain.clock import FrozenClock
from tests.backoffice.acts import add
from tests.backoffice.board.city import fill_city

CASES = 400


@pytest.fixture
def city(an_office: Office, clock: FrozenClock) -> Office:
    clock.advance(2.5 * 3600)
    fill_city(an_office, CASES, open_share=0.4, days=40)
    return an_office


def test_what_is_open_is_counted_as_the_queue_would_judge_it(either_office: Office, city: Office) -> None:
    assert either_office is city
    with city.reading(add(city, "chief", Role.SUPERVISOR)) as work:
        shown = overview(work)
        open_cases = list(work.session.scalars(select(Case).where(Case.status.in_(PENDING))))
        judged = Counter(urgency(work, case) for case in open_cases)
        assert shown.open == len(open_cases)
        assert shown.totals[Due.OVERDUE] == judged[Urgency.OVERDUE]
        assert shown.totals[Due.PAUSED] == judged[Urgency.PAUSED] == shown.waiting
        assert shown.totals[Due.TODAY] == judged[Urgency.TODAY] + judged[Urgency.WITHIN_HOUR]
        assert shown.totals[Due.NEXT] + shown.totals[Due.LATER] == judged[Urgency.LATER]
        assert sum(row.total for row in shown.stages) == shown.open
        rows = (*shown.districts, *([shown.other_districts] if shown.other_districts else []))
        assert sum(row.total for row in rows) == shown.open


def test_every_number_leads_to_as_many_cases(city: Office) -> None:
    with city.reading(add(city, "chief", Role.SUPERVISOR)) as work:
        shown = overview(work, full=True)
        for due, count in shown.totals.items():
            assert count_cases(work, CaseFilter(due=due)) == count == len(list_cases(work, CaseFilter(due=due), limit=CASES))
        for row in shown.districts:
            assert count_cases(work, CaseFilter(district=row.key)) == row.total
        for row in shown.stages:
            assert count_cases(work, CaseFilter(stage=row.key)) == row.total
        for person in shown.people:
            assert count_cases(work, CaseFilter(holder=person.username)) == person.holding
        assert count_cases(work, CaseFilter(unclaimed=True)) == shown.unclaimed


def test_lengths_are_those_of_the_cases(either_office: Office, city: Office) -> None:
    assert either_office is city
    with city.reading(add(city, "chief", Role.SUPERVISOR)) as work:
        since = figures.today(work).toordinal() - city.settings.board.days
        ended = [
            one for one in work.session.scalars(select(CasePace)) if one.finished_on and one.finished_on.toordinal() >= since
        ]
        for pace in figures.paces(work):
            mine = [one for one in ended if one.service is pace.service]
            minutes = Counter(one.finish_minutes // 10 * 10 for one in mine if one.finish_minutes is not None)
            assert (pace.spread, pace.in_time, pace.measured) == (
                spread_of(minutes),
                sum(one.in_time is True for one in mine),
                sum(one.in_time is not None for one in mine),
            )
        flow = figures.flow(work)
        assert len(flow) == figures.FLOW_DAYS
        assert flow[-1][1] == sum(one.received_on == figures.today(work) for one in work.session.scalars(select(CasePace)))


def test_people_stand_by_their_names(city: Office) -> None:
    with city.reading(add(city, "chief", Role.SUPERVISOR)) as work:
        names = [person.name for person in figures.people(work)]
    assert names == sorted(names)
    assert len(names) == 5  # the chief sits at no desk


def test_a_supervisor_of_a_district_sees_no_other(city: Office) -> None:
    chief = add(city, "chief", Role.SUPERVISOR)
    assert chief.staff is not None
    chief.staff.districts = ["500103"]
    with city.reading(chief) as work:
        shown = overview(work, full=True)
        mine = set(work.session.scalars(select(Case.number).where(Case.district == "500103")))
        assert {row.key for row in shown.districts} == {"500103"}
        assert {row.number for row in list_cases(work, CaseFilter(), limit=CASES)} <= mine
        assert {row.line.terminal_id for row in shown.terminals} == {"city-0"}
        assert {person.name for person in shown.people} == {"何雨", "李静", "赵磊"}


def test_an_empty_office_has_a_board(office: Office) -> None:
    with office.reading(add(office, "chief", Role.SUPERVISOR)) as work:
        shown = overview(work)
    assert (shown.open, shown.median, shown.waiting_days, shown.paces, shown.terminals) == (0, None, None, (), ())


@pytest.mark.parametrize(("most", "top"), [(0, 10), (10, 10), (11, 20), (99, 100), (101, 200), (455, 500), (1234, 2000)])
def test_an_axis_ends_on_a_round_number(most: int, top: int) -> None:
    assert view.round_up(most) == top


@pytest.mark.parametrize(
    ("lengths", "median", "decile"),
    [({}, None, None), ({5: 1}, 5, 5), ({1: 9, 100: 1}, 1, 1), ({1: 8, 100: 2}, 1, 100), ({10: 5, 20: 5}, 10, 20)],
)
def test_median_and_ninth_decile_by_rank(lengths: dict[int, int], median: int | None, decile: int | None) -> None:
    spread = spread_of(Counter(lengths))
    assert (spread.median, spread.decile, spread.count) == (median, decile, sum(lengths.values()))
