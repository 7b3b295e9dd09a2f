"""Answers of a bank that are odd, undecided or forged: what is said stays what the host knows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest

from domain.failures import FailureCode
from payment.backends.built_in import acquirer
from payment.backends.built_in.acquirer import TRIES_TO_TELL
from payment.backends.built_in.line import Line
from payment.backends.built_in.message import Answer, decode, encode
from payment.contract import PaymentOutcome
from payment.secret import Secret
from simulators.partners.acquirer import AcquirerFault
from tests.payment.counter import Counter, Customer

pytestmark = pytest.mark.expects_log

Fields = dict[str, str]


def rewrite(monkeypatch: pytest.MonkeyPatch, kind: str, edit: Callable[[Fields], Fields]) -> None:
    """Change every answer of one kind after its MAC was found right: so a bank that answers otherwise looks."""

    def rewritten(body: bytes, key: Secret[bytes] | None) -> Answer:
        answer = decode(body, key)
        return replace(answer, fields=edit(dict(answer.fields))) if answer.kind == kind else answer

    monkeypatch.setattr(acquirer, "decode", rewritten)


@pytest.mark.parametrize("missing", ["37", "38"])
def test_an_approval_without_a_reference_is_an_approval(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    rewrite(monkeypatch, "0210", lambda fields: {name: value for name, value in fields.items() if name != missing})
    result = counter.pay()
    assert (result.outcome, counter.states()) == (PaymentOutcome.APPROVED, ["held"])
    assert [result.reference is None, result.authorisation is None] == [missing == "37", missing == "38"]


@pytest.mark.parametrize("code", ["06", "09", "68", "96", "98"])
def test_an_undecided_answer_is_no_refusal(counter: Counter, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """The card may have been charged behind the acquirer: it is reversed before anybody is told that nothing was."""
    rewrite(monkeypatch, "0210", lambda fields: {**fields, "39": code})
    result = counter.pay()
    assert (result.outcome, result.reason, counter.states()) == (PaymentOutcome.NOT_CHARGED, "reversed", ["reversed"])


@dataclass(frozen=True)
class Forger:
    """Somebody on the line, who writes the answers of one kind after the host has done what was asked."""

    line: Line
    kind: str
    code: str

    def ask(self, message: bytes) -> bytes:
        body = self.line.ask(message)
        answer = decode(body, None)
        if answer.kind != self.kind:
            return body
        fields = {name: value for name, value in answer.fields.items() if name != "64"}
        return encode(answer.kind, {**fields, "39": self.code})[2:]


def test_a_refusal_that_anybody_could_have_written_is_reversed(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = counter.till._parts.acquirer
    monkeypatch.setattr(bank, "_line", Forger(bank._line, "0210", "51"))
    result = counter.pay()
    assert (result.outcome, result.reason, counter.states()) == (PaymentOutcome.NOT_CHARGED, "reversed", ["reversed"])


@pytest.mark.parametrize("code", ["00", "25"])
def test_a_reversal_is_done_when_the_acquirer_has_signed_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    bank = counter.till._parts.acquirer
    with monkeypatch.context() as line:
        line.setattr(bank, "_line", Forger(bank._line, "0410", code))
        order = uuid4()
        assert counter.pay(Customer(counter, "refuses_at_end"), order).outcome is PaymentOutcome.UNKNOWN
        assert counter.till.recover() == 1
    assert counter.till.recover() == 0
    assert counter.till.query(order).outcome is PaymentOutcome.NOT_CHARGED


def test_an_acquirer_that_lost_our_keys_gets_a_new_sign_on(counter: Counter) -> None:
    """Its answer A0 cannot be signed."""
    assert counter.pay().outcome is PaymentOutcome.APPROVED
    counter.host._keys = None
    assert counter.pay().outcome is PaymentOutcome.NOT_CHARGED
    assert counter.pay().outcome is PaymentOutcome.APPROVED
    assert counter.states() == ["held", "held"]


def test_a_reversal_that_is_refused_again_and_again_is_told(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can pay until it is done: somebody must call the bank."""

    def failure() -> FailureCode | None:
        return counter.till.reports()["acquirer"].failure

    with monkeypatch.context() as bank:
        rewrite(bank, "0410", lambda fields: {**fields, "39": "96"})
        counter.pay(Customer(counter, "refuses_at_end"))
        told = [failure()]
        for _ in range(TRIES_TO_TELL - 1):
            assert counter.till.recover() == 1
            told.append(failure())
    assert told == [None] * (TRIES_TO_TELL - 1) + [FailureCode.ACQUIRER_REFUSED]
    assert counter.till.recover() == 0
    assert failure() is None


def test_a_reversal_that_is_never_answered_is_told(impatient: Counter) -> None:
    impatient.host.set_fault(AcquirerFault.LOSE_ANSWER)
    impatient.pay()
    for _ in range(TRIES_TO_TELL - 1):
        assert impatient.till.recover() == 1
    assert impatient.till.reports()["acquirer"].failure is FailureCode.ACQUIRER_UNREACHABLE
