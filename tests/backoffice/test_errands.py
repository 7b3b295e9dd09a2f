"""Errands: never lost, never in each other's way, later and later while a partner is down."""

from datetime import timedelta

from backoffice import errands
from backoffice.errands import ErrandKind, Request
from backoffice.office import SYSTEM, Office
from domain.clock import FrozenClock

KIND = ErrandKind.TRACKING


def owe(office: Office, *subjects: str, kind: ErrandKind = KIND) -> None:
    with office.writing(SYSTEM) as work:
        for subject in subjects:
            errands.owe(work.session, kind, subject, work.now)


def take(office: Office, most: int = 10, busy: tuple[str, ...] = ()) -> list[Request]:
    with office.writing(SYSTEM) as work:
        return errands.take_due(work.session, work.now, most, busy)


def subjects(office: Office, most: int = 10, busy: tuple[str, ...] = ()) -> list[str]:
    return [request.subject for request in take(office, most, busy)]


def test_what_is_taken_comes_again_later_and_later(either_office: Office, clock: FrozenClock) -> None:
    owe(either_office, "a")
    waits = []
    for _ in range(12):
        assert subjects(either_office) == ["a"]
        assert subjects(either_office) == []
        waited = 0
        while not is_due_later(either_office, clock):
            waited += 5
        waits.append(waited)
    assert waits == sorted(waits)
    assert waits[0] <= errands.FIRST_DELAY_SECONDS
    assert max(waits) <= errands.LONGEST_DELAY_SECONDS


def is_due_later(office: Office, clock: FrozenClock) -> bool:
    """Move five seconds on and tell whether something is due, without taking it."""
    clock.advance(5)
    with office.database.reading() as session:
        return bool(errands.take_due(session, clock.now(), 1))


def test_a_done_errand_does_not_come_again_until_it_is_owed_again(office: Office, clock: FrozenClock) -> None:
    owe(office, "a")
    assert subjects(office) == ["a"]
    with office.writing(SYSTEM) as work:
        errands.finish(work.session, KIND, "a")
    clock.advance(timedelta(days=9).total_seconds())
    assert subjects(office) == []
    owe(office, "a")
    assert subjects(office) == ["a"]


def test_a_stuck_errand_waits_for_staff(office: Office, clock: FrozenClock) -> None:
    owe(office, "a", "b")
    with office.writing(SYSTEM) as work:
        errands.finish(work.session, KIND, "a", stuck=True)
    assert subjects(office) == ["b"]
    with office.reading() as work:
        assert [errand.subject for errand in errands.list_stuck(work.session)] == ["a"]
    owe(office, "a")
    with office.reading() as work:
        assert errands.list_stuck(work.session) == []


def test_a_batch_is_not_starved_by_old_failures(office: Office, clock: FrozenClock) -> None:
    owe(office, *(f"poison-{index}" for index in range(5)))
    assert len(take(office, most=5)) == 5
    clock.advance(1)
    owe(office, "good")
    assert subjects(office, most=5) == ["good"]


def test_of_one_subject_one_thing_is_done_at_a_time(either_office: Office) -> None:
    owe(either_office, "a", kind=ErrandKind.REGISTRY_SNAPSHOT)
    owe(either_office, "a", kind=ErrandKind.AT_ONCE)
    owe(either_office, "b", kind=ErrandKind.REGISTRY_SNAPSHOT)
    assert {(one.kind, one.subject) for one in take(either_office)} == {
        (ErrandKind.AT_ONCE, "a"),
        (ErrandKind.REGISTRY_SNAPSHOT, "b"),
    }
    assert take(either_office, busy=("a", "b")) == []
    assert [(one.kind, one.subject) for one in take(either_office)] == [(ErrandKind.REGISTRY_SNAPSHOT, "a")]


def test_the_same_thing_owed_once_more_is_another_request(office: Office, clock: FrozenClock) -> None:
    owe(office, "a")
    (first,) = take(office)
    clock.advance(5)
    assert take(office) == [first]  # as often as it is looked at, until it is done
    owe(office, "a")
    (second,) = take(office)
    assert second.job_id != first.job_id
    with office.reading() as work:
        assert not errands.is_open(work.session, first)
        assert errands.is_open(work.session, second)


def test_what_was_owed_anew_meanwhile_is_not_finished_by_the_job_that_ran(office: Office) -> None:
    owe(office, "a")
    (first,) = take(office)
    owe(office, "a")
    with office.writing(SYSTEM) as work, errands.working_on(first):
        errands.finish(work.session, KIND, "a")
    with office.reading() as work:
        assert errands.is_waiting(work.session, KIND, "a")
    (second,) = take(office)
    with office.writing(SYSTEM) as work, errands.working_on(second):
        errands.finish(work.session, KIND, "a")
        assert not errands.is_waiting(work.session, KIND, "a")


def test_what_is_under_way_has_not_failed(office: Office, clock: FrozenClock) -> None:
    owe(office, "a")
    for _ in range(5):
        (request,) = take(office)
        with office.writing(SYSTEM) as work:
            errands.leave(work.session, [request], work.now)
            assert errands.list_retried(work.session) == []
        clock.advance(errands.FIRST_DELAY_SECONDS)


def test_what_is_owed_although_its_job_has_ended_gets_another_name(office: Office) -> None:
    owe(office, "a")
    (request,) = take(office)
    with office.writing(SYSTEM) as work:
        renewed = errands.renew(work.session, request)
        assert renewed is not None
        assert renewed.job_id != request.job_id
        assert errands.renew(work.session, request) is None
        errands.finish(work.session, KIND, "a")
        assert errands.renew(work.session, renewed) is None
