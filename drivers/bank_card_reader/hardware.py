"""An insert reader behind pcscd. All of PC/SC happens in a worker process, so that neither a card nor pcscd can hold us."""

from pathlib import Path
from threading import Event

from pydantic import BaseModel, ConfigDict, Field

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.bank_card_reader.process import WorkerProcess
from drivers.bank_card_reader.worker import CONNECT, DISCONNECT, LIST, LOOK, LOOK_FORM, SLOT_FORM, TRANSMIT
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.transport.pcsc import SlotState

LOOK_MS = 200  # how often a cancelled wait is noticed; pcscd itself looks every 400 ms
REMOVAL_MS = 1000  # a pulled card is out of pcscd's sight after this
GET_RESPONSE, MORE_DATA, WRONG_LENGTH = 0xC0, 0x61, 0x6C
LONGEST_CHAIN = 16
POWER_TRIES = 3  # contacts bounce while a card is pushed in

GONE = frozenset({FailureCode.BANK_CARD_ABSENT, FailureCode.BANK_CARD_REMOVED})


class BankCardReaderSettings(BaseModel):
    """The table `devices.bank_card_reader` of the configuration. Limits in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: str = ""  # part of the reader's name; empty: the first one
    socket: Path | None = None  # of pcscd, when it is not at its usual place
    command_limit: float = Field(default=5.0, gt=0)
    start_limit: float = Field(default=15.0, gt=0)  # of the worker process, on a busy machine


class PcscBankCardReader:
    """Implements :class:`drivers.bank_card_reader.contract.BankCardReader`."""

    def __init__(self, settings: BankCardReaderSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._worker: WorkerProcess | None = None
        self._hung = False  # the worker was killed in a call to the card: pcscd hangs in it until the card is pulled
        try:
            self._name = self._find_reader()
        except DeviceFailure:
            self.close()
            raise

    def report(self) -> DeviceReport:
        """Ask pcscd for the slot; raises `CARD_SERVICE_DOWN`, `DEVICE_UNPLUGGED`."""
        slot = self._look()
        return DeviceReport(
            DeviceStatus.ONLINE, details=(("reader", self._name), ("card", "present" if slot.present else "absent"))
        )

    def self_test(self) -> SelfTestResult:
        """Look at the slot through the worker; no card is needed."""
        try:
            return SelfTestResult(passed=True, details=self.report().details)
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)

    def close(self) -> None:
        """End the worker; pcscd takes the power from the card of a process that is gone."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def is_present(self) -> bool:
        """See the contract."""
        return self._look().present

    def await_card(self, limit_s: float, cancelled: Event) -> None:
        """See the contract."""
        until = self._clock.monotonic() + limit_s
        tries_left = POWER_TRIES
        while True:
            left_s = until - self._clock.monotonic()
            if self._await_slot(left_s, cancelled, present=True) is None:
                raise DeviceFailure(FailureCode.BANK_CARD_ABSENT)
            try:
                self._power()
            except DeviceFailure as failure:
                tries_left -= failure.code is FailureCode.BANK_CARD_MUTE
                if failure.code not in GONE | {FailureCode.BANK_CARD_MUTE} or not tries_left:
                    raise
                cancelled.wait(LOOK_MS / 1000)
            else:
                return

    def await_removal(self, limit_s: float, cancelled: Event) -> bool:
        """See the contract; raises `DEVICE_JOB_CANCELLED` when `cancelled` is set."""
        self.release()
        return self._await_slot(limit_s, cancelled, present=False) is not None

    def transmit(self, command: bytes) -> bytes:
        """See the contract."""
        collected = b""
        for _ in range(LONGEST_CHAIN):
            answer = self._ask(TRANSMIT + command)
            if len(answer) < 2:
                raise DeviceFailure(self._reason_for_nothing())
            data, (high, low) = answer[:-2], answer[-2:]
            collected += data
            if high == MORE_DATA:
                command = bytes([command[0] & 0x03, GET_RESPONSE, 0x00, 0x00, low])
            elif high == WRONG_LENGTH and not data:
                command = _with_length(command, low)
            else:
                return collected + answer[-2:]
        raise DeviceFailure(FailureCode.BANK_CARD_MUTE)

    def release(self) -> None:
        """See the contract."""
        if self._worker is None:
            return
        try:
            self._ask(DISCONNECT)
        except DeviceFailure:
            self.close()

    def _power(self) -> None:
        try:
            self._ask(CONNECT + self._name.encode())
        except DeviceFailure as failure:
            if self._hung and failure.code is FailureCode.DEVICE_IN_USE:  # by our own dead worker
                raise DeviceFailure(FailureCode.BANK_CARD_MUTE) from None
            raise
        self._hung = False

    def _reason_for_nothing(self) -> FailureCode:
        """Name the cause of an empty answer: pcscd gives one when a card is pulled at work, before it notices."""
        slot = self._look()
        if slot.present:
            slot = self._look(slot.raw, REMOVAL_MS)
        return FailureCode.BANK_CARD_MUTE if slot.present else FailureCode.BANK_CARD_REMOVED

    def _await_slot(self, limit_s: float, cancelled: Event, *, present: bool) -> SlotState | None:
        until = self._clock.monotonic() + limit_s
        slot = self._look()
        while slot.present != present:
            if cancelled.is_set():
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
            if self._clock.monotonic() >= until:
                return None
            slot = self._look(slot.raw, LOOK_MS)
        return slot

    def _look(self, known: int = 0, wait_ms: int = 0) -> SlotState:
        raw, present, mute = SLOT_FORM.unpack(self._ask(LOOK + LOOK_FORM.pack(known, wait_ms) + self._name.encode()))
        return SlotState(present, mute, raw)

    def _find_reader(self) -> str:
        for name in self._ask(LIST).decode().splitlines():
            if self._settings.reader in name:
                return name
        raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)

    def _ask(self, message: bytes) -> bytes:
        """Ask the worker; one that was killed meanwhile is replaced, unless a card's session went with it."""
        try:
            return self._ask_once(message)
        except DeviceFailure as failure:
            if failure.code is not FailureCode.DEVICE_SILENT or message[:1] == TRANSMIT:
                raise
            self.close()
            return self._ask_once(message)

    def _ask_once(self, message: bytes) -> bytes:
        fresh = self._worker is None or not self._worker.is_alive()
        worker = self._live_worker()
        limit_s = self._settings.start_limit if fresh else self._settings.command_limit
        try:
            return worker.ask(message, limit_s)
        except TimeoutError:  # it hangs in a call of PC/SC, perhaps for ever
            self.close()
            self._hung = message[:1] in {CONNECT, TRANSMIT}
            raise DeviceFailure(FailureCode.BANK_CARD_MUTE if self._hung else FailureCode.CARD_SERVICE_DOWN) from None

    def _live_worker(self) -> WorkerProcess:
        if self._worker is None or not self._worker.is_alive():
            self.close()
            self._worker = WorkerProcess(self._settings.socket, self._clock)
        return self._worker


def open_bank_card_reader(settings: BankCardReaderSettings, clock: Clock) -> PcscBankCardReader:
    """Open the reader; raises :class:`DeviceFailure`."""
    return PcscBankCardReader(settings, clock)


def _with_length(command: bytes, wanted: int) -> bytes:
    """Return the command asking for `wanted` bytes, which the card said it has."""
    brings_nothing = len(command) <= 5
    return (command[:4] if brings_nothing else command[: 5 + command[4]]) + bytes([wanted])
