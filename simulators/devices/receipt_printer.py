"""A thermal receipt printer (ESC/POS) on a pseudo terminal; every cut leaves a slip at the exit and its picture in a folder."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from simulators.devices.escpos import Cleared, Interpreter
from simulators.devices.paper import DOTS_PER_MM, Strip, picture
from simulators.devices.pty_port import PtyPort, line_trouble_of

ROLL_MM = 80_000  # a fresh roll: 80 m
NEAR_END_MM = 3_000  # the sensor sees the core
MM_PER_SECOND = 150.0
MIDWAY_DOTS = 30 * DOTS_PER_MM  # "midway" is 30 mm into a slip
PAPER_OK, PAPER_NEAR_END, PAPER_OUT = 0x00, 0x03, 0x0C  # answers of GS r 1
ALWAYS = 0x12  # bits 1 and 4 of every DLE EOT answer


class PrinterFault(StrEnum):
    """What can be wrong with the printer. Several at once are possible."""

    PAPER_END = "paper_end"
    NEAR_END = "near_end"
    COVER = "cover"
    OFFLINE = "offline"
    CUTTER = "cutter"
    MUTE = "mute"
    GARBAGE = "garbage"  # noise instead of answers; it prints
    SLOW = "slow"  # answers late
    UNPLUGGED = "unplugged"
    PAPER_END_MIDWAY = "paper_end_midway"  # armed: becomes paper_end 30 mm into the next slip
    MUTE_MIDWAY = "mute_midway"  # armed: becomes mute 30 mm into the next slip


HOLDING = frozenset({PrinterFault.PAPER_END, PrinterFault.COVER, PrinterFault.OFFLINE, PrinterFault.CUTTER})
DEAF = frozenset({PrinterFault.MUTE, PrinterFault.UNPLUGGED})
MIDWAY = {PrinterFault.PAPER_END_MIDWAY: PrinterFault.PAPER_END, PrinterFault.MUTE_MIDWAY: PrinterFault.MUTE}


@dataclass(frozen=True)
class Slip:
    """One slip that was cut off."""

    number: int  # counts from 1
    path: Path  # its picture, PNG
    length_mm: int
    taken: bool


class ReceiptPrinterSimulator:
    """The printer. As a real one it keeps what it received while it is held up, and goes on when the paper is back.

    Sending DLE ENQ 2 or DLE DC4 8 clears that memory; pulling the plug or a hung firmware (mute) loses it.
    """

    def __init__(
        self, link: Path, slips: Path, changed: Callable[[], None] = lambda: None, mm_per_second: float | None = MM_PER_SECOND
    ) -> None:
        self._folder = slips
        self._changed = changed
        self._speed = mm_per_second
        self._wake = threading.Condition()
        self._bytes: deque[int] = deque()
        self._faults: set[PrinterFault] = set()
        self._slips: list[Slip] = []
        self._used_mm = 0.0
        self._stopping = self._clear = False
        self._tail = b""
        self._interpreter = self._new_interpreter()
        self._thread: threading.Thread | None = None
        self.port = PtyPort(link, self._received)

    def start(self) -> None:
        """Plug the printer in and let it print."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread = threading.Thread(target=self._print, name="receipt-printer", daemon=True)
        self._thread.start()
        self.port.plug()

    def stop(self) -> None:
        """Pull the plug for good."""
        self.port.unplug()
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join()

    # -- what people do with it

    @property
    def faults(self) -> frozenset[PrinterFault]:
        """The present faults."""
        return frozenset(self._faults)

    @property
    def used_mm(self) -> int:
        """Paper used since the last roll, in millimetres."""
        return round(self._used_mm)

    @property
    def misunderstood(self) -> tuple[bytes, ...]:
        """Commands that this printer does not know: a driver's mistake."""
        return tuple(self._interpreter.misunderstood)

    @property
    def slips(self) -> tuple[Slip, ...]:
        """Every slip since the last :meth:`reset`, newest last."""
        with self._wake:
            return tuple(self._slips)

    @property
    def held_back(self) -> int:
        """Bytes received but not printed yet."""
        with self._wake:
            return len(self._bytes)

    def set_fault(self, fault: PrinterFault, on: bool) -> None:
        """Break or repair the printer in one way."""
        with self._wake:
            was_deaf = bool(self._faults & DEAF)
            (self._faults.add if on else self._faults.discard)(fault)
            if fault in DEAF and (on or was_deaf):
                self._lose_power()
            self.port.trouble = next(filter(None, map(line_trouble_of, sorted(self._faults))), None)
            self._wake.notify_all()
        if fault is PrinterFault.UNPLUGGED:
            (self.port.unplug if on else self.port.plug)()
        self._changed()

    def refill(self) -> None:
        """Put in a fresh roll; the begun strip is thrown away."""
        with self._wake:
            self._faults -= {PrinterFault.PAPER_END, PrinterFault.NEAR_END, PrinterFault.PAPER_END_MIDWAY}
            self._used_mm = 0.0
            self._interpreter.strip = Strip()
            self._wake.notify_all()
        self._changed()

    def take(self) -> int:
        """Take every slip from the exit; return how many there were."""
        with self._wake:
            waiting = sum(not slip.taken for slip in self._slips)
            self._slips = [Slip(slip.number, slip.path, slip.length_mm, taken=True) for slip in self._slips]
        self._changed()
        return waiting

    def reset(self) -> None:
        """Bring everything back to the beginning: no faults, a fresh roll, no slips."""
        for fault in tuple(self._faults):
            self.set_fault(fault, on=False)
        with self._wake:
            self._lose_power()
            self._slips.clear()
            self._wake.notify_all()
        for path in self._folder.glob("slip-*.png"):
            path.unlink()
        self.refill()

    # -- the line

    def _received(self, data: bytes) -> None:
        if self._faults & DEAF:
            return
        self._real_time(data)
        with self._wake:
            self._bytes.extend(data)
            self._wake.notify_all()

    def _real_time(self, data: bytes) -> None:
        """Answer DLE commands as they arrive, before anything that waits; inside pictures too, as real printers do."""
        window = self._tail + data
        for place in range(len(window) - 2):
            name, value = window[place : place + 2], window[place + 2]
            if name == b"\x10\x04" and value in {1, 2, 3, 4}:
                self.port.send(bytes((self._status(value),)))
            elif (name == b"\x10\x05" and value == 2) or (name == b"\x10\x14" and value == 8):
                self._forget_received()
        self._tail = window[-2:]

    def _status(self, which: int) -> int:
        faults = self._faults
        if which == 1:
            return ALWAYS | (0x08 if faults & HOLDING else 0)
        if which == 2:
            bits = {PrinterFault.COVER: 0x04, PrinterFault.PAPER_END: 0x20, PrinterFault.CUTTER: 0x40}
        elif which == 3:
            bits = {PrinterFault.CUTTER: 0x08}
        else:
            bits = {PrinterFault.PAPER_END: 0x6C, PrinterFault.NEAR_END: 0x0C}
        status = ALWAYS
        for fault, bit in bits.items():
            status |= bit if fault in faults else 0
        return status | (0x0C if which == 4 and self._near_end() else 0)

    def _near_end(self) -> bool:
        return PrinterFault.NEAR_END in self._faults or ROLL_MM - self._used_mm < NEAR_END_MM

    def _paper_sensor(self) -> int:
        if PrinterFault.PAPER_END in self._faults:
            return PAPER_OUT | PAPER_NEAR_END
        return PAPER_NEAR_END if self._near_end() else PAPER_OK

    def _forget_received(self) -> None:
        with self._wake:
            self._bytes.clear()
            self._clear = True
            self._wake.notify_all()

    def _lose_power(self) -> None:
        self._bytes.clear()
        self._tail = b""
        self._clear = True

    # -- the print head

    def _new_interpreter(self) -> Interpreter:
        return Interpreter(
            self._next_byte, moved=self._moved, cut=self._cut, answer=self._reply, paper_sensor=self._paper_sensor
        )

    def _print(self) -> None:
        while not self._stopping:
            try:
                self._interpreter.step()
            except Cleared:
                self._interpreter.restart()

    def _next_byte(self) -> int:
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or self._clear or (self._bytes and not self._faults & HOLDING))
            self._raise_if_cleared()
            return self._bytes.popleft()

    def _raise_if_cleared(self) -> None:
        if self._stopping or self._clear:
            self._clear = False
            raise Cleared

    def _moved(self, dots: int) -> None:
        with self._wake:
            self._used_mm += dots / DOTS_PER_MM
            if self._speed is not None:
                self._wake.wait_for(lambda: self._stopping or self._clear, timeout=dots / DOTS_PER_MM / self._speed)
            self._trip_armed_faults()
            self._wake.wait_for(lambda: self._stopping or self._clear or not self._faults & HOLDING)
            if self._stopping or self._clear:
                self._raise_if_cleared()

    def _trip_armed_faults(self) -> None:
        if self._interpreter.strip.length < MIDWAY_DOTS:
            return
        for armed, fault in MIDWAY.items():
            if armed in self._faults:
                self._faults.discard(armed)
                self._faults.add(fault)
                if fault in DEAF:
                    self._lose_power()
                self._changed()

    def _reply(self, data: bytes) -> None:
        if not self._faults & DEAF:
            self.port.send(data)

    def _cut(self, strip: Strip) -> None:
        if strip.length == 0:
            return
        number = len(self._slips) + 1
        path = self._folder / f"slip-{number:04d}.png"
        picture(strip).save(path)
        with self._wake:
            self._slips.append(Slip(number, path, round(strip.length / DOTS_PER_MM), taken=False))
        self._changed()
