"""ESC/POS: the few commands a receipt needs, and the printer's answers. Bytes in, bytes out, no port.

Text goes out as GB18030 in the printer's Chinese mode (FS &). DLE EOT is answered at once, even in the middle of printing; GS r
is answered in its turn, when everything before it has been worked off.
"""

from dataclasses import dataclass

from domain.failures import FailureCode

DOTS_PER_LINE = 576  # 80 mm paper, 72 mm printed, 8 dots a mm
LEADING_DOTS = 8
CHARACTER_DOTS = 24

BEGIN = b"\x1b@\x1c&"  # ESC @ initialise, FS & Chinese mode
CUT = b"\x1dVB\x00"  # GS V B 0: feed to the blade, cut but for one point
ASK_IN_TURN = b"\x1dr\x01"  # GS r 1: paper sensors
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: clear the buffers at once

_STATUSES = (1, 2, 3, 4)
STATUS_REQUESTS = tuple(bytes([0x10, 0x04, kind]) for kind in _STATUSES)  # DLE EOT n


@dataclass(frozen=True)
class PrinterStatus:
    """What the four real-time answers say."""

    offline: bool
    cover_open: bool
    paper_end: bool
    error: bool
    cutter_fault: bool
    near_end: bool

    @property
    def failure(self) -> FailureCode | None:
        """Name what keeps the printer from printing; what a hand can put right comes first."""
        if self.cover_open:
            return FailureCode.RECEIPT_COVER_OPEN
        if self.paper_end:
            return FailureCode.RECEIPT_PAPER_OUT
        if self.cutter_fault:
            return FailureCode.RECEIPT_CUTTER_FAULT
        return FailureCode.RECEIPT_PRINTER_OFFLINE if self.error or self.offline else None


def parse_status(printer: int, offline_cause: int, error_cause: int, paper: int) -> PrinterStatus:
    """Read the answers to DLE EOT 1, 2, 3 and 4."""
    return PrinterStatus(
        offline=bool(printer & 0x08),
        cover_open=bool(offline_cause & 0x04),
        paper_end=bool(offline_cause & 0x20) or bool(paper & 0x60),
        error=bool(offline_cause & 0x40),
        cutter_fault=bool(error_cause & 0x08),
        near_end=bool(paper & 0x0C),
    )


def is_status_answer(byte: int) -> bool:
    """Tell whether `byte` answers DLE EOT: its fixed bits are right."""
    return byte & 0x93 == 0x12


def is_answer_in_turn(byte: int) -> bool:
    """Tell whether `byte` answers GS r: its fixed bits are right."""
    return byte & 0x90 == 0x00


def knows(char: str) -> bool:
    """Tell whether the printer's own font has `char` (GBK; what lies beyond is often blank)."""
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def text_line(text: str, size: int, bold: bool, centred: bool) -> bytes:
    """Return one line of text, `size` times 24 dots high; its characters must be known to the printer."""
    spacing = CHARACTER_DOTS * size + LEADING_DOTS
    style = b"\x1ba" + bytes([centred]) + b"\x1bE" + bytes([bold]) + b"\x1d!" + bytes([(size - 1) * 0x11])
    return b"\x1b3" + bytes([spacing]) + style + text.encode("gb18030") + b"\n"


def raster(rows: bytes, width_bytes: int) -> bytes:
    """Return a picture, 1 bit a dot, `width_bytes` bytes a row, printed from the left edge (GS v 0)."""
    height = len(rows) // width_bytes
    size = width_bytes.to_bytes(2, "little") + height.to_bytes(2, "little")
    return b"\x1ba\x00\x1dv0\x00" + size + _without_commands(rows)


def _without_commands(rows: bytes) -> bytes:
    """Flip a dot wherever a picture happens to spell DLE EOT, DLE ENQ or DLE DC4: printers obey these anywhere."""
    return rows.replace(b"\x10\x04", b"\x10\x06").replace(b"\x10\x05", b"\x10\x07").replace(b"\x10\x14", b"\x10\x16")


def qr_code(content: str, module_dots: int) -> bytes:
    """Return a centred QR code (model 2, error correction M), `module_dots` dots a module, 1 to 16."""
    data = content.encode()
    return b"".join(
        (
            b"\x1ba\x01",
            _symbol(b"\x31\x41\x32\x00"),
            _symbol(b"\x31\x43" + bytes([module_dots])),
            _symbol(b"\x31\x45\x31"),
            _symbol(b"\x31\x50\x30" + data),
            _symbol(b"\x31\x51\x30"),
        )
    )


def feed(lines: int) -> bytes:
    """Return `lines` blank lines (ESC d)."""
    return b"\x1bd" + bytes([lines])


def _symbol(parameters: bytes) -> bytes:
    return b"\x1d(k" + len(parameters).to_bytes(2, "little") + parameters
