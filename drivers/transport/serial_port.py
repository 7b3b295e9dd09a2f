"""A serial port: bytes without meaning, a limit on every call, and honest words when the cable is gone.

Works on UARTs, USB-serial adapters and pseudo-terminals. The port is locked (`flock`) against every other program of ours.
TIOCEXCL is left alone: it outlives a killed program on a pseudo-terminal whose other end stays open.
"""

import errno
import os
import select
import termios
from pathlib import Path
from typing import Literal

import serial

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure

Parity = Literal["N", "E", "O"]

_IN_USE = {errno.EAGAIN, errno.EBUSY}
# pyserial wraps some failures of the port, hands on others, and termios.error is no OSError.
_GONE = (OSError, termios.error, TypeError, ValueError)


class SerialPort:
    """One open serial port, 8 data bits and 1 stop bit, no flow control. For one thread at a time."""

    def __init__(self, path: Path, baudrate: int, clock: Clock, parity: Parity = "N", write_limit_s: float = 2.0) -> None:
        self._clock = clock
        try:
            self._serial = serial.Serial(
                str(path), baudrate, parity=parity, timeout=0, write_timeout=write_limit_s, exclusive=True
            )
        except _GONE as cause:
            raise DeviceFailure(_code_of_open_failure(cause)) from cause

    def write(self, data: bytes) -> None:
        """Send all of `data`.

        Raises `DEVICE_SILENT` when the other side takes nothing for the write limit, `DEVICE_UNPLUGGED` when the port is gone.
        """
        try:
            self._serial.write(data)
        except serial.SerialTimeoutException as cause:
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from cause
        except _GONE as cause:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause

    def read(self, limit: int, until: float) -> bytes:
        """Return 1 to `limit` bytes as soon as some are there, or none at the monotonic moment `until`.

        Raises `DEVICE_UNPLUGGED` when the port is gone.
        """
        try:
            fileno = self._serial.fileno()
            poll = select.poll()
            poll.register(fileno, select.POLLIN)
            wait_ms = max(0.0, until - self._clock.monotonic()) * 1000
            if not poll.poll(wait_ms):
                return b""
            data = os.read(fileno, limit)
        except BlockingIOError:
            return b""
        except _GONE as cause:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause
        if not data:  # ready to read and nothing there: the end of the line
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        return data

    def drop_input(self) -> None:
        """Forget what came before now: an answer to an older question. Raises `DEVICE_UNPLUGGED`."""
        try:
            self._serial.reset_input_buffer()
        except _GONE as cause:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause

    def close(self) -> None:
        """Release the port; harmless when it is gone or closed already."""
        try:
            self._serial.close()
        except _GONE:
            return


def _code_of_open_failure(cause: BaseException) -> FailureCode:
    number = getattr(cause, "errno", None)
    return FailureCode.DEVICE_IN_USE if number in _IN_USE else FailureCode.DEVICE_UNPLUGGED
