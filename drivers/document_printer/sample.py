"""The page that a technician prints: words, rare characters, and a frame that shows whether the whole sheet is printed."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DOTS_PER_INCH = 150
SIZE = (1240, 1754)  # A4 at 150 dpi
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_SIMPLIFIED_CHINESE = 2  # index inside the Noto Sans CJK collection: JP KR SC TC HK
_MARGIN, _LEADING = 60, 64


def draw_page(title: str, lines: tuple[str, ...]) -> bytes:
    """Return the page as a PDF of one sheet; raises :class:`OSError` when the font is not installed."""
    page = Image.new("L", SIZE, 255)
    canvas = ImageDraw.Draw(page)
    canvas.rectangle((_MARGIN, _MARGIN, SIZE[0] - _MARGIN, SIZE[1] - _MARGIN), outline=0, width=3)
    canvas.text((SIZE[0] / 2, 160), title, fill=0, font=_font(56), anchor="mm")
    for place, line in enumerate(lines):
        canvas.text((2 * _MARGIN, 280 + place * _LEADING), line, fill=0, font=_font(32))
    _draw_greys(canvas)
    written = BytesIO()
    page.save(written, "PDF", resolution=DOTS_PER_INCH)
    return written.getvalue()


def _draw_greys(canvas: ImageDraw.ImageDraw) -> None:
    """Draw steps of grey: a drum that is worn out shows here first."""
    width = (SIZE[0] - 4 * _MARGIN) // 8
    for step in range(8):
        left = 2 * _MARGIN + step * width
        canvas.rectangle((left, SIZE[1] - 400, left + width, SIZE[1] - 200), fill=step * 36)


def _font(dots: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), dots, index=_SIMPLIFIED_CHINESE)
