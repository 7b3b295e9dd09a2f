"""The payment process is killed at random moments; what the host holds afterwards is what the journal calls approved."""

import os
import queue
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.failures import FailureCode
from payment.client import PaymentClient
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult
from payment.wire import SOCKET_NAME, Request
from simulators.stage import overlays
from simulators.supervisor import Cabinet
from tests.paths import ROOT
from tests.simulators.waiting import until

FEE = 1000
LIMIT_S = 60.0

Outcome = PaymentResult | FailureCode


class Process:
    """`python -m payment serve` against one cabinet."""

    def __init__(self, folder: Path, cabinet: Cabinet) -> None:
        tables = {"profile": "sandbox", "state_dir": folder / "terminal", **cabinet.payment_settings()}
        self._overlay = overlays.write(folder / "kiosk.toml", tables)
        self.client = PaymentClient(folder / "terminal" / "payment" / SOCKET_NAME)
        self._log = folder / "payment.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "payment", "serve", "--overlay", str(self._overlay)]
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        until(lambda: FailureCode.PAYMENT_PROCESS_GONE not in {one.failure for one in self.client.reports().values()})

    def kill(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(LIMIT_S)

    def log(self) -> str:
        return self._log.read_text("utf-8")


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


def begin(
    process: Process, cabinet: Cabinet, order: UUID, at_bank: threading.Event | None = None
) -> "queue.SimpleQueue[Outcome]":
    """Begin to pay with a card that is in the slot; the PIN is typed when it is asked for. `at_bank` is set when it works."""
    results: queue.SimpleQueue[Outcome] = queue.SimpleQueue()

    def tell(progress: PaymentProgress) -> None:
        if progress.phase is PaymentPhase.PIN and not progress.pin_digits:
            threading.Thread(target=cabinet.press_pin_keys, args=("123456", "enter"), daemon=True).start()
        if progress.phase is PaymentPhase.WORKING and at_bank is not None:
            at_bank.set()

    process.client.pay(order, FEE, tell, results.put)
    return results


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
