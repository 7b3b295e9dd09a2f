"""Vehicles seen from behind and a little above, and one seen from the front."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from simulators.world.evidence.canvas import Canvas, Colour, shade

PAINTS: dict[str, Colour] = {
    "white": (232, 235, 238),
    "silver": (176, 182, 188),
    "grey": (104, 110, 118),
    "black": (44, 47, 52),
    "red": (168, 42, 38),
    "blue": (44, 84, 142),
    "green": (84, 138, 110),
    "yellow": (238, 184, 44),
    "orange": (214, 118, 42),
}
GLASS: Colour = (58, 74, 92)
RUBBER: Colour = (26, 27, 30)
TAIL: Colour = (178, 34, 30)
PLATE_M = 0.66


@dataclass(frozen=True)
class Model:
    """What a vehicle looks like; `plate` is its picture."""

    kind: str  # car, truck, coach, motorcycle
    paint: Colour
    plate: Image.Image


def kind_of(type_code: str) -> str:
    """Return how a vehicle of a type 车辆类型 (GA 24.4) is drawn."""
    if type_code.startswith(("K1", "K2")):
        return "coach"
    return {"H": "truck", "Q": "truck", "Z": "truck", "M": "motorcycle"}.get(type_code[:1], "car")


def draw_vehicle(canvas: Canvas, model: Model, right: float, ahead: float, braking: bool = False) -> None:
    """Draw the vehicle with its rear at `ahead`."""
    if model.kind == "motorcycle":
        _motorcycle(canvas, model, right, ahead)
    elif model.kind == "car":
        _car(canvas, model, right, ahead)
    else:
        _box(canvas, model, right, ahead)
    if braking:
        _tail_lights(canvas, model.kind, right, ahead)


def _tail_lights(canvas: Canvas, kind: str, right: float, ahead: float) -> None:
    apart, up = {"car": (0.95, 1.03), "motorcycle": (0.0, 1.03)}.get(kind, (1.3, 1.13))
    for side in {-apart, apart}:
        canvas.light((right + side, up, ahead), 0.09, (255, 70, 50))


def _car(canvas: Canvas, model: Model, right: float, ahead: float) -> None:
    half, paint = 1.22, model.paint
    canvas.ground(right - half - 0.1, right + half + 0.1, ahead - 0.25, ahead + 5.8, (46, 49, 53))
    for side in (-1, 1):
        canvas.upright(right + side * 0.98 - 0.2, right + side * 0.98 + 0.2, 0, 0.6, ahead + 0.35, RUBBER)
    _sides(canvas, right, half, 0.32, 1.24, ahead, ahead + 5.7, shade(paint, 0.72))
    canvas.face(_level(right, half, 1.24, ahead + 0.05, ahead + 5.7), shade(paint, 1.08))
    _sides(canvas, right, half - 0.14, 1.24, 1.9, ahead + 1.2, ahead + 4.2, GLASS)
    rear = ((-0.14, 1.24, 0.75), (-0.36, 1.92, 1.6))
    (low, low_up, low_z), (high, high_up, high_z) = rear
    canvas.face(
        (
            (right - half - low, low_up, ahead + low_z),
            (right + half + low, low_up, ahead + low_z),
            (right + half + high, high_up, ahead + high_z),
            (right - half - high, high_up, ahead + high_z),
        ),
        shade(paint, 0.9),
    )
    canvas.face(
        (
            (right - half + 0.24, 1.3, ahead + 0.78),
            (right + half - 0.24, 1.3, ahead + 0.78),
            (right + half - 0.42, 1.85, ahead + 1.52),
            (right - half + 0.42, 1.85, ahead + 1.52),
        ),
        GLASS,
    )
    canvas.face(_level(right, half - 0.36, 1.93, ahead + 1.6, ahead + 3.6), shade(paint, 1.12))
    _car_rear(canvas, model, right, ahead, half)


def _car_rear(canvas: Canvas, model: Model, right: float, ahead: float, half: float) -> None:
    paint = model.paint
    outline = ((-1, 0.38), (-1, 1.2), (-0.97, 1.25), (0.97, 1.25), (1, 1.2), (1, 0.38), (0.96, 0.3), (-0.96, 0.3))
    canvas.face([(right + half * x, y, ahead) for x, y in outline], paint)
    canvas.upright(right - half * 0.97, right + half * 0.97, 0.3, 0.5, ahead, shade(paint, 0.55))
    canvas.upright(right - half * 0.9, right + half * 0.9, 1.235, 1.26, ahead, shade(paint, 0.7))
    for side in (-1, 1):
        inner, outer = right + side * half * 0.56, right + side * half * 0.97
        canvas.upright(min(inner, outer), max(inner, outer), 0.93, 1.13, ahead, TAIL)
        canvas.upright(min(inner, outer), max(inner, outer), 0.9, 0.94, ahead, (226, 214, 206))
    canvas.paste(model.plate, (right, 0.74, ahead), PLATE_M)


def _box(canvas: Canvas, model: Model, right: float, ahead: float) -> None:
    """Draw a truck with its cargo box, or a coach."""
    coach = model.kind == "coach"
    half, high, length = (1.55, 3.9, 12.0) if coach else (1.6, 4.1, 9.5)
    paint = model.paint
    canvas.ground(right - half - 0.1, right + half + 0.1, ahead - 0.25, ahead + length, (46, 49, 53))
    for side in (-1, 1):
        canvas.upright(right + side * 1.2 - 0.3, right + side * 1.2 + 0.3, 0, 0.95, ahead + 0.3, RUBBER)
    _sides(canvas, right, half, 0.8, high, ahead, ahead + length, shade(paint, 0.7))
    canvas.upright(right - half, right + half, 0.75, high, ahead, paint)
    if coach:
        canvas.upright(right - half * 0.86, right + half * 0.86, 2.3, high - 0.4, ahead, GLASS)
        canvas.upright(right - half, right + half, 1.5, 1.75, ahead, shade(paint, 0.75))
    else:
        canvas.upright(right - 0.03, right + 0.03, 1.25, high, ahead, shade(paint, 0.6))
        for bar in (-0.7, 0.7):
            canvas.upright(right + bar - 0.03, right + bar + 0.03, 1.25, high - 0.1, ahead, shade(paint, 0.8))
    canvas.upright(right - half, right + half, 0.6, 1.0, ahead, shade(paint, 0.5))
    for side in (-1, 1):
        canvas.upright(right + side * 1.3 - 0.22, right + side * 1.3 + 0.22, 1.02, 1.24, ahead, TAIL)
    canvas.paste(model.plate, (right, 1.12, ahead), PLATE_M * 1.15)


def _motorcycle(canvas: Canvas, model: Model, right: float, ahead: float) -> None:
    canvas.ground(right - 0.4, right + 0.4, ahead - 0.1, ahead + 2.2, (46, 49, 53))
    canvas.upright(right - 0.12, right + 0.12, 0, 0.75, ahead, RUBBER)
    canvas.upright(right - 0.32, right + 0.32, 0.55, 1.1, ahead, model.paint)
    canvas.upright(right - 0.55, right + 0.55, 1.15, 1.2, ahead + 0.8, RUBBER)
    outline = ((-0.42, 1.05), (-0.5, 1.75), (-0.28, 2.0), (0.28, 2.0), (0.5, 1.75), (0.42, 1.05))
    canvas.face([(right + x, y, ahead + 0.3) for x, y in outline], (70, 82, 98))
    canvas.disc((right, 2.2, ahead + 0.3), 0.27, (206, 60, 44))
    canvas.upright(right - 0.16, right + 0.16, 0.98, 1.08, ahead, TAIL)
    canvas.paste(model.plate, (right, 0.78, ahead), PLATE_M * 0.7)


def _sides(canvas: Canvas, right: float, half: float, low: float, high: float, near: float, far: float, fill: Colour) -> None:
    """Draw the flank that the camera sees, if any."""
    for flank in ((right + half) if right + half < 0 else None, (right - half) if right - half > 0 else None):
        if flank is not None:
            canvas.face(((flank, low, near), (flank, high, near), (flank, high, far), (flank, low, far)), fill)


def _level(right: float, half: float, up: float, near: float, far: float) -> list[tuple[float, float, float]]:
    return [(right - half, up, near), (right + half, up, near), (right + half, up, far), (right - half, up, far)]


def front_picture(model: Model, telephone: bool, width: int, height: int) -> Image.Image:
    """Draw a car from the front, its driver behind the windscreen: without belt, or with a telephone at the ear."""
    image = Image.new("RGB", (width * 2, height * 2), (72, 76, 82))
    draw = ImageDraw.Draw(image)
    unit = width / 600  # drawn twice as large

    def scaled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x * unit, y * unit) for x, y in points]

    paint = model.paint
    draw.polygon(scaled([(250, 90), (950, 90), (1060, 430), (140, 430)]), fill=shade(paint, 0.85))
    draw.polygon(scaled([(290, 118), (910, 118), (1000, 408), (200, 408)]), fill=(66, 82, 98))
    _driver(draw, unit, telephone)
    draw.polygon(scaled([(140, 430), (1060, 430), (1120, 590), (80, 590)]), fill=shade(paint, 1.05))
    draw.rounded_rectangle([part * unit for part in (70, 585, 1130, 800)], 30 * unit, fill=paint)
    draw.rounded_rectangle([part * unit for part in (380, 610, 820, 672)], 16 * unit, fill=(36, 38, 42))
    for left in (95, 915):
        draw.rounded_rectangle([part * unit for part in (left, 606, left + 190, 668)], 24 * unit, fill=(240, 240, 226))
    plate = model.plate.resize((round(300 * unit), round(300 * unit * model.plate.height / model.plate.width)))
    image.paste(plate, (round(450 * unit), round(690 * unit)))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _driver(draw: ImageDraw.ImageDraw, unit: float, telephone: bool) -> None:
    """Draw the driver (on the right as we look) and the frame that the device lays around."""
    draw.rounded_rectangle([part * unit for part in (650, 268, 880, 430)], 50 * unit, fill=(48, 58, 74))
    draw.ellipse([part * unit for part in (712, 160, 812, 290)], fill=(186, 150, 126))
    draw.pieslice([part * unit for part in (706, 148, 818, 262)], 180, 360, fill=(34, 32, 32))
    if telephone:
        draw.line([part * unit for part in (668, 330, 690, 250)], fill=(48, 58, 74), width=round(34 * unit))
        draw.rounded_rectangle([part * unit for part in (690, 196, 712, 262)], 6 * unit, fill=(16, 16, 18))
    draw.arc([part * unit for part in (690, 352, 850, 470)], 190, 350, fill=(24, 26, 30), width=round(14 * unit))
    draw.rectangle([part * unit for part in (628, 134, 900, 414)], outline=(226, 44, 36), width=round(6 * unit))
