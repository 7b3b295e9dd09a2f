"""The power supply behind a NUT server in software: speaks NUT's text protocol (RFC 9271) on a loopback port."""

import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
NAME = "kiosk"
FULL_S = 1800  # how long a full battery lasts
SLOW_S = 0.8
LONGEST_LINE = 4096


class UpsFault(StrEnum):
    """What can be wrong with the supply, its server, or the line between."""

    SILENT = "silent"
    GARBAGE = "garbage"
    SLOW = "slow"
    LOST = "lost"  # its USB cable is out: the server runs and has nothing to tell
    UNKNOWN = "unknown"  # another name stands in ups.conf
    NO_STATUS = "no_status"  # it does not say where the power comes from
    UNPLUGGED = "unplugged"  # the server does not run
    DIES_MIDWAY = "dies_midway"  # armed: the server ends in the middle of the next answer


class UpsSimulator:
    """The supply and its server. Thread-safe."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._listener = _listen(0)
        self.port = int(self._listener.getsockname()[1])
        self._lock = threading.Lock()
        self._switching = threading.RLock()
        self._lines: set[socket.socket] = set()
        self._thread: threading.Thread | None = None
        self.fault: UpsFault | None = None
        self.on_battery = self.low = self.worn = False
        self.charge = 100
        self.power_offs = 0

    def start(self) -> None:
        """Run the server; does nothing when it runs already."""
        with self._switching:
            if self._thread is None:
                if self._listener.fileno() < 0:
                    self._listener = _listen(self.port)
                self._thread = threading.Thread(target=self._accept, args=(self._listener,), name="ups", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End the server and every connection; does nothing when it does not run."""
        with self._switching:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            with self._lock:
                for line in self._lines:
                    with suppress(OSError):
                        line.shutdown(socket.SHUT_RDWR)
            thread, self._thread = self._thread, None
            if thread is not None and thread is not threading.current_thread():
                thread.join()

    def set_power(self, *, on_battery: bool, charge: int | None = None, low: bool = False, worn: bool = False) -> None:
        """Cut the mains or bring them back; raises :class:`ValueError` for a charge that is no percentage."""
        if charge is not None and not 0 <= charge <= 100:
            raise ValueError("a charge is 0 to 100")
        self.on_battery, self.low, self.worn = on_battery, low, worn
        self.charge = charge if charge is not None else self.charge
        self._changed()

    def powered_off(self) -> None:
        """Note that the cabinet has switched itself off."""
        self.power_offs += 1
        self._changed()

    def set_fault(self, fault: UpsFault | None) -> None:
        """Break it in one way, or mend it with None."""
        self.fault = fault
        (self.stop if fault is UpsFault.UNPLUGGED else self.start)()
        self._changed()

    def reset(self) -> None:
        """Bring everything back to the beginning."""
        self.power_offs, self.charge = 0, 100
        self.set_fault(None)
        self.set_power(on_battery=False)

    def state(self) -> dict[str, object]:
        """Return what a dock shows."""
        return {
            "on_battery": self.on_battery,
            "charge": self.charge,
            "low": self.low,
            "worn": self.worn,
            "power_offs": self.power_offs,
            "fault": self.fault,
            "faults": list(UpsFault),
        }

    # -- the server's threads

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return  # stopped
            with self._lock:
                self._lines.add(line)
            threading.Thread(target=self._serve, args=(line,), name="ups-line", daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line, line.makefile("rb") as asked:
                while question := asked.readline(LONGEST_LINE):
                    self._answer(line, question.decode("ascii", "replace").strip())
        except OSError:
            log.debug("who asked has gone")
        finally:
            with self._lock:
                self._lines.discard(line)

    def _answer(self, line: socket.socket, question: str) -> None:
        answer = self._reply(question)
        match self.fault:
            case UpsFault.SILENT:
                return
            case UpsFault.GARBAGE:
                answer = bytes((0xDB, 0xF5, 0xE1, 0x0A)) * 40
            case UpsFault.SLOW:
                threading.Event().wait(SLOW_S)
            case UpsFault.DIES_MIDWAY:
                line.sendall(answer[: len(answer) // 2])
                self.set_fault(UpsFault.UNPLUGGED)
                return
        line.sendall(answer)

    def _reply(self, question: str) -> bytes:
        words = question.split(" ")
        if words[:2] != ["LIST", "VAR"] or len(words) != 3:
            return b"ERR UNKNOWN-COMMAND\n"
        if words[2] != NAME or self.fault is UpsFault.UNKNOWN:
            return b"ERR UNKNOWN-UPS\n"
        if self.fault is UpsFault.LOST:
            return b"ERR DATA-STALE\n"
        rows = [f'VAR {NAME} {name} "{value}"' for name, value in self._variables().items()]
        return "\n".join([f"BEGIN LIST VAR {NAME}", *rows, f"END LIST VAR {NAME}", ""]).encode()

    def _variables(self) -> dict[str, str]:
        status = ["OB", "DISCHRG"] if self.on_battery else ["OL", *(["CHRG"] if self.charge < 100 else [])]
        words = [*status, *(["LB"] if self.low else []), *(["RB"] if self.worn else [])]
        told = {
            "battery.charge": str(self.charge),
            "battery.charge.low": "20",
            "battery.runtime": str(FULL_S * self.charge // 100),
            "device.mfr": "Sample",
            "device.type": "ups",
            "ups.model": 'Sample 1000 \\"mini\\"',
            "ups.firmware": "1.07",
            "ups.load": "23",
        }
        return told if self.fault is UpsFault.NO_STATUS else told | {"ups.status": " ".join(words)}


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen()
    return listener
