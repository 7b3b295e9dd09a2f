"""Errands: never lost, never in each other's way, later and later while a partner is down."""

from datetime import timedelta

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.office import SYSTEM, Office
from domain.clock import FrozenClock

KIND = ErrandKind.TRACKING


def owe(office: Office, *subjects: str) -> None:
    with office.writing(SYSTEM) as work:
        for subject in subjects:
            errands.owe(work.session, KIND, subject, work.now)


def take(office: Office, batch: int = 10) -> list[str]:
    with office.writing(SYSTEM) as work:
        return errands.take_due(work.session, KIND, work.now, batch)


def test_what_is_taken_comes_again_later_and_later(either_office: Office, clock: FrozenClock) -> None:
    owe(either_office, "a")
    waits = []
    for _ in range(12):
        assert take(either_office) == ["a"]
        assert take(either_office) == []
        waited = 0
        while not take_later(either_office, clock):
            waited += 5
        waits.append(waited)
    assert waits == sorted(waits)
    assert waits[0] <= errands.FIRST_DELAY_SECONDS
    assert max(waits) <= errands.LONGEST_DELAY_SECONDS


def take_later(office: Office, clock: FrozenClock) -> bool:
    """Move five seconds on and tell whether something is due, without taking it."""
    clock.advance(5)
    with office.database.reading() as session:
        return bool(errands.take_due(session, KIND, clock.now(), 1))


def test_a_done_errand_does_not_come_again_until_it_is_owed_again(office: Office, clock: FrozenClock) -> None:
    owe(office, "a")
    assert take(office) == ["a"]
    with office.writing(SYSTEM) as work:
        errands.finish(work.session, KIND, "a")
    clock.advance(timedelta(days=9).total_seconds())
    assert take(office) == []
    owe(office, "a")
    assert take(office) == ["a"]


def test_a_stuck_errand_waits_for_staff(office: Office, clock: FrozenClock) -> None:
    owe(office, "a", "b")
    with office.writing(SYSTEM) as work:
        errands.finish(work.session, KIND, "a", stuck=True)
    assert take(office) == ["b"]
    with office.reading() as work:
        assert [errand.subject for errand in errands.list_stuck(work.session)] == ["a"]
    owe(office, "a")
    with office.reading() as work:
        assert errands.list_stuck(work.session) == []


def test_a_batch_is_not_starved_by_old_failures(office: Office, clock: FrozenClock) -> None:
    owe(office, *(f"poison-{index}" for index in range(5)))
    assert len(take(office, batch=5)) == 5
    clock.advance(1)
    owe(office, "good")
    assert take(office, batch=5) == ["good"]
