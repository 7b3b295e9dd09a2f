"""A code scanner on a serial line: it talks when it reads something, and at no other time.

What it reads while nobody wants a code is thrown away, and so is a line that had begun before somebody did: its rest would be
taken for a code. A code that lies in the window is read again and again; it counts once until it was away for a second.
"""

import logging
from pathlib import Path
from threading import Event

from pydantic import BaseModel, ConfigDict, Field

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.code_scanner.contract import ScannedCode
from drivers.code_scanner.wire import LineScanner
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.transport.serial_port import SerialPort

log = logging.getLogger(__name__)

_POLL_S = 0.1
_PIECE = 4096
_LONGEST_DRAIN_S = 2.0


class CodeScannerSettings(BaseModel):
    """The table `devices.code_scanner` of the configuration. Times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: Path
    baudrate: int = Field(default=115200, gt=0)
    same_code_s: float = Field(default=1.0, ge=0)  # how long a code must be away before it counts again
    quiet_s: float = Field(default=0.2, gt=0)  # a line that pauses so long without its end is over


class SerialCodeScanner:
    """Implements :class:`drivers.code_scanner.contract.CodeScanner`."""

    def __init__(self, port: SerialPort, settings: CodeScannerSettings, clock: Clock) -> None:
        self._port = port
        self._settings = settings
        self._clock = clock
        self._lines = LineScanner()
        self._last: tuple[int, float] | None = None  # hash of the last code and when it was seen; its text is not kept

    def report(self) -> DeviceReport:
        """Tell that the port is there, and throw away what was read meanwhile; raises `DEVICE_UNPLUGGED`."""
        self._drain()
        return DeviceReport(DeviceStatus.ONLINE, details=(("garbage", str(self._lines.garbage)),))

    def self_test(self) -> SelfTestResult:
        """Tell whether the port is there; only a code that is read proves more."""
        try:
            return SelfTestResult(passed=True, details=self.report().details)
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)

    def close(self) -> None:
        """Release the port."""
        self._port.close()

    def scan(self, limit_s: float, cancelled: Event) -> ScannedCode:
        """See the contract."""
        self._drain()
        until = self._clock.monotonic() + limit_s
        while not cancelled.is_set():
            now = self._clock.monotonic()
            if now >= until:
                raise DeviceFailure(FailureCode.CODE_ABSENT)
            fresh = self._listen(min(until, now + _POLL_S))
            if fresh is not None:
                log.info("code scanner: %s", fresh.symbology)
                return fresh
        raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)

    def _listen(self, until: float) -> ScannedCode | None:
        """Return the first code that counts, None at `until`."""
        if self._lines.is_within:
            until = max(until, self._clock.monotonic() + self._settings.quiet_s)
        data = self._port.read(_PIECE, until)
        if not data:
            self._lines.forget()
            return None
        counting = [code for code in self._lines.feed(data) if self._counts(code)]
        return counting[0] if counting else None

    def _counts(self, code: ScannedCode) -> bool:
        now, seen = self._clock.monotonic(), hash(code.text)
        before, self._last = self._last, (seen, now)
        return before is None or before[0] != seen or now - before[1] >= self._settings.same_code_s

    def _drain(self) -> None:
        """Read until the line is quiet, so that no rest of a line is taken for a code."""
        until = self._clock.monotonic() + _LONGEST_DRAIN_S
        data = self._port.read(_PIECE, self._clock.monotonic())
        while data and self._clock.monotonic() < until:
            data = self._port.read(_PIECE, self._clock.monotonic() + self._settings.quiet_s)
        self._lines.forget()


def open_code_scanner(settings: CodeScannerSettings, clock: Clock) -> SerialCodeScanner:
    """Open the scanner's port; raises `DEVICE_UNPLUGGED` or `DEVICE_IN_USE`."""
    return SerialCodeScanner(SerialPort(settings.port, settings.baudrate, clock), settings, clock)
