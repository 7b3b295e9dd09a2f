"""Answers of a bank that are odd, undecided or forged: what is said stays what the host knows."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payment.backends.built_in import acquirer
from payment.backends.built_in.message import Answer, decode
from payment.contract import PaymentOutcome
from payment.secret import Secret
from tests.payment.counter import Counter

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
