"""Fines: told to whom they concern, held for one order, posted once; what cannot be posted is owed back."""

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

from backoffice.payments import services as payments
from backoffice.payments.models import PaymentState
from backoffice.refusals import Refused
from backoffice.registry.orders import FinePosting
from backoffice.review import cases
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.faces import IdentityCheck
from domain.people import MASK
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from simulators.partners.gate import PartnerFault
from tests.backoffice import acts
from tests.backoffice.handling_stage import PEOPLE, TODAY, Stage
from tests.backoffice.terminals import HandMadeTerminal

MIN, OTHER = PEOPLE["zhao_min"], PEOPLE["tan_yujia"]


def numbers(stage: Stage) -> list[str]:
    return [one.decision_number for one in stage.fines(MIN).decisions]


def owed(stage: Stage, number: str) -> int:
    with stage.office.reading() as work:
        payment = payments.find_payment(work.session, number)
        assert payment is not None
        return payment.owed_fen if payment.state is PaymentState.REFUND_DUE else 0


def elsewhere(stage: Stage, decision: str) -> None:
    stage.office.registry.post_fine(FinePosting("another", decision, 100_000, TODAY))


def test_fines_are_held_paid_and_posted(stage: Stage) -> None:
    unpaid = stage.fines(MIN)
    assert unpaid.verified
    assert len(unpaid.decisions) == 3
    wanted = [one.decision_number for one in unpaid.decisions]
    number = stage.pay(MIN, wanted)
    outcome = stage.outcome(number)
    assert (outcome.status, outcome.reasons) == (ApplicationStatus.COMPLETED, [])
    assert outcome.codes["voucher_number"] == stage.registry.vouchers[0].number
    assert sum(one.amount_fen for one in stage.registry.vouchers) == sum(
        one.fine_fen + one.surcharge_fen for one in unpaid.decisions
    )
    assert [one.id for one in outcome.documents] == ["payment_voucher"]
    assert stage.fines(MIN).decisions == []
    assert stage.fines(MIN, decision=wanted[0]).paid == [wanted[0]]
    assert (owed(stage, number), len(stage.sms.messages)) == (0, 1)


def test_without_the_face_only_what_is_on_the_paper(stage: Stage) -> None:
    assert stage.fines(MIN, verified=False).decisions == []
    [decision] = numbers(stage)[:1]
    [told] = stage.fines(OTHER, verified=False, decision=decision).decisions
    assert MASK in told.plate
    [own] = stage.fines(MIN, decision=decision).decisions
    assert MASK not in own.plate
    unknown = stage.fines(OTHER, decision="5001999999999999")
    assert (unknown.decisions, unknown.paid) == ([], [])


def test_trying_one_number_after_the_other_ends_soon(stage: Stage) -> None:
    asked = {"kind": "resident_id_card", "number": OTHER.number, "name": OTHER.name, "face": None}
    limit = stage.office.settings.violations.persons_per_hour
    statuses = [
        stage.post("fines", {**asked, "decision_number": f"50019{running:011d}"}).status_code for running in range(limit + 1)
    ]
    assert statuses[-1] == 429


def test_one_order_holds_and_another_does_not(stage: Stage) -> None:
    [decision] = numbers(stage)[:1]
    first, second = uuid4(), uuid4()
    other = Stage(**{**vars(stage), "terminal": HandMadeTerminal(stage.terminal.http, stage.office)})
    assert other.terminal.enrol().status_code == 200
    held = stage.hold(first, [decision])
    assert held.held
    assert other.hold(second, [decision]).taken == [decision]
    stage.clock.advance(540)
    assert stage.hold(first, [decision]).amount_fen == held.amount_fen  # prolonged
    stage.clock.advance(540)
    assert not other.hold(second, [decision]).held
    stage.hold(first, [decision], "release")
    assert other.hold(second, [decision]).held
    stage.clock.advance(601)
    assert stage.hold(uuid4(), [decision]).held  # what nobody prolongs ends


def test_while_a_payment_is_clarified_nobody_pays_again(stage: Stage) -> None:
    [decision, *rest] = numbers(stage)
    key = uuid4()
    stage.hold(key, [decision])
    assert stage.hold(key, [decision], "clarify").held
    stage.clock.advance(86400)
    answer = stage.fines(MIN)
    assert (answer.clarifying, len(answer.decisions)) == ([decision], len(rest))
    assert stage.hold(uuid4(), [decision]).taken == [decision]
    stage.hold(key, [decision], "release")
    assert stage.fines(MIN).clarifying == []


def test_what_is_held_is_what_is_paid_also_after_midnight(stage: Stage) -> None:
    late = next(one for one in stage.fines(MIN).decisions if 0 < one.surcharge_fen < one.fine_fen)
    key = uuid4()
    held = stage.hold(key, [late.decision_number])
    body, paid = stage.paying(MIN, [late.decision_number], held.amount_fen)
    stage.clock.advance(86400)
    assert next(one for one in stage.fines(MIN).decisions if one.decision_number == late.decision_number).surcharge_fen > (
        late.surcharge_fen
    )
    number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED
    assert stage.registry.vouchers[0].amount_fen == held.amount_fen


def test_paid_elsewhere_meanwhile_the_money_is_owed_back(stage: Stage) -> None:
    wanted = numbers(stage)
    key = uuid4()
    held = stage.hold(key, wanted)
    body, paid = stage.paying(MIN, wanted, held.amount_fen)
    for decision in wanted:
        elsewhere(stage, decision)
    number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
    stage.worker.tick()
    outcome = stage.outcome(number)
    assert (outcome.status, outcome.reasons, outcome.documents) == (ApplicationStatus.REJECTED, [ReasonCode.PAID], [])
    assert owed(stage, number) == held.amount_fen
    assert "予退还" in stage.sms.messages[0].text


def test_one_of_three_paid_elsewhere_is_owed_back_alone(stage: Stage) -> None:
    unpaid = stage.fines(MIN).decisions
    wanted = [one.decision_number for one in unpaid]
    key = uuid4()
    held = stage.hold(key, wanted)
    body, paid = stage.paying(MIN, wanted, held.amount_fen)
    elsewhere(stage, wanted[0])
    number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
    stage.worker.tick()
    outcome = stage.outcome(number)
    assert (outcome.status, outcome.reasons) == (ApplicationStatus.COMPLETED, [ReasonCode.PAID])
    assert owed(stage, number) == unpaid[0].fine_fen + unpaid[0].surcharge_fen
    assert "voucher_number_2" in outcome.codes
    assert "voucher_number_3" not in outcome.codes


@pytest.mark.parametrize("bent", ["amount", "nothing_held", "another_decision"])
def test_money_that_does_not_fit_what_was_held_is_owed_back(stage: Stage, bent: str) -> None:
    wanted = numbers(stage)[:1]
    key = uuid4()
    amount = 12_300 if bent == "nothing_held" else stage.hold(key, wanted).amount_fen
    declared = numbers(stage)[1:2] if bent == "another_decision" else wanted
    body, paid = stage.paying(MIN, declared, amount + (bent == "amount"))
    number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
    stage.worker.tick()
    assert (stage.outcome(number).status, stage.outcome(number).reasons) == (ApplicationStatus.REJECTED, [ReasonCode.DATA])
    assert owed(stage, number) == paid.amount_fen
    assert stage.registry.vouchers == ()


STEPS = (
    "backoffice.payments.fine_settling._content",
    "backoffice.registry.fine_orders.post",
    "backoffice.payments.fine_settling.make_voucher",
    "backoffice.payments.fine_settling.keep_document",
    "backoffice.payments.fine_settling._close",
)


class Killed(Exception):
    """As if the thread were gone in the middle; that real processes may be killed is seen in tests/backoffice/jobs."""


@pytest.mark.expects_log
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_is_posted_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str, when: str) -> None:
    wanted = numbers(stage)
    key = uuid4()
    held = stage.hold(key, wanted)
    body, paid = stage.paying(MIN, wanted, held.amount_fen)
    number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
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
    stage.clock.advance(timedelta(minutes=12).total_seconds())
    for _ in range(2):
        stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED
    assert sum(one.amount_fen for one in stage.registry.vouchers) == held.amount_fen
    assert (owed(stage, number), len(stage.sms.messages)) == (0, 1)


def other_terminal(stage: Stage) -> Stage:
    other = Stage(**{**vars(stage), "terminal": HandMadeTerminal(stage.terminal.http, stage.office)})
    assert other.terminal.enrol().status_code == 200
    return other


def test_what_is_paid_and_not_posted_yet_is_paid_by_nobody_else(stage: Stage) -> None:
    """The registry may be down for longer than a hold lasts; the same terminal is somebody else, too."""
    [decision] = numbers(stage)[:1]
    key = uuid4()
    held = stage.hold(key, [decision])
    body, paid = stage.paying(MIN, [decision], held.amount_fen)
    number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
    assert stage.hold(uuid4(), [decision]).taken == [decision]
    stage.clock.advance(3 * 86400 + 1)
    assert other_terminal(stage).hold(uuid4(), [decision]).taken == [decision]
    assert stage.fines(MIN).clarifying == [decision]
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED
    assert stage.fines(MIN).clarifying == []


@pytest.mark.parametrize("purpose", ["clarify", "release"])
def test_what_became_of_a_payment_is_heard_while_the_registry_is_down(stage: Stage, purpose: str) -> None:
    [decision] = numbers(stage)[:1]
    key = uuid4()
    stage.hold(key, [decision])
    stage.registry.gate.set_fault(PartnerFault.DOWN)
    stage.hold(key, [], purpose)
    stage.registry.gate.set_fault(None)
    assert stage.fines(MIN).clarifying == ([decision] if purpose == "clarify" else [])
    assert other_terminal(stage).hold(uuid4(), [decision]).held is (purpose == "release")


def test_nobody_changes_the_hold_of_another_terminal(stage: Stage) -> None:
    first, second = numbers(stage)[:2]
    key = uuid4()
    stage.hold(key, [first])
    other = other_terminal(stage)
    assert not other.hold(key, [second]).held
    other.hold(key, [], "release")
    assert other.hold(uuid4(), [first]).taken == [first]


def test_what_was_never_held_is_not_clarified(stage: Stage) -> None:
    assert not stage.hold(uuid4(), numbers(stage)[:1], "clarify").held
    assert stage.fines(MIN).clarifying == []


def test_money_that_is_being_posted_is_neither_withdrawn_nor_taken_by_a_clerk(stage: Stage) -> None:
    [decision] = numbers(stage)[:1]
    key = uuid4()
    body, paid = stage.paying(MIN, [decision], stage.hold(key, [decision]).amount_fen)
    number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
    person = {"kind": "resident_id_card", "number": MIN.number, "name": MIN.name, "valid_to": None, "face": stage.face()}
    with stage.office.reading() as work:
        version = cases.get_case(work.session, number).version
    withdrawal = {"person": person, "key": str(uuid4()), "number": number, "version": version}
    assert stage.post("my-applications/withdraw", withdrawal).status_code == 409
    with pytest.raises(Refused):
        acts.claim(stage.office, acts.add(stage.office, "clerk", Role.REVIEWER), number)
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED


def test_nobody_compares_the_face_of_who_pays_by_number(stage: Stage) -> None:
    """Also in what an older terminal lodged; the terminal of another service cannot say so."""
    [decision] = numbers(stage)[:1]
    for said in (IdentityCheck.NOT_NEEDED, IdentityCheck.OFFICE_COMPARISON):
        key = uuid4()
        amount = stage.hold(key, [decision]).amount_fen
        body, paid = stage.paying(OTHER, [decision], amount, face=None, identity_check=said)
        number = stage.lodge(body, key, payment=paid.model_dump(mode="json"))
        assert asked_to_compare(stage, number) is False
        stage.worker.tick()
        [decision] = numbers(stage)[:1]
    forged = stage.body(MIN, ServiceSlug.VIOLATION_HANDLING, HANDLED, face=None, identity_check=IdentityCheck.NOT_NEEDED)
    assert asked_to_compare(stage, stage.lodge(forged)) is True


HANDLED = {"way": "accept", "notice_id": "", "records": [], "statement": ""}


def asked_to_compare(stage: Stage, number: str) -> bool:
    with stage.office.reading() as work:
        return cases.get_case(work.session, number).by_hand
