"""Thermal paper: dots burnt line by line on a strip 576 dots wide, and the picture of a slip that was cut off.

Eight dots are one millimetre. The ROM font holds 12 × 24 dots for ASCII and 24 × 24 for Chinese, and nothing else.
"""

import random
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

PRINT_WIDTH = 576
PAPER_WIDTH = 640  # 80 mm: the head leaves a margin on both sides
DOTS_PER_MM = 8
CELL = 24
FONT_REGULAR = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"  # Debian: fonts-noto-cjk
FONT_BOLD = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
MONO_FACE = 7  # Noto Sans Mono CJK SC within the collection
PAPER_COLOUR = (250, 249, 245)
DOT_COLOUR = (38, 40, 52)


@dataclass(frozen=True)
class Style:
    """How characters are drawn."""

    bold: bool = False
    underline: bool = False
    inverse: bool = False
    wide: int = 1  # multiples of the cell
    high: int = 1


def in_rom(character: str) -> bool:
    """Tell whether the printer's ROM font has `character`: ASCII and the two-byte area of GB18030."""
    return character.isascii() or len(character.encode("gb18030", errors="replace")) == 2


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_BOLD if bold else FONT_REGULAR, CELL - 1, index=MONO_FACE)


@cache
def glyph(character: str, style: Style) -> Image.Image:
    """Return one character as a picture of ones (black) and zeros; blank when the ROM does not have it."""
    width = CELL // 2 if character.isascii() else CELL
    cell = Image.new("1", (width, CELL), 0)
    pen = ImageDraw.Draw(cell)
    if in_rom(character):
        pen.fontmode = "1"
        pen.text((width / 2, CELL - 4), character, fill=1, font=_font(style.bold), anchor="ms")
    if style.underline:
        pen.line((0, CELL - 2, width, CELL - 2), fill=1, width=2)
    if style.inverse:
        cell = ImageChops.invert(cell)
    return cell.resize((width * style.wide, CELL * style.high), Image.Resampling.NEAREST)


class Strip:
    """The paper between the head and the last cut; it grows downwards."""

    def __init__(self) -> None:
        self._image = Image.new("1", (PRINT_WIDTH, 0), 0)

    @property
    def length(self) -> int:
        """Length in dots."""
        return int(self._image.height)

    @property
    def blank(self) -> bool:
        """Tell whether not one dot was burnt."""
        return self.length == 0 or self._image.getbbox() is None

    def feed(self, dots: int) -> None:
        """Move the paper without burning."""
        self.burn(Image.new("1", (PRINT_WIDTH, max(dots, 0)), 0))

    def burn(self, rows: Image.Image) -> None:
        """Burn `rows` (black is one) at the end of the strip; what is wider than the head is cut."""
        grown = Image.new("1", (PRINT_WIDTH, self.length + rows.height), 0)
        grown.paste(self._image, (0, 0))
        grown.paste(rows, (0, self.length))
        self._image = grown

    def dots(self) -> Image.Image:
        """Return what was burnt, black is one."""
        return self._image.copy()


def picture(strip: Strip) -> Image.Image:
    """Return the slip as one sees it: paper, margins, grey-blue print, a torn-off saw edge above and below."""
    size = (PAPER_WIDTH, strip.length + LEAD_DOTS + TOOTH_HEIGHT)
    paper = Image.new("RGB", size, PAPER_COLOUR)
    mask = Image.new("L", size, 0)
    mask.paste(strip.dots().convert("L"), ((PAPER_WIDTH - PRINT_WIDTH) // 2, LEAD_DOTS))
    ink = mask.filter(ImageFilter.GaussianBlur(0.55))  # heat spreads a little
    paper.paste(Image.new("RGB", size, DOT_COLOUR), mask=ink.point(lambda value: round(value * 0.94)))
    return _with_edges(_with_grain(paper))


TOOTH_HEIGHT, TOOTH_WIDTH = 8, 16
LEAD_DOTS = 40  # the head lies behind the knife: every slip begins with a margin


def _with_grain(paper: Image.Image) -> Image.Image:
    noise = Image.frombytes("L", (160, 160), random.Random(80).randbytes(160 * 160))  # noqa: S311 - the paper's texture
    grain = noise.resize(paper.size).point(lambda value: 248 + value // 36)
    return ImageChops.multiply(paper, Image.merge("RGB", (grain, grain, grain)))


def _with_edges(paper: Image.Image) -> Image.Image:
    outline = Image.new("L", paper.size, 0)
    bottom = paper.height - 1
    teeth = [(x, (x // TOOTH_WIDTH % 2) * TOOTH_HEIGHT) for x in range(0, paper.width + 1, TOOTH_WIDTH)]
    points = teeth + [(x, bottom - y) for x, y in reversed(teeth)]
    ImageDraw.Draw(outline).polygon(points, fill=255)
    paper.putalpha(outline)
    return paper
