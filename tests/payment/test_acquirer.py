"""A bank that is known to be away is noticed before a card is asked for."""

import pytest

from payment.backends.built_in import acquirer
from payment.contract import PaymentOutcome, PaymentPhase
from simulators.partners.acquirer import AcquirerFault
from tests.payment.counter import Counter, Customer

LINE_DOWN = (PaymentOutcome.NOT_CHARGED, "line_down")

pytestmark = pytest.mark.expects_log


def refused(counter: Counter) -> None:
    customer = Customer(counter)
    result = counter.pay(customer)
    assert ((result.outcome, result.reason), customer.phases) == (LINE_DOWN, []), "no card was asked for"


def test_a_bank_that_was_not_heard_of_for_minutes_is_asked_first(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counter.pay().outcome is PaymentOutcome.APPROVED
    monkeypatch.setattr(acquirer, "HEARD_LATELY_S", 0.0)
    counter.host.set_fault(AcquirerFault.DOWN)
    refused(counter)
    counter.host.set_fault(None)
    assert counter.pay().outcome is PaymentOutcome.APPROVED


def test_a_bank_that_did_not_answer_the_last_time_is_asked_first(counter: Counter) -> None:
    at_phase = {PaymentPhase.WORKING: lambda: counter.host.set_fault(AcquirerFault.DOWN)}
    result = counter.pay(Customer(counter, at_phase=at_phase))
    assert (result.outcome, result.reason) == LINE_DOWN
    refused(counter)


def test_a_bank_that_answered_just_now_is_not_asked_again(counter: Counter) -> None:
    assert counter.pay().outcome is PaymentOutcome.APPROVED
    sign_ons = counter.host.sign_ons
    assert counter.pay().outcome is PaymentOutcome.APPROVED
    assert counter.host.sign_ons == sign_ons
