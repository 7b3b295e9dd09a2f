"""Paying at the counter: whatever happens, what is said is what the host knows."""

import sqlite3
import threading
from collections.abc import Callable
from uuid import uuid4

import pytest

from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport
from payment import till
from payment.contract import PaymentOutcome, PaymentPhase, PaymentResult
from payment.till import Conversation, Till
from simulators.devices.pin_pad import PinPadFault
from simulators.partners.acquirer import AcquirerFault
from tests.payment.counter import AUTHENTICATE, FEE, GENERATE, Counter, Customer
from tests.simulators.waiting import until

APPROVED, DECLINED = PaymentOutcome.APPROVED, PaymentOutcome.DECLINED
NOT_CHARGED, UNKNOWN = PaymentOutcome.NOT_CHARGED, PaymentOutcome.UNKNOWN

pytestmark = pytest.mark.expects_log


def test_approved(counter: Counter) -> None:
    customer, order = Customer(counter), uuid4()
    result = counter.pay(customer, order)
    assert (result.outcome, result.amount_fen, result.card) == (APPROVED, FEE, "622202∗∗∗∗∗∗∗∗∗3215")
    assert customer.phases == ["insert", "reading", "pin", "working"]
    assert [progress.pin_digits for progress in customer.seen if progress.phase is PaymentPhase.PIN][:7] == list(range(7))
    (row,) = counter.host.transactions()
    assert (row["state"], row["order"], row["amount_fen"]) == ("held", str(order), FEE)
    assert (row["trace"], row["batch"], row["reference"]) == (result.trace, result.batch, result.reference)
    assert not customer.seen[-1].can_cancel


@pytest.mark.parametrize(
    ("card", "outcome", "reason", "states"),
    [
        ("low_balance", DECLINED, "balance", ["declined"]),
        ("expired", NOT_CHARGED, "card_expired", []),
        ("foreign", NOT_CHARGED, "card_unsupported", []),
        ("silent", NOT_CHARGED, "card_unreadable", []),
        ("refuses_at_once", NOT_CHARGED, "card_refused", []),
        ("refuses_at_end", NOT_CHARGED, "card_refused", ["reversed"]),
    ],
)
def test_cards_that_do_not_pay(counter: Counter, card: str, outcome: PaymentOutcome, reason: str, states: list[str]) -> None:
    result = counter.pay(Customer(counter, card))
    assert (result.outcome, result.reason) == (outcome, reason)
    assert counter.states() == states


def test_the_citizen_chooses_an_application(counter: Counter) -> None:
    conversation: Conversation
    customer = Customer(counter, "two_applications")
    conversation = Conversation(customer.tell)
    customer.at_phase[PaymentPhase.CHOOSE] = lambda: conversation.choose(1)
    result = counter.till.pay(uuid4(), FEE, conversation)
    customer.leave()
    assert isinstance(result, PaymentResult)
    assert (result.outcome, result.card) == (APPROVED, "622588∗∗∗∗∗∗9253")
    offered = next(progress for progress in customer.seen if progress.phase is PaymentPhase.CHOOSE)
    assert offered.applications == ("UnionPay Debit", "UnionPay Credit")


@pytest.mark.parametrize(("index", "reason"), [(None, "choice_timeout"), (7, "cancelled")])
def test_no_choice_no_payment(hasty: Counter, index: int | None, reason: str) -> None:
    customer = Customer(hasty, "two_applications")
    conversation = Conversation(customer.tell)
    if index is not None:
        customer.at_phase[PaymentPhase.CHOOSE] = lambda: conversation.choose(index)
    result = hasty.till.pay(uuid4(), FEE, conversation)
    customer.leave()
    assert isinstance(result, PaymentResult)
    assert (result.outcome, result.reason, hasty.states()) == (NOT_CHARGED, reason, [])


def test_a_card_pulled_while_the_pin_is_asked_ends_it_at_once(counter: Counter) -> None:
    customer = Customer(counter, typing=[])
    customer.at_phase[PaymentPhase.PIN] = counter.slot.pull
    result = counter.pay(customer)
    assert (result.outcome, result.reason, counter.states()) == (NOT_CHARGED, "card_removed", [])
    assert customer.phases == ["insert", "reading", "pin"]
    assert counter.pay().outcome is APPROVED, "the pad is free again"


def test_a_choice_before_it_is_asked_for_is_none(hasty: Counter) -> None:
    customer = Customer(hasty, "two_applications")
    conversation = Conversation(customer.tell)
    conversation.choose(1)
    result = hasty.till.pay(uuid4(), FEE, conversation)
    customer.leave()
    assert isinstance(result, PaymentResult)
    assert (result.outcome, result.reason) == (NOT_CHARGED, "choice_timeout")


def test_a_wrong_pin_then_the_right_one(counter: Counter) -> None:
    customer = Customer(counter, typing=[("111111", "enter"), ("123456", "enter")])
    assert counter.pay(customer).outcome is APPROVED
    assert counter.states() == ["declined", "held"]
    assert {progress.pin_tries_left for progress in customer.seen if progress.phase is PaymentPhase.PIN} == {None, 2}


def test_three_wrong_pins_lock_the_card(counter: Counter) -> None:
    result = counter.pay(Customer(counter, typing=[("111111", "enter")] * 3))
    assert (result.outcome, result.reason, result.response_code) == (DECLINED, "pin_locked", "75")
    assert counter.states() == ["declined"] * 3
    assert counter.pay().response_code == "75"


@pytest.mark.parametrize(
    ("fault", "states"),
    [
        (AcquirerFault.LOSE_REQUEST, []),
        (AcquirerFault.LOSE_ANSWER, ["reversed"]),
        (AcquirerFault.LATE_ANSWER, ["reversed"]),
        (AcquirerFault.WRONG_MAC, ["reversed"]),
        (AcquirerFault.GARBAGE, ["reversed"]),
    ],
)
def test_an_answer_that_cannot_be_believed_is_reversed(impatient: Counter, fault: AcquirerFault, states: list[str]) -> None:
    order = uuid4()
    impatient.host.set_fault(fault, once=True)
    result = impatient.pay(order=order)
    assert (result.outcome, result.reason) == (NOT_CHARGED, "reversed")
    assert impatient.states() == states
    assert impatient.pay(order=order).outcome is APPROVED


@pytest.mark.parametrize(
    "fault",
    [
        AcquirerFault.LOSE_REQUEST,
        AcquirerFault.LOSE_ANSWER,
        AcquirerFault.LATE_ANSWER,
        AcquirerFault.WRONG_MAC,
        AcquirerFault.GARBAGE,
    ],
)
def test_while_the_reversal_is_lost_nothing_is_certain_and_nothing_new_begins(impatient: Counter, fault: AcquirerFault) -> None:
    order = uuid4()
    impatient.host.set_fault(fault)
    assert impatient.pay(order=order).outcome is UNKNOWN
    customer = Customer(impatient)
    refused = impatient.pay(customer)
    assert (refused.outcome, refused.reason, customer.phases) == (NOT_CHARGED, "line_down", [])
    impatient.host.set_fault(None)
    assert impatient.till.recover() == 0
    assert impatient.till.query(order).outcome is NOT_CHARGED
    assert "held" not in impatient.states(order)
    assert impatient.pay().outcome is APPROVED


def test_declined_by_the_bank(counter: Counter) -> None:
    counter.host.set_fault(AcquirerFault.DECLINE, once=True)
    result = counter.pay()
    assert (result.outcome, result.response_code, counter.states()) == (DECLINED, "51", ["declined"])


def test_a_line_that_is_down_asks_for_no_card(counter: Counter) -> None:
    counter.host.set_fault(AcquirerFault.DOWN)
    counter.till = restarted(counter)
    customer = Customer(counter)
    result = counter.pay(customer)
    assert (result.outcome, result.reason, customer.phases) == (NOT_CHARGED, "line_down", [])
    assert counter.till.reports()["acquirer"].failure is FailureCode.ACQUIRER_UNREACHABLE
    counter.host.set_fault(None)
    assert counter.pay().outcome is APPROVED
    assert counter.till.reports()["acquirer"].failure is None


def test_a_line_that_breaks_before_the_request_charges_nothing(counter: Counter) -> None:
    at_phase = {PaymentPhase.WORKING: lambda: counter.host.set_fault(AcquirerFault.DOWN)}
    result = counter.pay(Customer(counter, at_phase=at_phase))
    assert (result.outcome, result.reason, counter.states()) == (NOT_CHARGED, "line_down", [])


def test_a_sign_on_that_is_refused(counter: Counter) -> None:
    counter.host.set_fault(AcquirerFault.SIGN_ON_REFUSED)
    counter.till = restarted(counter)
    assert counter.pay().reason == "line_down"
    assert counter.till.reports()["acquirer"].failure is FailureCode.ACQUIRER_REFUSED
    devices = {"bank_card_reader": None, "pin_pad": None}
    assert counter.till.self_test() == {**devices, "acquirer": FailureCode.ACQUIRER_REFUSED}
    counter.host.set_fault(None)
    assert counter.till.self_test() == {**devices, "acquirer": None}


def test_keys_of_an_older_sign_on_cost_no_pin_try(counter: Counter) -> None:
    at_phase = {PaymentPhase.WORKING: counter.till._parts.acquirer.sign_on}
    result = counter.pay(Customer(counter, at_phase=at_phase))
    assert (result.outcome, result.reason, counter.states()) == (NOT_CHARGED, "reversed", [])
    assert counter.pay().outcome is APPROVED


@pytest.mark.parametrize(
    ("instruction", "number", "states", "reason"),
    [
        (0xB2, 1, [], "card_removed"),
        (0xA8, 1, [], "card_removed"),
        (GENERATE, 1, [], "card_removed"),
        (AUTHENTICATE, 1, ["reversed"], "card_removed"),
        (GENERATE, 2, ["reversed"], "card_removed"),
    ],
)
def test_a_card_that_is_pulled(counter: Counter, instruction: int, number: int, states: list[str], reason: str) -> None:
    counter.slot.before = pulling(counter, instruction, number)
    result = counter.pay()
    assert (result.outcome, result.reason) == (NOT_CHARGED, reason)
    assert counter.states() == states


@pytest.mark.parametrize("phase", [PaymentPhase.INSERT, PaymentPhase.PIN])
def test_given_up_at_the_screen(counter: Counter, phase: PaymentPhase) -> None:
    customer = Customer(counter, typing=[("123", None)])
    conversation = Conversation(customer.tell)
    customer.at_phase[phase] = conversation.cancel
    result = counter.till.pay(uuid4(), FEE, conversation)
    customer.leave()
    assert isinstance(result, PaymentResult)
    assert (result.outcome, result.reason, counter.states()) == (NOT_CHARGED, "cancelled", [])


def test_cancel_while_the_bank_works_changes_nothing(counter: Counter) -> None:
    """From the commit on it goes to its end; before it, it is given up. Either way the truth is told."""
    customer, order = Customer(counter), uuid4()
    conversation = Conversation(customer.tell)
    counter.slot.before = lambda command: conversation.cancel() if command[1] == AUTHENTICATE else None
    result = counter.till.pay(order, FEE, conversation)
    customer.leave()
    assert isinstance(result, PaymentResult)
    assert (result.outcome, counter.states()) == (APPROVED, ["held"])


def test_nobody_comes_with_a_card(hasty: Counter) -> None:
    assert hasty.pay(Customer(hasty, card=None)).reason == "no_card"


@pytest.mark.parametrize(
    ("typing", "reason"), [(("12", "cancel"), "cancelled"), (("12345", "enter"), "pin_timeout"), (("", None), "pin_timeout")]
)
def test_given_up_at_the_pad(hasty: Counter, typing: tuple[str, str | None], reason: str) -> None:
    result = hasty.pay(Customer(hasty, typing=[typing]))
    assert (result.outcome, result.reason, hasty.states()) == (NOT_CHARGED, reason, [])


@pytest.mark.parametrize("fault", [PinPadFault.KEYS_LOST, PinPadFault.TAMPERED, PinPadFault.UNPLUGGED, PinPadFault.SILENT])
def test_a_pad_that_breaks_while_a_pin_is_typed(counter: Counter, fault: PinPadFault) -> None:
    at_phase: dict[PaymentPhase, Callable[[], object]] = {PaymentPhase.READING: lambda: counter.pad.set_fault(fault)}
    result = counter.pay(Customer(counter, typing=[], at_phase=at_phase))
    assert (result.outcome, result.reason, counter.states()) == (NOT_CHARGED, "device", [])
    counter.pad.set_fault(None)
    assert counter.pay().outcome is APPROVED


def test_the_same_order_again_is_answered_from_the_journal(counter: Counter) -> None:
    order = uuid4()
    first = counter.pay(order=order)
    asked = counter.slot.asked_for
    assert counter.pay(order=order) == first
    assert (counter.slot.asked_for, counter.states()) == (asked, ["held"])
    assert counter.till.close_order(order) == first


def test_a_paid_order_is_known_while_the_reader_is_away(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    order = uuid4()
    first = counter.pay(order=order)

    def unplugged() -> DeviceReport:
        raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)

    monkeypatch.setattr(counter.slot, "report", unplugged)
    until(lambda: counter.till.reports()["bank_card_reader"].failure is FailureCode.DEVICE_UNPLUGGED)
    assert counter.till.pay(order, FEE, Conversation(lambda _: None)) == first
    assert counter.till.pay(uuid4(), FEE, Conversation(lambda _: None)) is FailureCode.DEVICE_UNPLUGGED


def test_a_closed_order_asks_for_no_card(counter: Counter) -> None:
    order = uuid4()
    assert counter.till.close_order(order).outcome is NOT_CHARGED
    customer = Customer(counter)
    result = counter.pay(customer, order)
    assert (result.outcome, result.reason, customer.phases, counter.states()) == (NOT_CHARGED, "closed", [], [])


def test_an_order_that_is_closed_while_the_pin_is_typed_is_not_paid(counter: Counter) -> None:
    order = uuid4()
    at_phase = {PaymentPhase.WORKING: lambda: counter.till.close_order(order)}
    result = counter.pay(Customer(counter, at_phase=at_phase), order)
    assert (result.outcome, counter.states()) == (NOT_CHARGED, [])


def test_a_result_that_cannot_be_written_down_is_reversed(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, customer, order = counter.till._parts.journal, Customer(counter), uuid4()
    with monkeypatch.context() as full_disk:
        full_disk.setattr(journal, "approve", refuse_to_write)
        assert counter.till.pay(order, FEE, Conversation(customer.tell)) is FailureCode.TERMINAL_FAULT
    customer.leave()
    assert (counter.till.query(order).outcome, counter.states()) == (UNKNOWN, ["held"])
    assert counter.till.close_order(order).outcome is NOT_CHARGED
    assert counter.states() == ["reversed"]


def refuse_to_write(*_: object) -> None:
    """Do what a full disk does."""
    raise sqlite3.OperationalError("database or disk is full")


def test_the_clarifier_finds_out_by_itself(counter: Counter) -> None:
    order = uuid4()
    counter.host.set_fault(AcquirerFault.LOSE_ANSWER)
    assert counter.pay(order=order).outcome is UNKNOWN
    counter.host.set_fault(None)
    counter.till = restarted(counter)
    until(lambda: counter.till.query(order).outcome is NOT_CHARGED)
    assert counter.states() == ["reversed"]


def test_the_clarifier_outlives_a_full_disk(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counter.till.stop()
    counter.till = counter.new_till(reversal_every_s=0.02)
    tried: list[None] = []

    def full_disk() -> int:
        tried.append(None)
        raise sqlite3.OperationalError("database or disk is full")

    counter.till.start()
    with monkeypatch.context() as disk:
        disk.setattr(counter.till._parts.journal, "recover", full_disk)
        until(lambda: len(tried) > 2)
    order = uuid4()
    counter.till._parts.journal.begin(order, FEE, "")
    until(lambda: counter.till.query(order).outcome is NOT_CHARGED)


def test_two_at_once_the_second_is_told_to_wait(counter: Counter) -> None:
    second: list[object] = []

    def try_too() -> None:
        second.append(counter.till.pay(uuid4(), FEE, Conversation(lambda _: None)))

    at_phase = {PaymentPhase.PIN: try_too}
    assert counter.pay(Customer(counter, at_phase=at_phase)).outcome is APPROVED
    assert second == [FailureCode.DEVICE_BUSY]


def test_a_payment_that_takes_too_long_keeps_the_till_until_it_has_ended(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card is slow after the bank has approved: meanwhile nobody may reverse the sale or begin another."""
    monkeypatch.setattr(till, "LONGEST_PAYMENT_S", 1.0)
    asked_late, order, results = threading.Event(), uuid4(), list[object]()
    go_on = threading.Event()
    seconds: list[bytes] = []

    def slow(command: bytes) -> None:
        seconds.extend([command] if command[1] == GENERATE else [])
        if len(seconds) == 2 and not go_on.is_set():
            asked_late.set()
            assert go_on.wait(30)

    customer = Customer(counter)
    conversation = Conversation(customer.tell)
    counter.slot.before = slow
    paying = threading.Thread(target=lambda: results.append(counter.till.pay(order, FEE, conversation)))
    paying.start()
    assert asked_late.wait(10)
    assert conversation.cancelled.wait(10)
    assert counter.till.recover() == 0
    assert counter.till.pay(uuid4(), FEE, Conversation(lambda _: None)) is FailureCode.DEVICE_BUSY
    assert (counter.till.query(order).outcome, counter.states(order)) == (UNKNOWN, ["held"])
    go_on.set()
    paying.join()
    customer.leave()
    assert [one.outcome for one in results if isinstance(one, PaymentResult)] == [APPROVED]
    assert counter.states(order) == ["held"]


def test_an_approval_that_comes_after_its_reversal_is_none(counter: Counter) -> None:
    journal, order = counter.till._parts.journal, uuid4()

    def reverse_now(command: bytes) -> None:
        if command[1] == AUTHENTICATE:
            journal.recover()

    counter.slot.before = reverse_now
    result = counter.pay(order=order)
    assert result.outcome is UNKNOWN
    assert counter.till.recover() == 0
    assert (counter.till.query(order).outcome, counter.states(order)) == (NOT_CHARGED, ["reversed"])


def test_stopping_ends_what_waits_for_a_card(counter: Counter) -> None:
    inserted = threading.Event()
    results: list[object] = []
    customer = Customer(counter, card=None, at_phase={PaymentPhase.INSERT: inserted.set})
    thread = threading.Thread(target=lambda: results.append(counter.pay(customer)))
    thread.start()
    assert inserted.wait(10)
    assert counter.till.stop()
    thread.join()
    counter.till = counter.new_till()
    counter.till.start()
    assert [result.reason for result in results if isinstance(result, PaymentResult)] == ["cancelled"]


def restarted(counter: Counter) -> Till:
    """Return a till that begins anew at the same journal."""
    assert counter.till.stop()
    till = counter.new_till()
    till.start()
    return till


def pulling(counter: Counter, instruction: int, number: int) -> Callable[[bytes], None]:
    """Return what pulls the card before the `number`-th command of this kind."""
    left = [number]

    def before(command: bytes) -> None:
        left[0] -= command[1] == instruction
        if left[0] == 0:
            counter.slot.pull()

    return before
