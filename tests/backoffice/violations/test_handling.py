"""What is accepted is decided: once, as the notice said, for who read it, and never against a rule."""

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice.refusals import Refused
from backoffice.registry.orders import DecisionOrder
from backoffice.review import cases
from backoffice.staff.models import Role
from backoffice.violations import decided
from backoffice.violations.models import DecisionStep, IssuedPenalty
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from domain.wire import v1
from simulators.partners.gate import PartnerFault
from simulators.world.people import Person
from tests.backoffice import acts
from tests.backoffice.handling_stage import PEOPLE, Stage
from tests.backoffice.people import FRIDAY_NOON
from tests.backoffice.terminals import problem

YUJIA = PEOPLE["tan_yujia"]


def test_what_is_accepted_becomes_a_decision(stage: Stage) -> None:
    [record] = stage.handleable(YUJIA)
    notice = stage.notice(YUJIA, [record])
    assert (notice.points_before, notice.points_after, notice.points_limit) == (0, 1, 12)
    [penalty] = notice.penalties
    assert (penalty.points, penalty.fine_fen) == (1, 10000)
    assert "渝AF51207" in penalty.facts
    assert "（代码1117）" in penalty.facts
    assert "陈述和申辩" in notice.text_zh
    assert "六十日" in notice.text_zh

    number = stage.lodge(stage.accepted(YUJIA, notice))
    assert stage.outcome(number).status is ApplicationStatus.ACCEPTED
    stage.worker.tick()

    outcome = stage.outcome(number)
    assert (outcome.status, outcome.reasons) == (ApplicationStatus.COMPLETED, [])
    [decision] = outcome.decisions
    assert (decision.record_number, decision.points, decision.fine_fen) == (record, 1, 10000)
    assert [one.decision.decision_number for one in stage.registry.decided] == [decision.decision_number]
    after = stage.ask(YUJIA)
    assert record not in [one.record_number for one in after.violations]
    assert after.licence is not None
    assert after.licence.points == 1
    assert [message.text[:14] for message in stage.sms.messages] == ["【重庆交管】（样本）您于11"]
    assert "处罚决定1份" in stage.sms.messages[0].text


# whatever dies, it comes again, and nothing doubles

STEPS = (
    "backoffice.violations.handling.ask_standing",
    "backoffice.violations.decided.order",
    "backoffice.registry.decision_orders.issue",
    "backoffice.violations.handling.make_decisions",
    "backoffice.violations.decided.take",
    "backoffice.violations.handling.keep_document",
    "backoffice.violations.handling.end",
)


class Killed(Exception):
    """As if the thread were gone in the middle; that real processes may be killed is seen in tests/backoffice/jobs."""


@pytest.mark.expects_log
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_is_decided_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str, when: str) -> None:
    person = PEOPLE["chen_zhiyuan"]
    records = stage.handleable(person)[:2]
    number = stage.lodge(stage.accepted(person, stage.notice(person, records)))
    room, _, name = step.rpartition(".")
    real = getattr(import_module(room), name)

    def die(*given: Any, **named: Any) -> None:
        if when == "after":
            real(*given, **named)
        raise Killed

    monkeypatch.setattr(step, die)
    stage.worker.tick()
    monkeypatch.setattr(step, real)
    assert stage.outcome(number).status is ApplicationStatus.ACCEPTED
    stage.clock.advance(700)
    for _ in range(2):
        stage.worker.tick()

    outcome = stage.outcome(number)
    assert (outcome.status, outcome.reasons) == (ApplicationStatus.COMPLETED, [])
    assert sorted(one.record_number for one in outcome.decisions) == sorted(records)
    assert len(stage.registry.decided) == 2
    assert [one.id for one in outcome.documents] == ["decision_1", "decision_2"]
    assert len(stage.sms.messages) == 1


def test_an_answer_that_is_lost_is_asked_for_again(stage: Stage) -> None:
    number = stage.lodge(stage.accepted(YUJIA, stage.notice(YUJIA, stage.handleable(YUJIA))))
    stage.registry.gate.set_fault(PartnerFault.DOWN)
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.ACCEPTED
    stage.registry.gate.set_fault(None)
    stage.clock.advance(700)
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED


# who is refused


def refused(stage: Stage, number: str) -> list[ReasonCode]:
    stage.worker.tick()
    outcome = stage.outcome(number)
    assert (outcome.status, outcome.decisions, outcome.documents) == (ApplicationStatus.REJECTED, [], [])
    assert stage.registry.decided == ()
    return outcome.reasons


@pytest.mark.parametrize("way", ["accept", "defend"])
@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"face": None}, [ReasonCode.FACE]),
        ({"signature": v1.Signature(strokes=[])}, [ReasonCode.DATA]),
        ({"consents": []}, [ReasonCode.DATA]),
        ({"confirmed_at": FRIDAY_NOON + timedelta(minutes=20, seconds=1)}, [ReasonCode.DATA]),
        ({"confirmed_at": FRIDAY_NOON - timedelta(minutes=5, seconds=1)}, [ReasonCode.DATA]),
    ],
)
def test_what_is_not_signed_read_and_by_the_person_is_not_decided(
    stage: Stage, change: dict[str, Any], reasons: list[ReasonCode], way: str
) -> None:
    notice = stage.notice(YUJIA, stage.handleable(YUJIA))
    assert refused(stage, stage.lodge(stage.accepted(YUJIA, notice, way=way, **change))) == reasons
    assert stage.handleable(YUJIA)  # nothing rests because of it


def test_a_notice_may_be_agreed_to_until_its_end(stage: Stage) -> None:
    notice = stage.notice(YUJIA, stage.handleable(YUJIA))
    at_last = FRIDAY_NOON + timedelta(minutes=20)  # fifteen minutes, and five that clocks may differ
    number = stage.lodge(stage.accepted(YUJIA, notice, confirmed_at=at_last))
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED


@pytest.mark.parametrize("way", ["accept", "object"])
def test_another_persons_notice_is_worth_nothing(stage: Stage, way: str) -> None:
    notice = stage.notice(YUJIA, stage.handleable(YUJIA))
    assert ReasonCode.DATA in refused(stage, stage.lodge(stage.accepted(PEOPLE["chen_zhiyuan"], notice, way=way)))
    assert stage.handleable(YUJIA)


@pytest.mark.parametrize("notice_id", ["", "x", "8d9f2c1e-0000-4000-8000-000000000000"])
def test_an_unknown_notice_is_worth_nothing(stage: Stage, notice_id: str) -> None:
    body = stage.accepted(YUJIA, stage.notice(YUJIA, stage.handleable(YUJIA)))
    bent = body.model_copy(update={"declaration": {**body.declaration, "notice_id": notice_id}})
    assert refused(stage, stage.lodge(bent)) == [ReasonCode.DATA]


def test_what_was_decided_elsewhere_meanwhile_is_not_decided_again(stage: Stage) -> None:
    [record] = stage.handleable(YUJIA)
    body = stage.accepted(YUJIA, stage.notice(YUJIA, [record]))
    stage.office.registry.issue_decision(DecisionOrder("another", record, YUJIA.number, 1, 10000))
    number = stage.lodge(body)
    stage.worker.tick()
    assert (stage.outcome(number).status, stage.outcome(number).reasons) == (ApplicationStatus.REJECTED, [ReasonCode.HANDLING])
    assert len(stage.registry.decided) == 1


def test_decided_elsewhere_between_check_and_order_is_told_honestly(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two: the other one is decided, and the citizen is told that one was not."""
    person = PEOPLE["chen_zhiyuan"]
    records = stage.handleable(person)[:2]
    number = stage.lodge(stage.accepted(person, stage.notice(person, records)))
    real = decided.order

    def meanwhile(work: Any, case: str, assessed: Any, *rest: Any) -> Any:
        if assessed.record.record_number == records[0]:
            stage.office.registry.issue_decision(DecisionOrder("another", records[0], person.number, 6, 20000))
        return real(work, case, assessed, *rest)

    monkeypatch.setattr(decided, "order", meanwhile)
    stage.worker.tick()
    outcome = stage.outcome(number)
    assert (outcome.status, outcome.reasons) == (ApplicationStatus.COMPLETED, [ReasonCode.HANDLING])
    assert [one.record_number for one in outcome.decisions] == [records[1]]
    with stage.office.reading() as work:
        steps = [row.step for row in work.session.scalars(select(IssuedPenalty).order_by(IssuedPenalty.id))]
    assert sorted(steps) == [DecisionStep.ISSUED, DecisionStep.REFUSED]


def test_records_that_are_barred_get_no_notice(stage: Stage) -> None:
    answer = stage.ask(YUJIA)
    barred = [one.record_number for one in answer.violations if one.bars]
    told = stage.notice_answer(YUJIA, barred).refused
    assert told is not None
    assert (told.reasons, sorted(told.record_numbers)) == ([ReasonCode.HANDLING], sorted(barred))


@pytest.mark.parametrize(
    ("ticket", "records"), [("", None), ("x" * 100, None), (None, ["5001079999999999"])], ids=["none", "another", "record"]
)
def test_a_notice_needs_the_ticket_of_its_records(stage: Stage, ticket: str | None, records: list[str] | None) -> None:
    answer = stage.ask(YUJIA)
    asked = {"ticket": answer.ticket if ticket is None else ticket, "record_numbers": records or stage.handleable(YUJIA)}
    assert problem(stage.post("handling-notice", asked)) == (403, "ticket_invalid")


def test_an_outcome_is_for_who_lodged_it(stage: Stage) -> None:
    number = stage.handle(YUJIA, stage.handleable(YUJIA))
    for asked in ({"number": number, "key": str(uuid4())}, {"number": "2611200001999999", "key": str(stage.keys[number])}):
        assert problem(stage.post("outcome", asked)) == (404, "unknown_application")
        assert problem(stage.post("document", {**asked, "document": "decision_1"})) == (404, "unknown_application")
    asked = {"number": number, "key": str(stage.keys[number]), "document": "decision_9"}
    assert problem(stage.post("document", asked)) == (404, "document_not_ready")


@pytest.mark.parametrize(("changed", "reason"), [("valid_to", ReasonCode.ID_EXPIRED), ("name", ReasonCode.DATA)])
def test_a_document_that_proves_nothing_decides_nothing(stage: Stage, changed: str, reason: ReasonCode) -> None:
    """The terminal said that it was good: the office looks itself."""
    notice = stage.notice(YUJIA, stage.handleable(YUJIA))
    body = stage.accepted(YUJIA, notice)
    other = {"valid_to": FRIDAY_NOON.date() - timedelta(days=1), "name": "另一人"}[changed]
    applicant = body.applicant.model_copy(update={changed: other})
    number = stage.lodge(body.model_copy(update={"applicant": applicant}))
    stage.worker.tick()
    assert (stage.outcome(number).status, stage.outcome(number).reasons) == (ApplicationStatus.REJECTED, [reason])
    assert stage.registry.decided == ()


def test_what_is_too_long_to_be_typed_is_put_aside(stage: Stage) -> None:
    notice = stage.notice(YUJIA, stage.handleable(YUJIA))
    body = stage.accepted(YUJIA, notice, way="defend")
    long = body.declaration | {"statement": "我" * 200_000}
    answer = stage.post("applications", stage.terminal.sealed(body.model_copy(update={"declaration": long})), uuid4())
    assert answer.status_code == 422


def test_what_is_decided_at_once_is_neither_withdrawn_nor_taken_by_a_clerk(stage: Stage) -> None:
    number = stage.lodge(stage.accepted(YUJIA, stage.notice(YUJIA, stage.handleable(YUJIA))))
    assert_nobody_else_takes(stage, number, YUJIA)
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED


def assert_nobody_else_takes(stage: Stage, number: str, person: Person) -> None:
    with stage.office.reading() as work:
        version = cases.get_case(work.session, number).version
    myself = {"kind": "resident_id_card", "number": person.number, "name": person.name, "face": stage.face()}
    withdrawal = {"person": {**myself, "valid_to": None}, "key": str(uuid4()), "number": number, "version": version}
    assert stage.post("my-applications/withdraw", withdrawal).status_code == 409
    with pytest.raises(Refused):
        acts.claim(stage.office, acts.add(stage.office, "clerk", Role.REVIEWER), number)
