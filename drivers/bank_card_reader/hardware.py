"""An insert reader behind pcscd: the slot is watched here, the card is spoken to in a worker process with a watchdog."""

import os
import select
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import BinaryIO, cast

from pydantic import BaseModel, ConfigDict, Field

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.bank_card_reader.worker import write_message
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.transport.pcsc import Context, SlotState, use_socket

LOOK_MS = 200  # how often a cancelled wait is noticed; pcscd itself looks every 400 ms
MORE_DATA, WRONG_LENGTH = 0x61, 0x6C
LONGEST_CHAIN = 8


class BankCardReaderSettings(BaseModel):
    """The table `devices.bank_card_reader` of the configuration. Limits in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: str = ""  # part of the reader's name; empty: the first one
    socket: Path | None = None  # of pcscd, when it is not at its usual place
    command_limit: float = Field(default=5.0, gt=0)


class PcscBankCardReader:
    """Implements :class:`drivers.bank_card_reader.contract.BankCardReader`."""

    def __init__(self, settings: BankCardReaderSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        use_socket(settings.socket)
        self._context = Context()
        self._name = self._find_reader()
        self._worker: WorkerProcess | None = None

    def report(self) -> DeviceReport:
        """Ask pcscd for the slot; raises `CARD_SERVICE_DOWN`, `DEVICE_UNPLUGGED`."""
        slot = self._context.slot(self._name)
        return DeviceReport(
            DeviceStatus.ONLINE, details=(("reader", self._name), ("card", "present" if slot.present else "absent"))
        )

    def self_test(self) -> SelfTestResult:
        """Look at the slot and start the worker; no card is needed."""
        try:
            details = self.report().details
            self._live_worker().ask(b"D", self._settings.command_limit)
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)
        return SelfTestResult(passed=True, details=details)

    def close(self) -> None:
        """Release everything."""
        self._end_worker()
        self._context.release()

    def is_present(self) -> bool:
        """See the contract."""
        return self._context.slot(self._name).present

    def await_card(self, limit_s: float, cancelled: Event) -> None:
        """See the contract."""
        slot = self._await_slot(limit_s, cancelled, present=True)
        if slot is None:
            raise DeviceFailure(FailureCode.BANK_CARD_ABSENT)
        if slot.mute:
            raise DeviceFailure(FailureCode.BANK_CARD_MUTE)
        self._ask(b"C" + self._name.encode())

    def await_removal(self, limit_s: float, cancelled: Event) -> bool:
        """See the contract; raises `DEVICE_JOB_CANCELLED` when `cancelled` is set."""
        self.release()
        return self._await_slot(limit_s, cancelled, present=False) is not None

    def transmit(self, command: bytes) -> bytes:
        """See the contract."""
        answer = self._ask(b"T" + command)
        collected = b""
        for _ in range(LONGEST_CHAIN):
            if len(answer) < 2:
                raise DeviceFailure(FailureCode.BANK_CARD_MUTE)
            data, (high, low) = answer[:-2], answer[-2:]
            collected += data
            if high == MORE_DATA:
                answer = self._ask(b"T" + bytes([command[0] & 0x03, 0xC0, 0x00, 0x00, low]))
            elif high == WRONG_LENGTH and not data:
                answer = self._ask(b"T" + command[:-1] + bytes([low]) if len(command) > 4 else b"T" + command + bytes([low]))
            else:
                return collected + answer[-2:]
        raise DeviceFailure(FailureCode.BANK_CARD_MUTE)

    def release(self) -> None:
        """See the contract."""
        if self._worker is None:
            return
        try:
            self._ask(b"D")
        except DeviceFailure:
            self._end_worker()

    def _await_slot(self, limit_s: float, cancelled: Event, *, present: bool) -> SlotState | None:
        until = self._clock.monotonic() + limit_s
        slot = self._context.slot(self._name)
        while slot.present != present:
            if cancelled.is_set():
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
            if self._clock.monotonic() >= until:
                return None
            slot = self._context.slot(self._name, slot.raw, LOOK_MS)
        return slot

    def _ask(self, message: bytes) -> bytes:
        try:
            return self._live_worker().ask(message, self._settings.command_limit)
        except DeviceFailure as failure:
            if failure.code is FailureCode.BANK_CARD_MUTE:  # it may hang in there for ever
                self._end_worker()
            raise

    def _live_worker(self) -> "WorkerProcess":
        if self._worker is None or not self._worker.is_alive():
            self._end_worker()
            self._worker = WorkerProcess(self._clock)
        return self._worker

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _find_reader(self) -> str:
        for name in self._context.readers():
            if self._settings.reader in name:
                return name
        self._context.release()
        raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)


class WorkerProcess:
    """The worker as its owner sees it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._process = subprocess.Popen(
            [sys.executable, "-m", "drivers.bank_card_reader.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def ask(self, message: bytes, limit_s: float) -> bytes:
        """Send one message and return the answer; raises the failure it answers, `BANK_CARD_MUTE` after `limit_s` seconds."""
        until = self._clock.monotonic() + limit_s
        try:
            write_message(cast("BinaryIO", self._process.stdin), message)
            length = int.from_bytes(self._exactly(2, until), "big")
            answer = self._exactly(length, until)
        except (OSError, ValueError):
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from None
        if answer[:1] == b"-":
            raise DeviceFailure(FailureCode(answer[1:].decode()))
        return answer[1:]

    def end(self) -> None:
        """End it at once; a command that hangs ends with it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was still to be written has nobody to go to
                    continue

    def _exactly(self, size: int, until: float) -> bytes:
        fileno = cast("BinaryIO", self._process.stdout).fileno()
        received = b""
        while len(received) < size:
            left_ms = max(0.0, until - self._clock.monotonic()) * 1000
            poll = select.poll()
            poll.register(fileno, select.POLLIN)
            if not poll.poll(left_ms):
                raise DeviceFailure(FailureCode.BANK_CARD_MUTE)
            piece = os.read(fileno, size - len(received))
            if not piece:
                raise DeviceFailure(FailureCode.DEVICE_SILENT)
            received += piece
        return received


def open_bank_card_reader(settings: BankCardReaderSettings, clock: Clock) -> PcscBankCardReader:
    """Open the reader; raises :class:`DeviceFailure`."""
    return PcscBankCardReader(settings, clock)
