"""What the audit desk reads in the database is what the log and the cases say, on both engines."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from backoffice.audit import reading
from backoffice.audit.models import AuditEntry
from backoffice.audit.personal import PERSONAL
from backoffice.audit.rules import View
from backoffice.office import SYSTEM, Office
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.staff.models import Staff
from domain.application import PENDING
from domain.clock import SHANGHAI, FrozenClock
from tests.backoffice.board.city import fill_city

CASES = 120


@pytest.fixture
def log(an_office: Office, clock: FrozenClock) -> Office:
    """Three days of views, of cases in which the clerk had a part or had none, and of no case at all."""
    clock.advance(10 * 3600)
    fill_city(an_office, CASES, open_share=0.3)
    with an_office.writing(SYSTEM) as work:
        clerks = {one.id: one.username for one in work.session.scalars(select(Staff))}
        cases = list(work.session.scalars(select(Case).order_by(Case.id)))
        entries, events = [], []
        for place, case in enumerate(cases):
            who = list(clerks)[place % len(clerks)]
            events.append(_event(case, work.now - timedelta(days=place % 9 + 1), None))
            if place % 2:
                events.append(_event(case, work.now - timedelta(days=place % 7), who))
            moment = work.now - timedelta(minutes=36 * place)
            told = {"at": moment, "staff_id": who, "actor": clerks[who], "codes": []}
            entries += [
                told | {"action": "case.viewed", "subject": case.number},
                told | {"action": "case.claimed", "subject": case.number},
                told | {"action": "dispatch.labels_opened", "subject": None},
                told | {"action": "case.viewed", "subject": case.number, "staff_id": None, "actor": "system"},
            ]
        work.session.execute(insert(CaseEvent), events)
        work.session.execute(insert(AuditEntry), entries)
    return an_office


def _event(case: Case, at: datetime, staff_id: int | None) -> dict[str, object]:
    told = {"case_id": case.id, "at": at, "staff_id": staff_id, "kind": EventKind.CLAIMED, "status": case.status}
    return told | {"codes": [], "based_on": 1}


def test_views_carry_what_is_known_of_their_cases(either_office: Office, log: Office) -> None:
    assert either_office is log
    with log.reading() as work:
        today = work.now.date()
        views = reading.views_of(work, today - timedelta(days=1), today)
        cases = {case.number: case for case in work.session.scalars(select(Case))}
        of = {entry.id: entry for entry in work.session.scalars(select(AuditEntry))}
        expected = [entry for entry in of.values() if _is_view(entry) and today - entry.at.date() <= timedelta(days=1)]
        assert [view.entry_id for view in views] == sorted((entry.id for entry in expected), reverse=True)
        districts = {staff.id: tuple(staff.districts) for staff in work.session.scalars(select(Staff))}
        for view in views:
            entry = of[view.entry_id]
            assert (view.at, view.staff_id, view.subject) == (entry.at, entry.staff_id, entry.subject or "")
            assert view.own_districts == districts[view.staff_id]
            _agrees(view, cases.get(view.subject))
        assert len({(view.worked_on, view.ended_at is None) for view in views}) == 3  # the end only where nothing was done


def _is_view(entry: AuditEntry) -> bool:
    return entry.action in PERSONAL and entry.staff_id is not None


def _agrees(view: View, case: Case | None) -> None:
    if case is None:
        assert (view.person, view.name, view.district, view.ended_at, view.worked_on) == (None, None, "", None, True)
        return
    seen = (view.person, view.name, view.last_four, view.district)
    assert seen == (case.person_hash, case.masked_name, case.id_last_four, case.district)
    assert view.worked_on == any(event.staff_id == view.staff_id for event in case.events)
    ended = case.status not in PENDING and not view.worked_on
    assert view.ended_at == (max(event.at for event in case.events) if ended else None)


def test_the_views_are_summed_up_by_clerk_and_by_citizen(log: Office) -> None:
    with log.reading() as work:
        looked = reading.looked_at(work, work.now.date() - timedelta(days=3), work.now.date())
        cases = {case.number: case for case in work.session.scalars(select(Case))}
    assert looked.views == len(looked.seen) == sum(clerk.views for clerk in looked.clerks)
    people = Counter(view.person for view in looked.seen if view.person)
    assert looked.people == len(people)
    assert [one.views for one in looked.persons] == sorted(people.values(), reverse=True)
    for person in looked.persons:
        assert {cases[number].id_last_four for number in person.cases} >= {person.last_four}
    for clerk in looked.clerks:
        mine = [view for view in looked.seen if view.staff_id == clerk.staff_id]
        assert clerk.without_business == len({view.subject for view in mine if view.person and not view.worked_on}) > 0


def test_hours_and_names_are_those_of_the_log(either_office: Office, log: Office) -> None:
    assert either_office is log
    with log.reading() as work:
        entries = list(work.session.scalars(select(AuditEntry)))
        for day in {entry.at.date() for entry in entries}:
            hours = Counter(entry.at.astimezone(SHANGHAI).hour for entry in entries if entry.at.date() == day)
            assert reading.by_hour(work, day) == tuple(hours[hour] for hour in range(24))
        assert reading.actors(work) == sorted({entry.actor for entry in entries if entry.staff_id is not None})
