"""A scanner of bar codes and QR codes on a pseudo terminal: shown a code, it sends what is in it and ends the line."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import segno
from PIL import Image, ImageDraw

from simulators.devices.code128 import modules
from simulators.devices.pty_port import PtyPort, line_trouble_of

BAUD = 115200
PAUSE_S = 0.1  # between two sendings of a code that lies in the window
END = b"\r\n"
MODULE_DOTS, BAR_DOTS, QUIET = 3, 90, 10


class Symbology(StrEnum):
    """What the scanner is shown."""

    CODE128 = "code128"
    QR = "qr"


IDENTIFIERS = {Symbology.CODE128: b"]C0", Symbology.QR: b"]Q1"}  # ISO/IEC 15424


class ScannerFault(StrEnum):
    """What can be wrong with the scanner, or with how it is set up."""

    SILENT = "silent"
    GARBAGE = "garbage"  # noise on the line instead of a code
    HALF = "half"  # the first half of the line, and never its end
    OVERLONG = "overlong"  # a line longer than any code
    REPEATED = "repeated"  # the code lies in the window and is sent again
    NO_IDENTIFIER = "no_identifier"  # set up without AIM identifiers, and to end lines with CR only
    SLOW = "slow"
    UNPLUGGED = "unplugged"
    DIES_MIDWAY = "dies_midway"  # armed: its power goes in the middle of the next code


@dataclass(frozen=True)
class ShownCode:
    """A code that was held to the window."""

    text: str = field(repr=False)
    symbology: Symbology


class CodeScannerSimulator:
    """The scanner. Thread-safe."""

    def __init__(self, link: Path, *, paced: bool = True, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._pause_s = PAUSE_S if paced else 0.01
        self.fault: ScannerFault | None = None
        self.shown: ShownCode | None = None
        self.port = PtyPort(link, lambda _: None, BAUD if paced else None)

    def start(self) -> None:
        """Plug it in."""
        self.port.plug()

    def stop(self) -> None:
        """Unplug it for good."""
        self._stopping.set()
        self.port.unplug()

    def show(self, text: str, symbology: Symbology) -> None:
        """Hold a code to the window; raises :class:`ValueError` for what such a code cannot hold."""
        encode(text, symbology)
        with self._lock:
            self.shown = ShownCode(text, symbology)
            self._send(text, symbology)
        self._changed()

    def picture(self) -> bytes | None:
        """Return the PNG of the last code that was shown."""
        shown = self.shown
        return encode(shown.text, shown.symbology) if shown else None

    def set_fault(self, fault: ScannerFault | None) -> None:
        """Break it in one way, or mend it with None."""
        self.fault = fault
        self.port.trouble = line_trouble_of(fault) if fault is ScannerFault.SLOW else None  # its garbage is a line of its own
        (self.port.unplug if fault is ScannerFault.UNPLUGGED else self.port.plug)()
        self._changed()

    def reset(self) -> None:
        """Bring everything back to the beginning."""
        self.shown = None
        self.set_fault(None)

    def _send(self, text: str, symbology: Symbology) -> None:
        line = IDENTIFIERS[symbology] + text.encode() + END
        match self.fault:
            case ScannerFault.SILENT | ScannerFault.UNPLUGGED:
                return
            case ScannerFault.GARBAGE:
                line = bytes(range(0x80, 0xFF)) + b"\x00\x01\xff" + END
            case ScannerFault.HALF | ScannerFault.DIES_MIDWAY:
                line = line[: len(line) // 2]
            case ScannerFault.OVERLONG:
                line = line.removesuffix(END) * (9000 // len(line) + 1) + END
            case ScannerFault.NO_IDENTIFIER:
                line = text.encode() + b"\r"
        self.port.send(line)
        if self.fault is ScannerFault.DIES_MIDWAY:
            self.set_fault(ScannerFault.UNPLUGGED)
        if self.fault is ScannerFault.REPEATED:
            self._stopping.wait(self._pause_s)
            self.port.send(line)


def encode(text: str, symbology: Symbology) -> bytes:
    """Draw a code; raises :class:`ValueError` for what it cannot hold."""
    if not text or "\r" in text or "\n" in text:
        raise ValueError("no text, or more than one line")
    return _qr(text) if symbology is Symbology.QR else _code128(text)


def _qr(text: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=6)
    return drawn.getvalue()


def _code128(text: str) -> bytes:
    if not all(" " <= char <= "~" for char in text) or len(text) > 80:
        raise ValueError("Code 128 holds letters and digits, and not too many")
    widths = [int(width) for width in modules(b"{B" + text.encode())]
    picture = Image.new("1", ((sum(widths) + 2 * QUIET) * MODULE_DOTS, BAR_DOTS + 2 * QUIET), 1)
    canvas, left = ImageDraw.Draw(picture), QUIET * MODULE_DOTS
    for place, width in enumerate(widths):
        if place % 2 == 0:
            canvas.rectangle((left, QUIET, left + width * MODULE_DOTS - 1, QUIET + BAR_DOTS), fill=0)
        left += width * MODULE_DOTS
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
