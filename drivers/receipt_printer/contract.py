"""What the terminal may ask of a receipt printer 凭条打印机, and how a receipt is described."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from drivers.device import Device
from drivers.printing import PrintResult


class Align(StrEnum):
    """Alignment of a line on the paper."""

    LEFT = "left"
    CENTRE = "centre"


@dataclass(frozen=True)
class TextLine:
    """One line of text; `size` 1..3 multiplies the printer's 24-dot characters. Wrapped by the driver."""

    text: str = field(repr=False)
    size: int = 1
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Pair:
    """A label and its value on one line, the value wrapped under itself."""

    label: str
    value: str = field(repr=False)
    bold: bool = False


@dataclass(frozen=True)
class QrCode:
    """A QR code; `module_dots` 1..16 dots per module (8 dots are 1 mm)."""

    content: str = field(repr=False)
    module_dots: int = 6


@dataclass(frozen=True)
class Rule:
    """A dashed line across the paper."""


@dataclass(frozen=True)
class Feed:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True)
class Receipt:
    """What is printed on one slip, from top to bottom; the driver cuts after it."""

    parts: tuple[TextLine | Pair | QrCode | Rule | Feed, ...] = field(repr=False)


class ReceiptPrinter(Device, Protocol):
    """A thermal printer. All calls block."""

    def print_receipt(self, receipt: Receipt) -> PrintResult:
        """Check paper and cover, print, cut, and ask whether it came out.

        Never raises for a fault of the printer: the fault is in the result. `NOT_DELIVERED` is said only when nothing usable
        can have come out; once bytes have left and the printer stops answering, it is `UNKNOWN`.
        """
        ...
