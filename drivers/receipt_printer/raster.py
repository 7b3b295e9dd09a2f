"""Draws the lines that the printer's own font cannot write: rare characters of names and places 生僻字."""

import logging
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.receipt_printer.layout import Line, char_width, width
from drivers.receipt_printer.wire import CHARACTER_DOTS, DOTS_PER_LINE, LEADING_DOTS

log = logging.getLogger(__name__)

_SIMPLIFIED_CHINESE = 2  # index inside the Noto Sans CJK collection: JP KR SC TC HK


@cache
def _load(font: Path, dots: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(str(font), dots, index=_SIMPLIFIED_CHINESE)
    except OSError:
        log.warning("receipt printer: no font for rare characters")
        return None


def draw_line(line: Line, font: Path) -> tuple[bytes, int] | None:
    """Return the rows of the drawn line and the bytes in a row; None when the font cannot be loaded.

    Every character stands in the cell that the printer's own would take, so that drawn and written lines are in step.
    """
    dots = CHARACTER_DOTS * line.size
    loaded = _load(font, dots)
    if loaded is None:
        return None
    used = width(line.text) * dots // 2
    left = (DOTS_PER_LINE - used) // 2 if line.centred else 0
    row_bytes = min(-(-(left + used) // 8), DOTS_PER_LINE // 8)
    image = Image.new("1", (row_bytes * 8, dots + LEADING_DOTS), 0)
    _draw_cells(ImageDraw.Draw(image), line, loaded, left)
    return image.tobytes(), row_bytes


def _draw_cells(canvas: ImageDraw.ImageDraw, line: Line, font: ImageFont.FreeTypeFont, left: int) -> None:
    dots = CHARACTER_DOTS * line.size
    baseline = LEADING_DOTS // 2 + round(dots * 0.86)
    for char in line.text:
        cell = char_width(char) * dots // 2
        canvas.text((left + cell / 2, baseline), char, fill=1, font=font, anchor="ms", stroke_width=int(line.bold))
        left += cell
