"""The places of capture: a junction with lights, a kerb, a road with a solid line, a crossing, an expressway."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from simulators.devices.paper import FONT_BOLD
from simulators.world.evidence.canvas import FINER, WIDTH, Canvas, Colour

ASPHALT: Colour = (92, 98, 106)
PAINT: Colour = (228, 231, 232)
YELLOW: Colour = (222, 178, 52)
KERB: Colour = (168, 172, 174)
GREEN: Colour = (104, 128, 102)
LANE = 4.2
STOP_LINE = 12.0
FAR = 4000.0
NEAR = 2.0


def skyline(canvas: Canvas, random: Random) -> None:
    """Draw hills in the haze and towers before them."""
    width, horizon = WIDTH * FINER, canvas.view.horizon * FINER
    for layer, colour in enumerate(((178, 190, 200), (160, 174, 186))):
        tops = [(width * step / 12, horizon - FINER * random.randint(14, 58 - 20 * layer)) for step in range(13)]
        canvas.draw.polygon([(0.0, horizon + 4), *tops, (width, horizon + 4)], fill=colour)
    for _ in range(16):
        _tower(canvas, random, horizon)
    far_off = canvas.image.crop((0, 0, round(width), max(1, min(round(horizon) + 8, canvas.image.height))))
    canvas.image.paste(far_off.filter(ImageFilter.BoxBlur(2)))


def _tower(canvas: Canvas, random: Random, horizon: float) -> None:
    left = random.randrange(WIDTH) * FINER
    if abs(left - canvas.view.centre * FINER) < 130 * FINER:
        return
    across, high = random.randint(46, 110) * FINER, random.randint(50, 235) * FINER
    grey = random.randint(132, 172)
    colour = (grey - 10, grey, grey + 10)
    canvas.draw.rectangle((left, horizon - high, left + across, horizon + 6), fill=colour)
    windows = (grey - 32, grey - 22, grey - 12)
    for y in range(round(horizon - high) + 12 * FINER, round(horizon), 15 * FINER):
        canvas.draw.rectangle((left + 5 * FINER, y, left + across - 5 * FINER, y + 5 * FINER), fill=windows)


def road(canvas: Canvas, lanes: int = 2, verge: Colour = GREEN, solid_centre: bool = False) -> None:
    """Draw a road of `lanes` lanes each way's worth around the middle, with kerbs and lane lines."""
    edge = lanes * LANE
    canvas.ground(-3000, 3000, NEAR, FAR, verge)
    canvas.ground(-edge - 4, edge + 4, NEAR, FAR, (150, 152, 152))
    canvas.ground(-edge - 0.4, edge + 0.4, NEAR, FAR, KERB)
    canvas.ground(-edge, edge, NEAR, FAR, ASPHALT)
    for line in range(1 - lanes, lanes):
        middle = line * LANE
        if line == 0 and solid_centre:
            canvas.ground(middle - 0.22, middle - 0.08, NEAR, FAR, YELLOW)
            canvas.ground(middle + 0.08, middle + 0.22, NEAR, FAR, YELLOW)
        else:
            dashes(canvas, middle)


def dashes(canvas: Canvas, middle: float, start: float = 3.0, end: float = 150.0) -> None:
    """Draw a broken lane line: 6 m on, 9 m off on fast roads, shorter here."""
    at = start
    while at < end:
        canvas.ground(middle - 0.08, middle + 0.08, at, at + 3, PAINT)
        at += 7


def solid(canvas: Canvas, middle: float, colour: Colour = PAINT, start: float = NEAR, end: float = FAR) -> None:
    """Draw a solid line along the road."""
    canvas.ground(middle - 0.09, middle + 0.09, start, end, colour)


def zebra(canvas: Canvas, near: float, edge: float) -> None:
    """Draw a pedestrian crossing of 4 m."""
    at = -edge + 0.3
    while at < edge - 0.4:
        canvas.ground(at, at + 0.55, near, near + 4, PAINT)
        at += 1.2


def junction(canvas: Canvas) -> None:
    """Draw stop line, crossing and the crossing road."""
    edge = 2 * LANE
    for line in (-LANE, 0.0, LANE):
        canvas.ground(line - 0.3, line + 0.3, NEAR, 40, ASPHALT)
        solid(canvas, line, end=STOP_LINE)
    canvas.ground(-300, 300, STOP_LINE + 6.4, STOP_LINE + 26, ASPHALT)
    canvas.ground(-edge, edge, STOP_LINE - 0.25, STOP_LINE + 0.25, PAINT)
    zebra(canvas, STOP_LINE + 1.4, edge)
    zebra(canvas, STOP_LINE + 27, edge)


def signal(canvas: Canvas, right: float, ahead: float) -> None:
    """Draw an arm over the road with a horizontal signal that shows red, and its countdown."""
    canvas.upright(8.9, 9.2, 0, 7.3, ahead, (120, 124, 128))
    canvas.upright(right - 1.5, 9.2, 7.0, 7.2, ahead, (120, 124, 128))
    canvas.upright(right - 1.5, right + 1.5, 6.1, 7.15, ahead, (24, 26, 28))
    for place, colour in ((-0.95, (225, 42, 34)), (0.0, (62, 58, 40)), (0.95, (38, 58, 46))):
        canvas.disc((right + place, 6.62, ahead), 0.36, colour)
    canvas.light((right - 0.95, 6.62, ahead), 0.36, (255, 48, 36))
    canvas.upright(right + 1.7, right + 3.0, 6.1, 7.15, ahead, (24, 26, 28))
    lettering(canvas, "28", (right + 2.35, 6.62, ahead), 0.95, (236, 60, 44))


def lettering(canvas: Canvas, text: str, place: tuple[float, float, float], high: float, colour: Colour) -> None:
    """Write upright letters `high` metres tall, centred at `place`."""
    x, y = canvas.view.point(place)
    size = max(6, round(high * canvas.view.scale(place[2])))
    canvas.draw.text((x, y), text, font=ImageFont.truetype(FONT_BOLD, size), fill=colour, anchor="mm")


def no_entry_sign(canvas: Canvas, right: float, ahead: float) -> None:
    """Draw the sign 禁止驶入 on its post."""
    canvas.upright(right - 0.06, right + 0.06, 0, 3.4, ahead, (140, 144, 148))
    canvas.disc((right, 3.5, ahead), 0.62, (240, 240, 240))
    canvas.disc((right, 3.5, ahead), 0.57, (200, 32, 36))
    canvas.upright(right - 0.38, right + 0.38, 3.4, 3.6, ahead, (244, 244, 244))


def no_parking_sign(canvas: Canvas, right: float, ahead: float) -> None:
    """Draw the sign 禁止停车 on its post."""
    canvas.upright(right - 0.06, right + 0.06, 0, 3.0, ahead, (140, 144, 148))
    canvas.disc((right, 3.1, ahead), 0.62, (200, 32, 36))
    canvas.disc((right, 3.1, ahead), 0.5, (28, 76, 156))
    corner = ((-0.4, 3.46), (-0.34, 3.52), (0.4, 2.76), (0.34, 2.7))
    for mirror in (1, -1):
        canvas.face([(right + mirror * x, y, ahead) for x, y in corner], (200, 32, 36))


def pedestrian(canvas: Canvas, right: float, ahead: float, clothes: Colour) -> None:
    """Draw somebody who walks across."""
    for foot in (-0.16, 0.12):
        canvas.upright(right + foot, right + foot + 0.14, 0, 0.9, ahead, (48, 52, 66))
    outline = ((-0.3, 0.85), (-0.34, 1.5), (-0.16, 1.68), (0.16, 1.68), (0.34, 1.5), (0.3, 0.85))
    canvas.face([(right + x, y, ahead) for x, y in outline], clothes)
    canvas.disc((right, 1.9, ahead), 0.18, (196, 158, 132))
    canvas.disc((right, 1.97, ahead), 0.17, (40, 36, 36))


def barriers(canvas: Canvas, edge: float) -> None:
    """Draw the guard rails of an expressway."""
    for side in (-edge, edge):
        canvas.face(((side, 0.5, NEAR), (side, 0.9, NEAR), (side, 0.9, FAR), (side, 0.5, FAR)), (186, 192, 196))
        for post in range(3, 60, 4):
            canvas.upright(side - 0.06, side + 0.06, 0, 0.85, float(post), (140, 146, 150))


def direction_board(canvas: Canvas, text: str, ahead: float) -> None:
    """Draw a green board over an expressway."""
    canvas.upright(-9.6, -9.3, 0, 8.0, ahead, (130, 134, 138))
    canvas.upright(-9.6, 4.0, 7.7, 7.95, ahead, (130, 134, 138))
    canvas.upright(-5.5, 4.0, 5.3, 8.2, ahead, (20, 112, 74))
    lettering(canvas, text, (-0.75, 6.75, ahead), 1.25, (244, 248, 246))


def bus_lane(canvas: Canvas, left: float) -> None:
    """Paint 公交专用 and the yellow lines of a bus lane from `left` on."""
    for line in (left, left + LANE):
        canvas.ground(line - 0.12, line + 0.12, NEAR, 60, YELLOW)
    for distance, letter in ((7.0, "交"), (9.5, "公"), (14.0, "用"), (18.0, "专")):
        lying(canvas, letter, left + LANE / 2, distance)


def lying(canvas: Canvas, letter: str, right: float, ahead: float) -> None:
    """Paint a letter flat on the road."""
    tile = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(tile).text((100, 96), letter, font=ImageFont.truetype(FONT_BOLD, 180), fill=(*YELLOW, 255), anchor="mm")
    low, high = canvas.view.point((right, 0, ahead))[1], canvas.view.point((right, 0, ahead + 2.2))[1]
    across = round(2.4 * canvas.view.scale(ahead))
    flat = tile.resize((max(across, 2), max(round(low - high), 2)))
    canvas.image.paste(flat, (round(canvas.view.point((right, 0, ahead))[0] - across / 2), round(high)), flat)
