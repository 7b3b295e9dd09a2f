"""Claiming, leases, judging, accepting: one clerk at a time, and nothing outlives its lease."""

import pytest

from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases, desk, queue
from backoffice.review.models import Case, EventKind, PersonJudgement
from backoffice.review.queue import QueueFilter, QueueList
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, registry_answer

LEASE = 15 * 60


def refused(reason: Reason, act: object) -> None:
    """Call `act` and expect this refusal."""
    assert callable(act)
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason is reason


def test_a_claimed_case_is_nobody_elses(office: Office, reviewer: Actor, second: Actor) -> None:
    number = acts.take_in(office)
    case = acts.claim(office, reviewer, number)
    assert case.status is ApplicationStatus.UNDER_REVIEW
    refused(Reason.CLAIMED_BY_OTHER, lambda: acts.claim(office, second, number))
    assert acts.queue_numbers(office, second, QueueFilter(QueueList.HELD)) == [number]
    assert acts.queue_numbers(office, reviewer, QueueFilter(QueueList.MINE)) == [number]
    assert acts.queue_numbers(office, second, QueueFilter(QueueList.REVIEW)) == []


def test_a_stale_page_claims_nothing(office: Office, reviewer: Actor, second: Actor) -> None:
    number = acts.take_in(office)
    seen = acts.look(office, number).version
    acts.claim(office, reviewer, number)
    with office.writing(reviewer) as work:
        desk.release(work, number)
    with pytest.raises(CaseChanged), office.writing(second) as work:
        desk.claim(work, number, seen)
    assert acts.look(office, number).status is ApplicationStatus.ACCEPTED


def test_an_expired_lease_is_no_obstacle_and_is_written_down(
    office: Office, reviewer: Actor, second: Actor, clock: FrozenClock
) -> None:
    number = acts.take_in(office)
    acts.claim(office, reviewer, number)
    clock.advance(LEASE)
    assert acts.queue_numbers(office, second, QueueFilter(QueueList.REVIEW)) == [number]
    case = acts.claim(office, second, number)
    assert case.claimed_by == second.staff_id
    assert kinds(office, number)[-2:] == [EventKind.LEASE_EXPIRED, EventKind.CLAIMED]


def test_after_its_lease_the_first_clerk_can_do_nothing(office: Office, reviewer: Actor, clock: FrozenClock) -> None:
    number = acts.take_in(office)
    case = acts.claim(office, reviewer, number)
    clock.advance(LEASE)

    def judge() -> None:
        with office.writing(reviewer) as work:
            desk.judge_person(work, number, case.version, PersonJudgement.SAME)

    def renew() -> None:
        with office.writing(reviewer) as work:
            desk.renew(work, number)

    refused(Reason.NOT_CLAIMED, judge)
    refused(Reason.NOT_CLAIMED, renew)


def test_renewing_prolongs(office: Office, reviewer: Actor, second: Actor, clock: FrozenClock) -> None:
    number = acts.take_in(office)
    acts.claim(office, reviewer, number)
    clock.advance(LEASE - 1)
    with office.writing(reviewer) as work:
        desk.renew(work, number)
    clock.advance(LEASE - 1)
    refused(Reason.CLAIMED_BY_OTHER, lambda: acts.claim(office, second, number))


def test_the_worker_gives_expired_cases_back_once(office: Office, reviewer: Actor, clock: FrozenClock) -> None:
    number = acts.take_in(office)
    acts.claim(office, reviewer, number)
    with office.writing(SYSTEM) as work:
        assert desk.expire_leases(work) == 0
    clock.advance(LEASE)
    for expected in (1, 0):
        with office.writing(SYSTEM) as work:
            assert desk.expire_leases(work) == expected
    assert acts.look(office, number).status is ApplicationStatus.ACCEPTED


def test_claiming_does_not_restart_the_stage(office: Office, reviewer: Actor, clock: FrozenClock) -> None:
    number = acts.take_in(office)
    due = acts.look(office, number).stage_due_at
    clock.advance(600)
    assert acts.claim(office, reviewer, number).stage_due_at == due


def test_only_reviewers_review(office: Office, producer: Actor) -> None:
    number = acts.take_in(office)
    refused(Reason.ROLE_MISSING, lambda: acts.claim(office, producer, number))
    refused(Reason.ROLE_MISSING, lambda: acts.claim(office, SYSTEM, number))


def test_nobody_is_judged_before_the_registry_has_shown_its_photograph(office: Office, reviewer: Actor) -> None:
    case = acts.claim(office, reviewer, acts.take_in(office))

    def judge() -> None:
        with office.writing(reviewer) as work:
            desk.judge_person(work, case.number, case.version, PersonJudgement.SAME)

    refused(Reason.REGISTRY_MISSING, judge)


def test_only_a_change_can_be_accepted(office: Office, partners: Partners, reviewer: Actor) -> None:
    partners.people[NUMBER] = registry_answer(phone="13900000000")
    case = acts.ready_to_decide(office, partners, reviewer)

    def accept(item: str, *, accepted: bool = True) -> Case:
        with office.writing(reviewer) as work:
            version = cases.get_case(work.session, case.number).version
            return desk.accept_change(work, case.number, version, item, accepted=accepted)

    for item in ("name", "points", "nonsense"):
        refused(Reason.NOT_A_CHANGE, lambda item=item: accept(item))
    assert accept("phone").accepted_changes == ["phone"]
    assert accept("phone", accepted=False).accepted_changes == []


def test_a_new_answer_of_the_registry_is_judged_anew(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    assert desk.refresh_registry(office, reviewer, case.number).person is PersonJudgement.SAME  # the same answer
    partners.people[NUMBER] = registry_answer(photo="/9j/4Q==")
    again = desk.refresh_registry(office, reviewer, case.number)
    assert again.person is None
    assert again.accepted_changes == []


def test_the_registry_being_down_loses_nothing(office: Office, partners: Partners, reviewer: Actor) -> None:
    partners.down.add("driver-licences")
    number = acts.take_in(office)
    refused(Reason.PARTNER_DOWN, lambda: desk.refresh_registry(office, reviewer, number))
    acts.claim(office, reviewer, number)
    with office.reading(reviewer) as work:
        entry = queue.list_queue(work, QueueFilter(QueueList.MINE))[0]
    assert entry.mismatches is None


def kinds(office: Office, number: str) -> list[EventKind]:
    with office.reading() as work:
        return [event.kind for event in cases.get_case(work.session, number).events]
