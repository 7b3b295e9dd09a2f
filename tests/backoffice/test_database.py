"""The database: durable, one writer at a time, nothing half done."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from backoffice.database import PRAGMAS, Database
from backoffice.office import SYSTEM, Office
from backoffice.refusals import CaseChanged
from backoffice.review.models import Case
from backoffice.staff.models import Staff
from domain.clock import SHANGHAI
from tests.backoffice import acts


def test_every_connection_is_as_durable_as_promised(office: Office) -> None:
    with office.database.reading() as session:
        for name, wanted in PRAGMAS.items():
            assert session.execute(text(f"PRAGMA {name}")).scalar_one() == wanted


def test_a_moment_without_offset_is_refused(office: Office) -> None:
    naive = Staff(username="x", display_name="x", password_hash="-", roles=[], created_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point
    with pytest.raises(StatementError, match="offset"), office.database.writing() as session:
        session.add(naive)


def test_moments_come_back_in_shanghai(either_office: Office) -> None:
    acts.add(either_office, "x")
    with either_office.reading() as work:
        moment = work.session.scalars(select(Staff)).one().created_at
    assert moment == either_office.clock.now()
    assert moment.utcoffset() == timedelta(hours=8)
    assert moment.tzinfo is SHANGHAI


def test_an_exception_leaves_nothing_behind(either_office: Office) -> None:
    class Trouble(Exception):
        pass

    def fail() -> None:
        with either_office.writing(SYSTEM) as work:
            work.session.add(Staff(username="x", display_name="x", password_hash="-", roles=[], created_at=work.now))
            work.session.flush()
            raise Trouble

    with pytest.raises(Trouble):
        fail()
    with either_office.reading() as work:
        assert work.session.scalars(select(Staff)).all() == []


def test_reading_changes_nothing(office: Office) -> None:
    acts.add(office, "x")
    with office.reading() as work:
        work.session.scalars(select(Staff)).one().display_name = "other"
    with office.reading() as work:
        assert work.session.scalars(select(Staff)).one().display_name == "x"


def test_a_row_changed_in_between_is_a_conflict(either_office: Office) -> None:
    number = acts.take_in(either_office)
    with either_office.reading() as early:
        stale = early.session.scalars(select(Case)).one()
        early.session.expunge(stale)
    with either_office.writing(SYSTEM) as work:
        work.session.scalars(select(Case).where(Case.number == number)).one().mismatches = 1
    stale.mismatches = 2
    with pytest.raises(CaseChanged), either_office.database.writing() as session:
        session.add(stale)


def test_writers_of_one_process_take_turns(database_url: str) -> None:
    database = Database(database_url)
    inside, most = 0, 0
    guard = threading.Lock()

    def write(index: int) -> None:
        nonlocal inside, most
        with database.writing() as session:
            with guard:
                inside += 1
                most = max(most, inside)
            session.add(
                Staff(
                    username=str(index),
                    display_name="x",
                    password_hash="-",
                    roles=[],
                    created_at=datetime(2026, 1, 1, tzinfo=SHANGHAI),
                )
            )
            session.flush()
            with guard:
                inside -= 1

    threads = [threading.Thread(target=write, args=(index,)) for index in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert len(session.scalars(select(Staff)).all()) == 12
    database.close()
    assert most == 1
