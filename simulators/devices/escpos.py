"""ESC/POS as an 80 mm thermal printer understands it. Bytes come from a source that blocks until there is one."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import segno
from PIL import Image, ImageDraw

from simulators.devices.code128 import modules
from simulators.devices.paper import CELL, PRINT_WIDTH, Strip, Style, glyph

DEFAULT_SPACING = 30  # dots from line to line
CODE128 = 73
QR = 49
QR_LEVELS = {48: "l", 49: "m", 50: "q", 51: "h"}

# Commands with a fixed number of parameter bytes that change nothing to be seen here.
IGNORED = {
    b"\x1bt": 1, b"\x1bR": 1, b"\x1bM": 1, b"\x1b\x20": 1, b"\x1bc3": 1, b"\x1bc4": 1, b"\x1bc5": 1, b"\x1b{": 1, b"\x1bG": 1,
    b"\x1dL": 2, b"\x1dW": 2, b"\x1dP": 2, b"\x1da": 1, b"\x1df": 1, b"\x1dI": 1, b"\x1b=": 1, b"\x1b$": 2, b"\x1bD\x00": 0,
    b"\x1cS": 2, b"\x1cC": 1,
}  # fmt: skip


class Cleared(Exception):
    """The receive buffer was cleared or the power went: start again at a command's border."""


@dataclass
class QrJob:
    """The QR symbol that is being put together."""

    module: int = 3
    level: str = "l"
    data: bytes = b""


@dataclass
class Job:
    """What ESC @ brings back to its default."""

    style: Style = field(default_factory=Style)
    chinese: bool = False
    align: int = 0
    spacing: int = DEFAULT_SPACING
    bar_height: int = 162
    bar_module: int = 3
    bar_text: int = 0
    qr: QrJob = field(default_factory=QrJob)
    line: list[Image.Image] = field(default_factory=list)


class Interpreter:
    """Turns bytes into burnt paper.

    `next_byte` blocks, or raises :class:`Cleared`; `moved` is told after every movement of the paper how many dots it was;
    `cut` is told when the knife falls; `answer` sends bytes to the host.
    """

    def __init__(
        self,
        next_byte: Callable[[], int],
        *,
        moved: Callable[[int], None],
        cut: Callable[[Strip], None],
        answer: Callable[[bytes], None],
        paper_sensor: Callable[[], int],
    ) -> None:
        self._next = next_byte
        self._moved = moved
        self._cut = cut
        self._answer = answer
        self._paper_sensor = paper_sensor
        self.strip = Strip()
        self.misunderstood: list[bytes] = []
        self._job = Job()
        self._commands: dict[bytes, Callable[[], None]] = {
            b"\x1b@": self._initialise,
            b"\x1ba": self._align,
            b"\x1bE": self._emphasise,
            b"\x1b-": self._underline,
            b"\x1b!": self._print_mode,
            b"\x1bd": self._feed_lines,
            b"\x1bJ": self._feed_dots,
            b"\x1b3": self._line_spacing,
            b"\x1b2": self._default_spacing,
            b"\x1c&": lambda: self._chinese(on=True),
            b"\x1c.": lambda: self._chinese(on=False),
            b"\x1c!": self._chinese_mode,
            b"\x1c-": self._underline,
            b"\x1d!": self._size,
            b"\x1dB": self._inverse,
            b"\x1dV": self._cut_paper,
            b"\x1dh": lambda: self._bar("bar_height"),
            b"\x1dw": lambda: self._bar("bar_module"),
            b"\x1dH": lambda: self._bar("bar_text"),
            b"\x1dk": self._barcode,
            b"\x1dv": self._raster,
            b"\x1d(": self._extended,
            b"\x1dr": self._transmit_status,
        }

    def restart(self) -> None:
        """Forget the unfinished line and all settings, as after power-on; the paper stays where it is."""
        self._job = Job()

    def step(self) -> None:
        """Take one character or command from the source and do it."""
        first = self._next()
        if first == 0x0A:
            self._end_line()
        elif first in {0x1B, 0x1C, 0x1D}:
            self._command(first)
        elif first == 0x10:
            self._next(), self._next()  # real-time commands were answered when they arrived
        elif first == 0x09:
            self._put_text("    ")
        elif first >= 0x20:
            self._character(first)

    def _command(self, first: int) -> None:
        name = bytes((first, self._next()))
        if name in IGNORED:
            self._take(IGNORED[name])
        elif name in self._commands:
            self._commands[name]()
        else:
            self.misunderstood.append(name)

    def _take(self, count: int) -> bytes:
        return bytes(self._next() for _ in range(count))

    def _take_number(self) -> int:
        low, high = self._next(), self._next()
        return low | high << 8

    # -- characters

    def _character(self, first: int) -> None:
        if first < 0x80:
            self._put_text(chr(first))
        elif not self._job.chinese or first in {0x80, 0xFF}:
            self._put_text("?")  # single bytes above 7F mean another code page, which nobody here set
        else:
            self._put_text(self._chinese_character(first))

    def _chinese_character(self, first: int) -> str:
        second = self._next()
        code = bytes((first, second))
        if 0x30 <= second <= 0x39:
            code += self._take(2)
        try:
            return code.decode("gb18030")
        except UnicodeDecodeError:
            return "\u3000"  # nothing in the font at that place

    def _put_text(self, text: str) -> None:
        for character in text:
            cell = glyph(character, self._job.style)
            if sum(part.width for part in self._job.line) + cell.width > PRINT_WIDTH:
                self._end_line()
            self._job.line.append(cell)

    def _end_line(self) -> None:
        cells, self._job.line = self._job.line, []
        height = max([self._job.spacing, *(cell.height + 2 for cell in cells)])
        row = Image.new("1", (max(sum(cell.width for cell in cells), 1), height), 0)
        x = 0
        for cell in cells:
            row.paste(cell, (x, height - cell.height - 2))
            x += cell.width
        self._burn(row)

    def _burn(self, rows: Image.Image) -> None:
        """Burn a block, aligned, a text line's height at a time, so that it can stop in the middle."""
        left = (0, PRINT_WIDTH - rows.width, 0)[1 if self._job.align == 2 else 0]
        if self._job.align == 1:
            left = (PRINT_WIDTH - rows.width) // 2
        sheet = Image.new("1", (PRINT_WIDTH, rows.height), 0)
        sheet.paste(rows, (max(left, 0), 0))
        for top in range(0, sheet.height, CELL):
            bottom = min(top + CELL, sheet.height)
            self.strip.burn(sheet.crop((0, top, PRINT_WIDTH, bottom)))
            self._moved(bottom - top)

    def _advance(self, dots: int) -> None:
        self.strip.feed(dots)
        self._moved(dots)

    # -- settings

    def _initialise(self) -> None:
        self._job = Job()

    def _align(self) -> None:
        self._job.align = self._next() & 3

    def _emphasise(self) -> None:
        self._restyle(bold=bool(self._next() & 1))

    def _underline(self) -> None:
        self._restyle(underline=self._next() & 3 != 0)

    def _inverse(self) -> None:
        self._restyle(inverse=bool(self._next() & 1))

    def _print_mode(self) -> None:
        n = self._next()
        self._restyle(bold=bool(n & 8), high=2 if n & 16 else 1, wide=2 if n & 32 else 1, underline=bool(n & 128))

    def _chinese_mode(self) -> None:
        n = self._next()
        self._restyle(wide=2 if n & 4 else 1, high=2 if n & 8 else 1, underline=bool(n & 128))

    def _size(self) -> None:
        n = self._next()
        self._restyle(wide=(n >> 4 & 7) + 1, high=(n & 7) + 1)

    def _restyle(self, **changes: bool | int) -> None:
        self._job.style = replace(self._job.style, **changes)  # type: ignore[arg-type]  # mypy cannot follow the names

    def _chinese(self, *, on: bool) -> None:
        self._job.chinese = on

    def _line_spacing(self) -> None:
        self._job.spacing = self._next()

    def _default_spacing(self) -> None:
        self._job.spacing = DEFAULT_SPACING

    def _bar(self, setting: str) -> None:
        setattr(self._job, setting, self._next())

    # -- paper

    def _feed_lines(self) -> None:
        lines = self._next()
        if self._job.line:
            self._end_line()
        self._advance(lines * self._job.spacing)

    def _feed_dots(self) -> None:
        dots = self._next()
        if self._job.line:
            self._end_line()
        self._advance(dots)

    def _cut_paper(self) -> None:
        mode = self._next()
        if mode in {65, 66, 97, 98}:
            self._advance(self._next())
        strip, self.strip = self.strip, Strip()
        self._cut(strip)

    # -- pictures

    def _raster(self) -> None:
        self._take(2)  # '0' and the scale, which is always 1 here
        row_bytes, height = self._take_number(), self._take_number()
        data = self._take(row_bytes * height)
        if data:
            self._burn(Image.frombytes("1", (row_bytes * 8, height), data))

    def _barcode(self) -> None:
        system = self._next()
        data = self._take(self._next()) if system >= 65 else self._take_until_zero()
        try:
            bars = modules(data) if system == CODE128 else ""
        except (ValueError, KeyError, IndexError):
            bars = ""
        if not bars:
            self.misunderstood.append(b"\x1dk" + bytes((system,)))
            return
        self._burn(self._draw_bars(bars))

    def _take_until_zero(self) -> bytes:
        taken = bytearray()
        while byte := self._next():
            taken.append(byte)
        return bytes(taken)

    def _draw_bars(self, bars: str) -> Image.Image:
        width = sum(map(int, bars)) * self._job.bar_module
        image = Image.new("1", (width, self._job.bar_height), 0)
        x = 0
        for place, bar in enumerate(bars):
            step = int(bar) * self._job.bar_module
            if place % 2 == 0:
                ImageDraw.Draw(image).rectangle((x, 0, x + step - 1, self._job.bar_height), fill=1)
            x += step
        return image

    def _extended(self) -> None:
        kind = self._next()
        data = self._take(self._take_number())
        if kind != ord("k") or len(data) < 2 or data[0] != QR:
            self.misunderstood.append(b"\x1d(" + bytes((kind,)))
            return
        self._qr(data[1], data[2:])

    def _qr(self, function: int, rest: bytes) -> None:
        qr = self._job.qr
        if function == 67 and rest:
            qr.module = rest[0]
        elif function == 69 and rest:
            qr.level = QR_LEVELS.get(rest[0], "l")
        elif function == 80:
            qr.data = rest[1:]
        elif function == 81 and qr.data:
            self._burn(_draw_qr(qr))

    def _transmit_status(self) -> None:
        if self._next() in {1, 49}:
            self._answer(bytes((self._paper_sensor(),)))


def _draw_qr(qr: QrJob) -> Image.Image:
    symbol = segno.make_qr(qr.data, error=qr.level, boost_error=False)
    rows = [bytes(row) for row in symbol.matrix_iter(border=0)]
    image = Image.new("1", (len(rows), len(rows)), 0)
    image.putdata([cell for row in rows for cell in row])
    return image.resize((len(rows) * qr.module,) * 2, Image.Resampling.NEAREST)
