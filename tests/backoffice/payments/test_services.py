"""A refused application's fee is owed back until a supervisor writes its refund down, once."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import Actor, Office
from backoffice.payments import ledger, services
from backoffice.payments.ledger import PaymentFilter, Total
from backoffice.payments.models import PaymentState
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review.casefile import open_case
from backoffice.staff.models import Role
from domain.clock import SHANGHAI
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.payments.paying import look, make_terminal, paid_fee, refuse_after_paying, take_in_paid
from tests.backoffice.people import FRIDAY_NOON

FRIDAY = FRIDAY_NOON.date()


def _record(office: Office, who: Actor, order_id: UUID, reference: str = "RF-20261120-1", version: int | None = None) -> None:
    with office.writing(who) as work:
        services.propose_refund(work, order_id, version or look(office, order_id).version, reference)


def _confirm(office: Office, who: Actor, order_id: UUID) -> None:
    with office.writing(who) as work:
        services.confirm_refund(work, order_id, look(office, order_id).version)


def _decline(office: Office, who: Actor, order_id: UUID) -> None:
    with office.writing(who) as work:
        services.decline_refund(work, order_id, look(office, order_id).version)


def _refused(office: Office, who: Actor, order_id: UUID, reference: str = "RF-1234") -> Reason:
    with pytest.raises(Refused) as caught:
        _record(office, who, order_id, reference)
    return caught.value.reason


def _actions(office: Office, number: str) -> list[str]:
    with office.reading() as work:
        return list(work.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == number).order_by(AuditEntry.id)))


def test_refused_after_paying_is_owed_back(office: Office, partners: Partners, reviewer: Actor) -> None:
    payment = refuse_after_paying(office, partners, reviewer)
    assert (payment.state, payment.refund_due_at) == (PaymentState.REFUND_DUE, FRIDAY_NOON)
    assert "case.refund_due" in _actions(office, payment.case_number)


def test_refused_without_a_fee_owes_nothing(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        services.owe_refund(work, case)
    assert "case.refund_due" not in _actions(office, case.number)


def test_a_refund_takes_two_people(office: Office, partners: Partners, reviewer: Actor, chief: Actor) -> None:
    payment = refuse_after_paying(office, partners, reviewer)
    intake = acts.add(office, "intake", Role.ACCEPTOR)
    _record(office, intake, payment.order_id, " RF-20261120-1 ")
    waiting = look(office, payment.order_id)
    assert (waiting.state, waiting.refund_reference) == (PaymentState.REFUND_DUE, "RF-20261120-1")
    assert waiting.refund_proposed_by == intake.staff_id
    assert _refused(office, chief, payment.order_id) is Reason.WRONG_STATUS
    _confirm(office, chief, payment.order_id)
    given = look(office, payment.order_id)
    assert (given.state, given.refunded_at, given.refunded_by) == (PaymentState.REFUNDED, FRIDAY_NOON, chief.staff_id)
    assert _actions(office, payment.case_number)[-2:] == ["payments.refund_proposed", "case.refund_recorded"]
    assert _refused(office, chief, payment.order_id) is Reason.WRONG_STATUS


def test_nobody_confirms_his_own_refund(office: Office, partners: Partners, reviewer: Actor, chief: Actor) -> None:
    payment = refuse_after_paying(office, partners, reviewer)
    _record(office, chief, payment.order_id)
    with pytest.raises(Refused) as caught:
        _confirm(office, chief, payment.order_id)
    assert caught.value.reason is Reason.SECOND_PERSON_IS_PROPOSER
    _decline(office, chief, payment.order_id)
    with pytest.raises(Refused) as caught:
        _confirm(office, acts.add(office, "other", Role.SUPERVISOR), payment.order_id)
    assert caught.value.reason is Reason.WRONG_STATUS


def test_a_declined_refund_is_due_as_before(office: Office, partners: Partners, reviewer: Actor, chief: Actor) -> None:
    payment = refuse_after_paying(office, partners, reviewer)
    intake, other = acts.add(office, "intake", Role.ACCEPTOR), acts.add(office, "intake-2", Role.ACCEPTOR)
    _record(office, intake, payment.order_id)
    with pytest.raises(Refused) as caught:
        _decline(office, other, payment.order_id)
    assert caught.value.reason is Reason.ROLE_MISSING
    with pytest.raises(Refused):
        _confirm(office, other, payment.order_id)
    _decline(office, chief, payment.order_id)
    again = look(office, payment.order_id)
    assert (again.state, again.refund_reference, again.refund_proposed_by) == (PaymentState.REFUND_DUE, None, None)


def test_only_money_people_write_refunds_down(office: Office, partners: Partners, reviewer: Actor) -> None:
    payment = refuse_after_paying(office, partners, reviewer)
    auditor = acts.add(office, "auditor", Role.AUDITOR)
    assert {_refused(office, who, payment.order_id) for who in (reviewer, auditor)} == {Reason.ROLE_MISSING}


def test_what_is_not_owed_is_not_given_back(office: Office, chief: Actor) -> None:
    assert _refused(office, chief, take_in_paid(office).order_id) is Reason.WRONG_STATUS
    with pytest.raises(Refused) as caught, office.writing(chief) as work:
        services.propose_refund(work, uuid4(), 1, "RF-1234")
    assert caught.value.reason is Reason.NOT_FOUND


@pytest.mark.parametrize("reference", ["", "   ", "RF", "退款-1234", "a b c d", "x" * 41, "=1+1", "4111111111111111"])
def test_a_reference_is_a_reference(office: Office, partners: Partners, reviewer: Actor, chief: Actor, reference: str) -> None:
    payment = refuse_after_paying(office, partners, reviewer)
    assert _refused(office, chief, payment.order_id, reference) is Reason.REFERENCE_INVALID
    assert look(office, payment.order_id).state is PaymentState.REFUND_DUE


def test_an_old_page_writes_nothing_down(office: Office, partners: Partners, reviewer: Actor, chief: Actor) -> None:
    payment = refuse_after_paying(office, partners, reviewer)
    with pytest.raises(CaseChanged):
        _record(office, chief, payment.order_id, version=payment.version - 1 or 99)
    assert look(office, payment.order_id).state is PaymentState.REFUND_DUE


def test_an_approved_application_keeps_its_fee(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    paid = paid_fee()
    with office.writing(acts.TERMINAL) as work:
        services.post(work, case.number, "terminal-7", paid)
    acts.approve(office, reviewer, case)
    assert look(office, paid.order_id).state is PaymentState.POSTED


def test_the_case_file_shows_what_was_paid(office: Office, reviewer: Actor) -> None:
    payment = take_in_paid(office)
    with office.writing(reviewer) as work:
        shown = open_case(work, payment.case_number).payment
    assert shown is not None
    assert shown.order_id == payment.order_id


def test_a_day_begins_at_midnight_in_chongqing(either_office: Office) -> None:
    moments = [(19, 23, 59, 59), (20, 0, 0, 0), (20, 23, 59, 59), (21, 0, 0, 0)]
    for running, (day, hour, minute, second) in enumerate(moments, start=1):
        take_in_paid(either_office, running, paid_at=datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI))
    with either_office.reading() as work:
        assert [entry.trace for entry in ledger.list_payments(work, PaymentFilter(day=FRIDAY))] == ["000003", "000002"]
        assert ledger.day_of(work, FRIDAY).posted == Total(2, 2000)
        assert [total.count for _, total in ledger.last_days(work, FRIDAY, 2)] == [1, 2]


def test_totals_are_kept_apart_by_terminal_and_state(either_office: Office, partners: Partners) -> None:
    reviewer = acts.add(either_office, "lijing", Role.REVIEWER)
    first, second = make_terminal(either_office, 7), make_terminal(either_office, 8)
    refuse_after_paying(either_office, partners, reviewer)  # at terminal 7
    take_in_paid(either_office, 2, terminal_id=first, amount_fen=2000)
    take_in_paid(either_office, 3, terminal_id=second, amount_fen=500)
    take_in_paid(either_office, 4, terminal_id="terminal-gone", amount_fen=1)
    with either_office.reading() as work:
        day = ledger.day_of(work, FRIDAY)
        of_second = ledger.list_payments(work, PaymentFilter(terminal=8))
        owed = ledger.list_payments(work, PaymentFilter(state=PaymentState.REFUND_DUE))
    assert (day.posted, day.refund_due, day.refunded) == (Total(4, 3501), Total(1, 1000), Total())
    assert day.terminals == ((None, Total(1, 1)), (7, Total(2, 3000)), (8, Total(1, 500)))
    assert [entry.amount_fen for entry in of_second] == [500]
    assert [entry.amount_fen for entry in owed] == [1000]


def test_the_file_of_a_day_carries_no_card_and_no_formula(office: Office) -> None:
    take_in_paid(office, 1, reference="=HYPERLINK(1)", batch=None)
    with office.reading() as work:
        text = ledger.as_csv(ledger.list_payments(work, PaymentFilter(day=FRIDAY)))
    head, row = text.removeprefix("\ufeff").splitlines()
    assert head == "order_id,number,terminal,batch,trace,reference,authorisation,amount_fen,paid_at,state"
    assert "'=HYPERLINK(1)" in row
    assert "622202" not in text
    assert row.endswith(",1000,2026-11-20T12:00:00+08:00,posted")
