"""The payment process as the stage starts it, against one cabinet."""

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from domain.failures import FailureCode
from payment.client import PaymentClient
from payment.contract import PaymentPhase, PaymentProgress, PaymentResult
from payment.wire import SOCKET_NAME
from simulators.stage import overlays
from simulators.supervisor import Cabinet
from tests.paths import ROOT
from tests.simulators.waiting import until

FEE = 1000
LIMIT_S = 60.0
COMMAND_LIMIT_S = 2.0  # a card that never answers is waited for so long

Outcome = PaymentResult | FailureCode


class Process:
    """`python -m payment serve` against one cabinet."""

    def __init__(self, folder: Path, cabinet: Cabinet) -> None:
        tables = cabinet.payment_settings()
        tables["devices.bank_card_reader"]["command_limit"] = COMMAND_LIMIT_S
        top = {"profile": "sandbox", "state_dir": folder / "terminal"}
        self._overlay = overlays.write(folder / "kiosk.toml", {**top, **tables})
        self.client = PaymentClient(folder / "terminal" / "payment" / SOCKET_NAME)
        self._log = folder / "payment.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "payment", "serve", "--overlay", str(self._overlay)]
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        until(lambda: FailureCode.PAYMENT_PROCESS_GONE not in {one.failure for one in self.client.reports().values()})

    def second(self) -> subprocess.CompletedProcess[str]:
        """Try to serve the same folder once more."""
        command = [sys.executable, "-m", "payment", "serve", "--overlay", str(self._overlay)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False)

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
