"""The payment process is killed at random moments; what the host holds afterwards is what the journal calls approved."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from payment.contract import PaymentOutcome, PaymentResult
from payment.wire import Request
from simulators.supervisor import Cabinet
from tests.payment.process import LIMIT_S, Process, begin
from tests.simulators.waiting import until


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    with Cabinet(tmp_path / "cabinet", paced=False) as cabinet:
        yield cabinet


@pytest.fixture
def process(tmp_path: Path, cabinet: Cabinet) -> Iterator[Process]:
    process = Process(tmp_path, cabinet)
    process.start()
    yield process
    process.kill()


def settled(process: Process, order: UUID) -> PaymentResult:
    """Close an order as the terminal does after a crash, until it is clear what became of it."""
    found: list[PaymentResult] = []

    def is_clear() -> bool:
        result = process.client.ask_result(Request(do="close", order=order))
        assert isinstance(result, PaymentResult)
        found.append(result)
        return result.outcome is not PaymentOutcome.UNKNOWN

    until(is_clear)
    return found[-1]


@pytest.mark.expects_log
def test_killed_at_random_moments(cabinet: Cabinet, process: Process) -> None:
    chance = random.Random()  # noqa: S311 - moments, not secrets
    cabinet.insert_bank_card("debit")
    outcomes: dict[str, PaymentOutcome] = {}
    for number in range(10):
        order, at_bank = uuid4(), threading.Event()
        results = begin(process, cabinet, order, at_bank)
        if number % 3:
            at_bank.wait(LIMIT_S)
        threading.Event().wait(chance.uniform(0.0, 0.06 if number % 3 else 0.5))  # the moment is the test's subject
        process.kill()
        told = results.get(timeout=LIMIT_S)
        process.start()
        outcomes[str(order)] = settled(process, order).outcome
        if isinstance(told, PaymentResult) and told.outcome is PaymentOutcome.APPROVED:
            assert outcomes[str(order)] is PaymentOutcome.APPROVED
    rows = cabinet.acquirer_transactions()
    held = [row["order"] for row in rows if row["state"] == "held"]
    assert sorted(held) == sorted(order for order, outcome in outcomes.items() if outcome is PaymentOutcome.APPROVED)
    assert len(held) == len(set(held))
    assert {row["order"] for row in rows} <= set(outcomes)
    assert cabinet.pin_pad.clear_text_requests == 0


@pytest.mark.expects_log
def test_the_process_pays_ends_in_order_and_says_nothing_secret(cabinet: Cabinet, process: Process) -> None:
    cabinet.insert_bank_card("debit")
    result = begin(process, cabinet, uuid4()).get(timeout=LIMIT_S)
    assert isinstance(result, PaymentResult)
    assert result.outcome is PaymentOutcome.APPROVED
    assert process.stop() == 0
    account = cabinet.bank_card.cards["debit"].applications[0]
    assert account.number not in process.log()
    assert "Traceback" not in process.log()
    process.start()


@pytest.mark.expects_log
def test_a_second_process_leaves_a_running_payment_alone(cabinet: Cabinet, process: Process) -> None:
    cabinet.insert_bank_card("debit")
    order, at_bank = uuid4(), threading.Event()
    results = begin(process, cabinet, order, at_bank)
    assert at_bank.wait(LIMIT_S)
    second = process.second()
    assert (second.returncode, second.stderr.splitlines()[0]) == (1, "device_in_use")
    result = results.get(timeout=LIMIT_S)
    assert isinstance(result, PaymentResult)
    assert result.outcome is PaymentOutcome.APPROVED
    assert [row["state"] for row in cabinet.acquirer_transactions()] == ["held"]
    assert settled(process, order) == result
