"""Decisions: nothing illegal or incomplete, everything at once, four eyes where they are asked for."""

from collections.abc import Callable
from typing import Any

import pytest

from backoffice.office import Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.review import cases, decisions, desk
from backoffice.review.casefile import open_case
from backoffice.review.models import Case, Decision, DecisionKind, DecisionState, PersonJudgement
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.faces import FaceDecision
from domain.reasons import ReasonCode
from domain.wire.v1_faces import FaceCheck
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, application, face_check, registry_answer, with_face

_S = ApplicationStatus
OFTEN = registry_answer(reissues=["2026-05-01", "2026-06-01", "2026-07-01"])


def decide(office: Office, who: Actor, act: Callable[..., Decision], case: Case, *rest: Any, **named: Any) -> Decision:
    with office.writing(who) as work:
        version = cases.get_case(work.session, case.number).version
        return act(work, case.number, version, *rest, **named)


def expect(
    reason: Reason, office: Office, who: Actor, act: Callable[..., Decision], case: Case, *rest: Any, **named: Any
) -> Refused:
    before = acts.look(office, case.number)
    with pytest.raises(Refused) as caught:
        decide(office, who, act, case, *rest, **named)
    after = acts.look(office, case.number)
    assert (after.status, after.version) == (before.status, before.version)
    assert caught.value.reason is reason
    return caught.value


def test_a_clean_case_is_approved(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    decision = decide(office, reviewer, decisions.approve, case)
    assert decision.state is DecisionState.EFFECTIVE
    after = acts.look(office, case.number)
    assert (after.status, after.claimed_by) == (_S.APPROVED, None)


def test_no_approval_without_the_registry(office: Office, reviewer: Actor) -> None:
    case = acts.claim(office, reviewer, acts.take_in(office))
    expect(Reason.REGISTRY_MISSING, office, reviewer, decisions.approve, case)


def test_no_approval_of_an_unjudged_or_doubtful_person(office: Office, partners: Partners, reviewer: Actor) -> None:
    partners.people[NUMBER] = registry_answer()
    number = acts.take_in(office)
    desk.refresh_registry(office, reviewer, number)
    case = acts.claim(office, reviewer, number)
    expect(Reason.PERSON_NOT_JUDGED, office, reviewer, decisions.approve, case)
    with office.writing(reviewer) as work:
        desk.judge_person(work, number, case.version, PersonJudgement.DOUBTFUL)
    expect(Reason.PERSON_DOUBTFUL, office, reviewer, decisions.approve, case)


def test_no_approval_while_a_mismatch_stands(office: Office, partners: Partners, reviewer: Actor) -> None:
    partners.people[NUMBER] = registry_answer(states="D")
    case = acts.ready_to_decide(office, partners, reviewer)
    problem = expect(Reason.MISMATCH_STANDS, office, reviewer, decisions.approve, case)
    assert (problem.items, problem.codes) == (("states",), ("R-STATE",))
    expect(Reason.MISMATCH_STANDS, office, reviewer, decisions.approve, case, override=True, note="x")


def test_no_approval_with_an_open_change(office: Office, partners: Partners, reviewer: Actor) -> None:
    partners.people[NUMBER] = registry_answer(phone="13900000000")
    case = acts.ready_to_decide(office, partners, reviewer)
    assert expect(Reason.CHANGE_NOT_ACCEPTED, office, reviewer, decisions.approve, case).items == ("phone",)
    with office.writing(reviewer) as work:
        desk.accept_change(work, case.number, case.version, "phone")
    decide(office, reviewer, decisions.approve, case)


def test_only_who_holds_the_case_decides(
    office: Office, partners: Partners, reviewer: Actor, second: Actor, producer: Actor
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    expect(Reason.NOT_CLAIMED, office, second, decisions.approve, case)
    expect(Reason.ROLE_MISSING, office, producer, decisions.approve, case)


@pytest.mark.parametrize("act", [decisions.reject, decisions.refer_to_window])
def test_a_refusal_has_reasons(office: Office, partners: Partners, reviewer: Actor, act: Callable[..., Decision]) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    expect(Reason.CODES_MISSING, office, reviewer, act, case, ())
    expect(Reason.NOTE_MISSING, office, reviewer, act, case, (ReasonCode.LAW,), " ")
    decide(office, reviewer, act, case, (ReasonCode.STATE, ReasonCode.LAW), "依据某条")


@pytest.mark.parametrize(
    ("codes", "items", "reason"),
    [
        ((), ("phone",), Reason.CODES_MISSING),
        ((ReasonCode.DATA,), (), Reason.CODES_MISSING),
        ((ReasonCode.DATA,), ("shoe_size",), Reason.ITEMS_UNKNOWN),
        ((ReasonCode.ADDRESS,), ("phone",), Reason.CODE_NOT_ALLOWED),
        ((ReasonCode.DATA, ReasonCode.STATE), ("phone",), Reason.CODE_NOT_ALLOWED),
    ],
)
def test_a_correction_names_items_and_their_codes(
    office: Office, partners: Partners, reviewer: Actor, codes: tuple[ReasonCode, ...], items: tuple[str, ...], reason: Reason
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    expect(reason, office, reviewer, decisions.request_correction, case, codes, items)


def test_a_correction_pauses_the_promise_and_comes_back(
    office: Office, partners: Partners, reviewer: Actor, clock: FrozenClock
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)  # Friday 2026-11-20
    decide(office, reviewer, decisions.request_correction, case, (ReasonCode.ADDRESS,), ("delivery_address",))
    waiting = acts.look(office, case.number)
    assert (waiting.status, str(waiting.due_date)) == (_S.CORRECTION_REQUESTED, "2026-11-25")
    clock.advance(4 * 86400)  # Tuesday: two working days stood still
    with office.writing(acts.TERMINAL) as work:
        cases.supply_correction(work, case.number, application(delivery={"text": "重庆市渝中区民权路30号"}))
    back = acts.look(office, case.number)
    assert (back.status, str(back.due_date), back.paused_since) == (_S.ACCEPTED, "2026-11-27", None)
    assert (back.person, back.corrections) == (None, 1)


def test_a_correction_of_another_person_is_not_taken(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    decide(office, reviewer, decisions.request_correction, case, (ReasonCode.DATA,), ("phone",))
    stranger = application(applicant={"number": "500228200002290059"})
    with pytest.raises(Refused), office.writing(acts.TERMINAL) as work:
        cases.supply_correction(work, case.number, stranger)


@pytest.mark.parametrize("code", [ReasonCode.FRAUD, ReasonCode.REISSUE_LIMIT])
def test_some_reasons_need_a_second_person(
    office: Office, partners: Partners, reviewer: Actor, second: Actor, code: ReasonCode
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    proposed = decide(office, reviewer, decisions.refer_to_window, case, (code,), "疑点")
    assert proposed.state is DecisionState.PROPOSED
    assert acts.look(office, case.number).status is _S.UNDER_REVIEW
    expect(Reason.SECOND_PERSON_IS_PROPOSER, office, reviewer, decisions.agree, case)
    expect(Reason.SECOND_PERSON_IS_PROPOSER, office, reviewer, decisions.decline, case)
    agreed = decide(office, second, decisions.agree, case)
    assert (agreed.decided_by, agreed.second_by) == (reviewer.staff_id, second.staff_id)
    assert acts.look(office, case.number).status is _S.REFER_TO_WINDOW


def test_a_waiting_decision_holds_the_case(
    office: Office, partners: Partners, reviewer: Actor, second: Actor, clock: FrozenClock
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    decide(office, reviewer, decisions.reject, case, (ReasonCode.FRAUD,), "")
    clock.advance(3600)
    for who in (second, reviewer):
        with pytest.raises(Refused) as caught:
            acts.claim(office, who, case.number)
        assert caught.value.reason is Reason.DECISION_WAITS


def test_the_second_person_does_not_approve_on_an_old_answer(
    office: Office, partners: Partners, reviewer: Actor, second: Actor, clock: FrozenClock
) -> None:
    partners.people[NUMBER] = OFTEN
    case = acts.ready_to_decide(office, partners, reviewer)
    decide(office, reviewer, decisions.approve, case, override=True, note="核实为遗失")
    clock.advance(2 * 3600 + 1)
    expect(Reason.REGISTRY_STALE, office, second, decisions.agree, case)


def test_declined_goes_back_to_the_queue(office: Office, partners: Partners, reviewer: Actor, second: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    decide(office, reviewer, decisions.reject, case, (ReasonCode.FRAUD,), "")
    decide(office, second, decisions.decline, case)
    assert acts.look(office, case.number).status is _S.ACCEPTED
    expect(Reason.NO_DECISION_WAITS, office, second, decisions.agree, case)
    assert partners.messages == {}


def test_the_limit_is_set_aside_by_two_people_only(office: Office, partners: Partners, reviewer: Actor, second: Actor) -> None:
    partners.people[NUMBER] = OFTEN
    case = acts.ready_to_decide(office, partners, reviewer)
    expect(Reason.MISMATCH_STANDS, office, reviewer, decisions.approve, case)
    expect(Reason.NOTE_MISSING, office, reviewer, decisions.approve, case, override=True)
    proposed = decide(office, reviewer, decisions.approve, case, override=True, note="核实为遗失")
    assert (proposed.state, proposed.override) == (DecisionState.PROPOSED, True)
    decide(office, second, decisions.agree, case)
    assert acts.look(office, case.number).status is _S.APPROVED


def test_the_second_person_does_not_approve_what_no_longer_fits(
    office: Office, partners: Partners, reviewer: Actor, second: Actor
) -> None:
    partners.people[NUMBER] = OFTEN
    case = acts.ready_to_decide(office, partners, reviewer)
    decide(office, reviewer, decisions.approve, case, override=True, note="核实为遗失")
    partners.people[NUMBER] = {**OFTEN, "licence": {**OFTEN["licence"], "states": "D"}}
    desk.refresh_registry(office, second, case.number)
    expect(Reason.MISMATCH_STANDS, office, second, decisions.agree, case)


def test_the_case_file_says_why_a_way_is_closed(office: Office, partners: Partners, reviewer: Actor, second: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        assert set(open_case(work, case.number).ways.values()) == {None}
    with office.writing(second) as work:
        ways = open_case(work, case.number).ways
    assert {str(why) for why in ways.values()} == {Reason.NOT_CLAIMED}
    partners.people[NUMBER] = registry_answer(states="L")
    desk.refresh_registry(office, reviewer, case.number)
    with office.writing(reviewer) as work:
        ways = open_case(work, case.number).ways
    assert str(ways[DecisionKind.APPROVE]) == Reason.MISMATCH_STANDS
    assert ways[DecisionKind.REFER] is None


def test_an_old_answer_of_the_registry_is_no_ground_for_an_approval(
    office: Office, partners: Partners, reviewer: Actor, clock: FrozenClock
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    clock.advance(2 * 3600 + 1)
    acts.claim(office, reviewer, case.number)
    expect(Reason.REGISTRY_STALE, office, reviewer, decisions.approve, case)
    desk.refresh_registry(office, reviewer, case.number)
    decide(office, reviewer, decisions.approve, case)


@pytest.mark.parametrize(
    "found",
    [
        face_check(FaceDecision.NO_MATCH, 0.12),
        face_check(FaceDecision.UNUSABLE, turned=False),  # a photograph held up
        face_check(FaceDecision.REVIEW, 0.39, turned=False),
    ],
    ids=["another-face", "photograph", "review-without-turns"],
)
def test_against_the_machine_nobody_approves_alone(
    office: Office, partners: Partners, reviewer: Actor, second: Actor, found: FaceCheck
) -> None:
    body = with_face(application(), found)
    case = acts.ready_to_decide(office, partners, reviewer, body)
    expect(Reason.NOTE_MISSING, office, reviewer, decisions.approve, case)
    proposed = decide(office, reviewer, decisions.approve, case, note="新近手术，五官一致")
    assert (proposed.state, proposed.codes, proposed.override) == (DecisionState.PROPOSED, ["R-FACE"], False)
    expect(Reason.SECOND_PERSON_IS_PROPOSER, office, reviewer, decisions.agree, case)
    assert decide(office, second, decisions.agree, case).state is DecisionState.EFFECTIVE
    assert acts.look(office, case.number).status is _S.APPROVED


@pytest.mark.parametrize("found", [FaceDecision.MATCH, FaceDecision.REVIEW, FaceDecision.UNUSABLE])
def test_any_other_finding_leaves_the_judgement_to_the_clerk(
    office: Office, partners: Partners, reviewer: Actor, found: FaceDecision
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer, with_face(application(), face_check(found)))
    assert decide(office, reviewer, decisions.approve, case).state is DecisionState.EFFECTIVE
