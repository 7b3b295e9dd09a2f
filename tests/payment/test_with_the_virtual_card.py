"""The whole way: payment process, pcscd with a virtual card, pad and host; the outcome is the one that is true at the host."""

import queue
from collections.abc import Iterator
from uuid import uuid4

import pytest

from domain.failures import FailureCode
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult
from simulators.supervisor import Cabinet
from tests.payment.process import FEE, LIMIT_S, Process, begin

APPROVED, NOT_CHARGED, DECLINED = PaymentOutcome.APPROVED, PaymentOutcome.NOT_CHARGED, PaymentOutcome.DECLINED


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Process]]:
    folder = tmp_path_factory.mktemp("whole")
    with Cabinet(folder / "cabinet", paced=False) as cabinet:
        process = Process(folder, cabinet)
        process.start()
        yield cabinet, process
        process.kill()


@pytest.fixture
def cabinet(running: tuple[Cabinet, Process]) -> Iterator[Cabinet]:
    yield running[0]
    running[0].reset()


@pytest.fixture
def process(running: tuple[Cabinet, Process]) -> Process:
    return running[1]


@pytest.mark.parametrize(
    ("card", "card_fault", "bank_fault", "outcome", "reason", "states"),
    [
        ("debit", None, None, APPROVED, None, ["held"]),
        ("slow_speaker", None, None, APPROVED, None, ["held"]),
        ("low_balance", None, None, DECLINED, "balance", ["declined"]),
        ("refuses_at_end", None, None, NOT_CHARGED, "card_refused", ["reversed"]),
        ("debit", None, "lose_answer", NOT_CHARGED, "reversed", ["reversed"]),
        ("debit", None, "wrong_mac", NOT_CHARGED, "reversed", ["reversed"]),
        ("debit", "pulled_midway", None, NOT_CHARGED, "card_removed", ["reversed"]),
        ("debit", "silent_midway", None, NOT_CHARGED, "card_unreadable", ["reversed"]),
        ("debit", "garbage", None, NOT_CHARGED, "card_unsupported", []),
        ("debit", "slow", None, APPROVED, None, ["held"]),
        ("silent", None, None, NOT_CHARGED, "card_unreadable", []),
    ],
)
def test_what_is_said_is_true_at_the_host(
    cabinet: Cabinet,
    process: Process,
    card: str,
    card_fault: str | None,
    bank_fault: str | None,
    outcome: PaymentOutcome,
    reason: str | None,
    states: list[str],
) -> None:
    cabinet.set_bank_card_fault(card_fault)
    cabinet.set_acquirer_fault(bank_fault, once=True)
    cabinet.insert_bank_card(card)
    order = uuid4()
    result = begin(process, cabinet, order).get(timeout=LIMIT_S)
    assert isinstance(result, PaymentResult)
    assert (result.outcome, result.reason) == (outcome, reason)
    assert [(row["order"], row["state"]) for row in cabinet.acquirer_transactions()] == [
        (str(order), state) for state in states
    ]
    assert cabinet.pin_pad.clear_text_requests == 0


def test_a_card_pulled_while_the_pin_is_asked_is_noticed(cabinet: Cabinet, process: Process) -> None:
    cabinet.insert_bank_card("debit")
    results: queue.SimpleQueue[PaymentResult | FailureCode] = queue.SimpleQueue()

    def tell(progress: PaymentProgress) -> None:
        if progress.phase is PaymentPhase.PIN:
            cabinet.pull_bank_card()

    process.client.pay(uuid4(), FEE, tell, results.put)
    result = results.get(timeout=LIMIT_S)
    assert isinstance(result, PaymentResult)
    assert (result.outcome, result.reason, cabinet.acquirer_transactions()) == (NOT_CHARGED, "card_removed", [])
