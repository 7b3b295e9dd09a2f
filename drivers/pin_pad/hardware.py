"""A PIN pad on a serial port. The PIN is typed, masked and encrypted inside; this program sees asterisks and a sealed block."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from pydantic import BaseModel, ConfigDict, Field

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.pin_pad import wire
from drivers.pin_pad.contract import PinBlock, PinKey, WrappedKey
from drivers.pin_pad.wire import FrameBroken, Scanner
from drivers.transport.serial_port import SerialPort

CHECK_BYTES = 4
TRIES = 4  # of a command whose reply does not come or is broken
CHUNK = 256


class PinPadSettings(BaseModel):
    """The table `devices.pin_pad` of the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: Path
    baudrate: int = Field(default=115200, gt=0)


@dataclass(frozen=True)
class Limits:
    """How long the pad may take, in seconds."""

    reply: float = 1.0
    look: float = 0.1  # how often a cancelled entry is noticed


class SerialPinPad:
    """Implements :class:`drivers.pin_pad.contract.PinPad`."""

    def __init__(self, port: SerialPort, clock: Clock, limits: Limits | None = None) -> None:
        self._port = port
        self._clock = clock
        self._limits = limits or Limits()
        self._scanner = Scanner()
        self._pressed: list[int] = []  # keys that came together with the last reply

    def report(self) -> DeviceReport:
        """Ask the pad who it is; raises `PIN_PAD_KEY_MISSING` when its master key is not loaded."""
        self._ask(wire.use_letters())
        try:
            description = wire.parse_description(self._ask(wire.ask_description()))
        except FrameBroken:
            raise DeviceFailure(FailureCode.PIN_PAD_FAULT) from None
        if not description.has_keys:
            raise DeviceFailure(FailureCode.PIN_PAD_KEY_MISSING)
        return DeviceReport(DeviceStatus.ONLINE, details=(("model", description.model), ("firmware", description.version)))

    def self_test(self) -> SelfTestResult:
        """Ask for status and keys; no PIN is asked for."""
        try:
            details = self.report().details
            self._ask(wire.stop_input())
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)
        return SelfTestResult(passed=True, details=details)

    def close(self) -> None:
        """Release the port."""
        self._port.close()

    def load_pin_key(self, key: WrappedKey) -> None:
        """See the contract."""
        self._ask(wire.use_letters())
        try:
            check = bytes.fromhex(self._ask(wire.load_pin_key(key.wrapped))[1:])[:CHECK_BYTES]
        except ValueError:
            raise DeviceFailure(FailureCode.PIN_PAD_FAULT) from None
        if not hmac.compare_digest(check, key.check_value[:CHECK_BYTES]):
            raise DeviceFailure(FailureCode.PIN_PAD_KEY_MISSING)

    def read_pin(self, account: str, limit_s: float, on_key: Callable[[PinKey], None], cancelled: Event) -> PinBlock:
        """See the contract."""
        for command in wire.set_limits(int(limit_s)):
            self._ask(command)
        self._ask(wire.start_pin(account))
        try:
            self._await_enter(self._clock.monotonic() + limit_s, on_key, cancelled)
            return PinBlock(wire.parse_pin_block(self._ask(wire.get_pin_block())))
        except FrameBroken:
            raise DeviceFailure(FailureCode.PIN_PAD_FAULT) from None
        finally:
            self._stop_quietly()

    def _await_enter(self, until: float, on_key: Callable[[PinKey], None], cancelled: Event) -> None:
        typed = 0
        early, self._pressed = self._pressed, []
        pressed = _understood_keys(early)
        while True:
            for key in pressed:
                on_key(key)
                typed = typed + 1 if key is PinKey.DIGIT else 0 if key is PinKey.CLEAR else typed
                if key is PinKey.CANCEL:
                    raise DeviceFailure(FailureCode.PIN_ENTRY_CANCELLED)
                if key is PinKey.ENTER and typed == wire.PIN_DIGITS:
                    return
            if cancelled.is_set():
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
            if self._clock.monotonic() >= until:
                raise DeviceFailure(FailureCode.PIN_ENTRY_TIMEOUT)
            look = min(until, self._clock.monotonic() + self._limits.look)
            pressed = _understood_keys(self._scanner.feed(self._port.read(CHUNK, look)))

    def _stop_quietly(self) -> None:
        try:
            self._ask(wire.stop_input())
        except DeviceFailure:
            return  # the supervisor will find out at its next look

    def _ask(self, text: str) -> str:
        """Send a command and return its reply; a reply that does not come or is broken is asked for again."""
        failure = FailureCode.DEVICE_SILENT
        for _ in range(TRIES):
            self._port.drop_input()
            self._scanner, self._pressed = Scanner(), []
            self._port.write(wire.request(text))
            try:
                reply = self._reply()
            except FrameBroken:
                failure = FailureCode.PIN_PAD_FAULT
                continue
            if reply is not None:
                return self._understood(reply, text[0])
        raise DeviceFailure(failure)

    def _reply(self) -> str | None:
        until = self._clock.monotonic() + self._limits.reply
        reply = None
        while reply is None and (data := self._port.read(CHUNK, until)):
            for found in self._scanner.feed(data):
                if isinstance(found, int):
                    self._pressed.append(found)  # somebody types as soon as the pad takes keys
                else:
                    reply = found
        return reply

    def _understood(self, reply: str, command: str) -> str:
        first = reply[:1]
        if first == command:
            return reply
        code = ord(first) if first else 0
        raise DeviceFailure(wire.ERRORS.get(code, FailureCode.PIN_PAD_FAULT))


def _understood_keys(found: Sequence[str | int]) -> list[PinKey]:
    """Return the keys among what came; raises `PIN_ENTRY_TIMEOUT` when the pad says that its own limit is over."""
    if wire.TIMED_OUT in found:
        raise DeviceFailure(FailureCode.PIN_ENTRY_TIMEOUT)
    return [wire.KEYS[byte] for byte in found if isinstance(byte, int) and byte in wire.KEYS]


def open_pin_pad(settings: PinPadSettings, clock: Clock) -> SerialPinPad:
    """Open the pad at `settings.port`; raises :class:`DeviceFailure`."""
    return SerialPinPad(SerialPort(settings.port, settings.baudrate, clock), clock)
