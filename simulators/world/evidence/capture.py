"""One capture picture: the place, the vehicle in it at this moment, and what the device burns in."""

import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from simulators.devices.paper import FONT_BOLD, FONT_REGULAR
from simulators.world.evidence import street
from simulators.world.evidence.canvas import HEIGHT, WIDTH, Canvas, Colour, View
from simulators.world.evidence.plates import plate_picture
from simulators.world.evidence.vehicles import PAINTS, Model, draw_vehicle, front_picture, kind_of

LIMIT_BYTES = 200_000
MARK = "样本"
BAND = 74  # pixels of the black band with the device's words

SCENES = {
    **dict.fromkeys(("1625", "1208"), "signal"),
    "1039": "kerb",
    **dict.fromkeys(("1116", "1344"), "sign"),
    "1357": "crossing",
    **dict.fromkeys(("1120", "1362"), "driver"),
    "1019": "bus_lane",
    "1373": "wrong_way",
    **dict.fromkeys(("1636", "1352A", "1721"), "speed"),
}

SPEEDS = {"1352A": "实测 68 km/h  限速 60", "1636": "实测 79 km/h  限速 60", "1721": "实测 97 km/h  限速 60"}


@dataclass(frozen=True)
class Subject:
    """What a picture shows. Everything of it is invented."""

    record_number: str
    plate: str
    plate_kind: str
    type_code: str
    colour: str
    captured_at: datetime
    place: str
    code: str
    agency: str


@dataclass(frozen=True)
class Moment:
    """Where the vehicle is in one picture of the sequence, and how long after the first."""

    right: float
    ahead: float
    after_s: float
    close: bool = False
    braking: bool = False


@lru_cache(maxsize=64)
def evidence_jpeg(subject: Subject, index: int, pictures: int) -> bytes:
    """Return picture `index` (from 0) of `pictures`: JPEG 1200 × 800, at most 200 kB, always the same for a record."""
    moment = _moments(subject, pictures)[index]
    picture = _front(subject) if _scene(subject) == "driver" and index == 0 else _picture(subject, moment)
    picture = _with_noise(picture, f"{subject.record_number}/{index}")
    _burn_in(picture, subject, moment.after_s, f"{index + 1}/{pictures}")
    return _jpeg(picture)


def _scene(subject: Subject) -> str:
    if "高速" in subject.place:
        return "expressway"
    return SCENES.get(subject.code, "line")


def _moments(subject: Subject, pictures: int) -> list[Moment]:
    """Return the sequence: on its way, in the act, after it, and from close by."""
    scene = _scene(subject)
    right = {"kerb": 6.6, "wrong_way": -2.1, "line": -0.2, "bus_lane": 6.2}.get(scene, 2.1)
    if scene == "kerb":
        along = [Moment(right, 16, 0), Moment(right, 16, 372), Moment(right, 16, 375, close=True), Moment(right, 16, 377)]
    elif scene in {"signal", "crossing", "sign"}:
        along = [
            Moment(right, 7.6, 0, braking=scene == "crossing"),
            Moment(right, 10.6, 0.9),
            Moment(right, 19, 2.1),
            Moment(right, 8.6, 0.3, close=True),
        ]
    elif scene == "bus_lane":
        along = [Moment(right, 15, 0), Moment(right, 22, 1.2), Moment(right, 15, 0.1, close=True), Moment(right, 30, 2.6)]
    else:
        along = [Moment(right, 9.5, 0), Moment(right, 13.5, 0.8), Moment(right, 9.5, 0.1, close=True), Moment(right, 18, 1.5)]
    return along[:pictures]


def _picture(subject: Subject, moment: Moment) -> Image.Image:
    view = View()
    if moment.close:
        view = view.closer((moment.right, 0.95, moment.ahead), 2.6)
    darkness = _darkness(subject.captured_at)
    canvas = Canvas(view, (206, 216, 224))
    _draw_place(canvas, subject, Random(subject.place))  # noqa: S311 - a drawing, no secret
    model = Model(kind_of(subject.type_code), PAINTS[subject.colour], plate_picture(subject.plate, subject.plate_kind))
    by_night = min(darkness) < 200
    draw_vehicle(canvas, model, moment.right, moment.ahead, braking=moment.braking or (by_night and _scene(subject) != "kerb"))
    if by_night:
        for side in (-9.5, 9.5):
            for ahead in (14.0, 26.0, 48.0, 90.0):
                canvas.light((side, 8.2, ahead), 0.3, (255, 226, 168))
    return canvas.finish(darkness)


def _darkness(at: datetime) -> Colour:
    if 7 <= at.hour < 18:
        return (255, 255, 255)
    return (206, 188, 178) if at.hour in {6, 18} else (132, 138, 158)


def _draw_place(canvas: Canvas, subject: Subject, random: Random) -> None:
    street.skyline(canvas, random)
    scene = _scene(subject)
    street.road(canvas, verge=street.GREEN, solid_centre=scene in {"line", "wrong_way", "kerb"})
    if scene in {"signal", "sign", "crossing"}:
        _draw_junction(canvas, scene)
    elif scene == "kerb":
        street.solid(canvas, 2 * street.LANE - 0.3, street.YELLOW)
        street.no_parking_sign(canvas, 9.6, 25)
    elif scene == "bus_lane":
        street.bus_lane(canvas, street.LANE)
    elif scene == "expressway":
        street.barriers(canvas, 2 * street.LANE + 0.8)
        street.direction_board(canvas, _board(subject.place), 34)


def _draw_junction(canvas: Canvas, scene: str) -> None:
    if scene == "signal":
        street.junction(canvas)
        street.signal(canvas, 1.8, 30)
    elif scene == "sign":
        street.no_entry_sign(canvas, 9.3, 24)
        street.no_entry_sign(canvas, -9.3, 24)
    else:
        street.zebra(canvas, street.STOP_LINE + 1.4, 2 * street.LANE)
        street.pedestrian(canvas, 0.2, street.STOP_LINE + 3, (186, 92, 60))
        street.pedestrian(canvas, -2.6, street.STOP_LINE + 3.6, (70, 104, 150))


def _board(place: str) -> str:
    """Return what the board over the expressway says: the road's number."""
    number = re.search(r"[GS]\d+", place)
    return f"{number.group()}  高速" if number else "高速"


def _front(subject: Subject) -> Image.Image:
    model = Model("car", PAINTS[subject.colour], plate_picture(subject.plate, subject.plate_kind))
    return front_picture(model, subject.code == "1362", WIDTH, HEIGHT)


def _with_noise(picture: Image.Image, seed: str) -> Image.Image:
    random = np.random.default_rng(list(seed.encode()))
    grain = random.normal(0, 2.6, (HEIGHT // 2, WIDTH // 2, 1)).repeat(2, axis=0).repeat(2, axis=1)
    return Image.fromarray(np.clip(np.asarray(picture, np.float32) + grain, 0, 255).astype(np.uint8))


def _burn_in(picture: Image.Image, subject: Subject, after_s: float, count: str) -> None:
    """Write what a capture device writes: when, where, which device and code; and that it is a sample."""
    draw = ImageDraw.Draw(picture)
    at = subject.captured_at + timedelta(seconds=after_s)
    draw.rectangle((0, 0, WIDTH, BAND), fill=(0, 0, 0))
    bold, small = ImageFont.truetype(FONT_BOLD, 27), ImageFont.truetype(FONT_REGULAR, 22)
    stamp = f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 100000}"
    draw.text((18, 4), f"{stamp}    {subject.place}", font=bold, fill=(255, 236, 120))
    speed = SPEEDS.get(subject.code, "")
    unit = f"设备 {subject.record_number[:6]}{subject.record_number[-4:]}"
    device = "   ".join((unit, subject.agency, f"代码 {subject.code}", subject.plate, speed))
    draw.text((18, 41), device, font=small, fill=(236, 238, 240))
    draw.text((WIDTH - 18, 41), count, font=small, fill=(236, 238, 240), anchor="ra")
    _mark(picture)


def _mark(picture: Image.Image) -> None:
    layer = Image.new("RGBA", picture.size)
    ImageDraw.Draw(layer).text(
        (WIDTH - 30, HEIGHT - 20), MARK, font=ImageFont.truetype(FONT_BOLD, 84), fill=(255, 255, 255, 120), anchor="rd"
    )
    picture.paste(layer, (0, 0), layer)


def _jpeg(picture: Image.Image) -> bytes:
    for quality in range(84, 30, -6):
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        if stream.tell() <= LIMIT_BYTES:
            return stream.getvalue()
    raise ValueError(f"picture does not fit into {LIMIT_BYTES} bytes")
