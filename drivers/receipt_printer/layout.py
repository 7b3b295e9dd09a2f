"""From a receipt to lines that fit 80 mm paper: 48 half-width columns, a Chinese character takes two."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.people import MASK
from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine
from drivers.receipt_printer.wire import knows

COLUMNS = 48
_WIDEST_LABEL = 18
_GAP = 2
_NOT_FIRST = "，。、；：？！）》」』”’…·,.;:?!)%"


@dataclass(frozen=True)
class Line:
    """One printed line that fits; `size` times the normal characters."""

    text: str = field(repr=False)
    size: int = 1
    bold: bool = False
    centred: bool = False


Piece = Line | QrCode | Feed


def lay_out(receipt: Receipt) -> Iterator[Piece]:
    """Yield what is printed, from top to bottom. The values of all pairs begin in one column."""
    column = _value_column(receipt)
    for part in receipt.parts:
        if isinstance(part, TextLine):
            yield from _text(part)
        elif isinstance(part, Pair):
            yield from _pair(part, column)
        elif isinstance(part, Rule):
            yield Line("-" * COLUMNS)
        else:
            yield part


def width(text: str) -> int:
    """Return how many half-width columns `text` takes."""
    return sum(map(char_width, text))


def char_width(char: str) -> int:
    """Return 1 or 2 columns: the printer's font makes all but ASCII wide; of what we draw, only what is wide by nature."""
    if char.isascii():
        return 1
    return 2 if knows(char) or unicodedata.east_asian_width(char) in {"W", "F", "A"} else 1


def wrap(text: str, columns: int) -> list[str]:
    """Break `text` into lines of at most `columns`; between Latin words where there is a space, never before a closing mark."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        rest = _printable(paragraph).rstrip()
        while width(rest) > columns:
            cut = _break_at(rest, columns)
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        lines.append(rest)
    return lines


def _break_at(text: str, columns: int) -> int:
    fits = _fitting(text, columns)
    cut = fits
    while cut > 1 and (text[cut] in _NOT_FIRST or _inside_word(text, cut)):
        cut -= 1
    return cut if cut > 1 else fits  # a word longer than the line is broken anyhow


def _fitting(text: str, columns: int) -> int:
    """Return how many characters fit, at least one."""
    used = 0
    for count, char in enumerate(text):
        used += char_width(char)
        if used > columns:
            return max(count, 1)
    return len(text)


def _inside_word(text: str, at: int) -> bool:
    return all(char.isascii() and not char.isspace() for char in text[at - 1 : at + 1])


def _printable(text: str) -> str:
    """Replace control characters (nobody's text may command the printer) and the mask, which neither font has."""
    return "".join(" " if unicodedata.category(char).startswith("C") else char for char in text).replace(MASK, "*")


def _text(part: TextLine) -> Iterator[Line]:
    size = min(max(part.size, 1), 3)
    for text in wrap(part.text, COLUMNS // size):
        yield Line(text, size, part.bold, part.align is Align.CENTRE)


def _pair(pair: Pair, column: int) -> Iterator[Line]:
    values = wrap(pair.value, COLUMNS - column)
    labels = wrap(pair.label, COLUMNS)
    if width(labels[-1]) > column - _GAP:  # too long to stand beside its value
        yield from (Line(label, bold=pair.bold) for label in labels)
    else:
        yield from (Line(label, bold=pair.bold) for label in labels[:-1])
        yield Line(labels[-1] + " " * (column - width(labels[-1])) + values.pop(0), bold=pair.bold)
    yield from (Line(" " * column + value, bold=pair.bold) for value in values)


def _value_column(receipt: Receipt) -> int:
    widths = [width(wrap(part.label, COLUMNS)[-1]) for part in receipt.parts if isinstance(part, Pair)]
    return _GAP + max((wide for wide in widths if wide <= _WIDEST_LABEL), default=_WIDEST_LABEL)
