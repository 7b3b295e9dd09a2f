"""Number plates 机动车号牌: blue for small cars, yellow for large and training ones, green for new energy (GA 36)."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from simulators.devices.paper import FONT_BOLD

HEIGHT_PX = 140
SMALL_PX, NEW_ENERGY_PX = 440, 480  # widths of the two sheets, in millimetres as in pixels

_YELLOW_KINDS = {"01", "15", "16", "07"}  # 大型汽车, 挂车, 教练汽车, 普通摩托车
_GREEN_KINDS = {"51", "52"}  # 大型, 小型新能源汽车


@lru_cache(maxsize=64)
def plate_picture(plate: str, kind: str) -> Image.Image:
    """Draw the plate `plate` of kind 号牌种类 `kind`."""
    green, yellow = kind in _GREEN_KINDS, kind in _YELLOW_KINDS
    size = (NEW_ENERGY_PX if green else SMALL_PX, HEIGHT_PX)
    ground = _new_energy_ground(size) if green else Image.new("RGB", size, (248, 193, 30) if yellow else (22, 74, 158))
    ink = (20, 24, 20) if green or yellow else (250, 252, 255)
    draw = ImageDraw.Draw(ground)
    draw.rounded_rectangle((5, 5, size[0] - 6, size[1] - 6), 10, outline=ink, width=4)
    _letters(draw, plate, size[0], ink)
    return ground


def _letters(draw: ImageDraw.ImageDraw, plate: str, width: int, ink: tuple[int, int, int]) -> None:
    province, font = ImageFont.truetype(FONT_BOLD, 66), ImageFont.truetype(FONT_BOLD, 88)
    gap = 26  # the dot after the second character
    step = (width - 36 - gap) / len(plate)
    for place, letter in enumerate(plate):
        x = 18 + step * (place + 0.5) + (gap if place > 1 else 0)
        draw.text((x, HEIGHT_PX / 2 - 3), letter, font=font if place else province, fill=ink, anchor="mm")
    dot = 18 + 2 * step + gap / 2
    draw.ellipse((dot - 7, HEIGHT_PX / 2 - 7, dot + 7, HEIGHT_PX / 2 + 7), fill=ink)


def _new_energy_ground(size: tuple[int, int]) -> Image.Image:
    fade = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, (84, 190, 108)), Image.new("RGB", size, (240, 250, 242)), fade)
