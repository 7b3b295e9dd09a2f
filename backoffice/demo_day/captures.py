"""Drawn photographs of a crossing with an invented vehicle, as a camera of the traffic police takes them."""

import io
from functools import cache

from PIL import Image, ImageDraw

from domain.violations import ViolationRecord

WIDTH, HEIGHT = 960, 600
LINES = 330  # y of the stop line in the first picture; the vehicle has gone further in each that follows


def capture_jpeg(record: ViolationRecord, index: int) -> bytes:
    """Return one photograph of a record: the same vehicle, a little further each time."""
    said = f"{record.captured_at:%Y-%m-%d %H:%M:%S}  {record.record_number}  {index + 1}/{record.pictures}"
    return _draw(said, record.plate[1:], index)


@cache
def _draw(said: str, plate: str, index: int) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#aebccb")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 190, WIDTH, HEIGHT), fill="#565d63")
    draw.rectangle((0, 170, WIDTH, 190), fill="#7d8a6c")
    for x in range(-200, WIDTH + 400, 240):
        draw.line((WIDTH / 2 + (x - WIDTH / 2) / 3, 190, x, HEIGHT), fill="#d9dbd4", width=6)
    draw.rectangle((0, LINES, WIDTH, LINES + 16), fill="#e8e8e2")
    draw.rectangle((806, 30, 836, 112), fill="#22262a")
    draw.ellipse((810, 36, 832, 58), fill="#d7352b")
    _draw_vehicle(draw, 500 - 95 * index, plate)
    draw.rectangle((0, HEIGHT - 34, WIDTH, HEIGHT), fill="#101418")
    draw.text((14, HEIGHT - 28), said, fill="#f2f2ee", font_size=20)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _draw_vehicle(draw: ImageDraw.ImageDraw, bottom: int, plate: str) -> None:
    """Draw it from behind; further away it is smaller."""
    size = bottom / 500
    width, height, middle = 230 * size, 150 * size, WIDTH / 2 + 40
    left, top, right = middle - width / 2, bottom - height, middle + width / 2
    draw.rounded_rectangle((left, top + height * 0.35, right, bottom - height * 0.1), radius=14 * size, fill="#2f4f7a")
    draw.rounded_rectangle((left + width * 0.14, top, right - width * 0.14, top + height * 0.5), 18 * size, fill="#27405f")
    draw.rectangle((left + width * 0.2, top + height * 0.1, right - width * 0.2, top + height * 0.36), fill="#9fb3c4")
    for x in (left + width * 0.08, right - width * 0.22):
        draw.rectangle((x, top + height * 0.5, x + width * 0.14, top + height * 0.62), fill="#c8372d")
        draw.rectangle((x, bottom - height * 0.12, x + width * 0.14, bottom), fill="#15181b")
    draw.rectangle((middle - width * 0.17, top + height * 0.64, middle + width * 0.17, top + height * 0.8), fill="#1e5bb8")
    draw.text((middle, top + height * 0.72), plate, fill="#ffffff", font_size=max(16 * size, 9), anchor="mm")
