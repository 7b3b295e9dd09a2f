"""签名: the citizen's finger on the glass."""

from kiosk.flow.outcome import STAY, Advice, Advise, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Step, View
from kiosk.flow.visit import Point

BOX = 10_000  # a coordinate runs from 0 to this
MOST_STROKES = 200
MOST_POINTS = 5_000  # of the whole signature: a minute at the panel's rate
LONGEST_MS = 900_000
ENOUGH_POINTS = 8
ENOUGH_EXTENT = 1_000  # a tenth of the box in one direction: not a dot, not a slip of the finger


class Sign(Step):
    """Signature by finger."""

    kind = "sign"

    def view(self) -> View:
        strokes: list[Json] = [[[x, y] for x, y, _ in stroke] for stroke in self.visit.person.strokes]
        return {"strokes": strokes, "enough": self._is_enough(), "may_refuse": self.plan.may_refuse_to_sign}

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "stroke":
                self._draw(touch.payload.get("points"))
            case "clear":
                self.visit.person.strokes = []
            case "next" if self._is_enough():
                return Forward()
            case "refuse" if self.plan.may_refuse_to_sign:
                return Advise(Advice("window", retry=self.name))
        return STAY

    def _draw(self, points: Json) -> None:
        stroke = parse_stroke(points)
        strokes = self.visit.person.strokes
        room = MOST_POINTS - sum(map(len, strokes))
        if stroke and len(strokes) < MOST_STROKES and len(stroke) <= room:
            strokes.append(stroke)

    def _is_enough(self) -> bool:
        points = [point for stroke in self.visit.person.strokes for point in stroke]
        if len(points) < ENOUGH_POINTS:
            return False
        across = [x for x, _, _ in points]
        down = [y for _, y, _ in points]
        return max(max(across) - min(across), max(down) - min(down)) >= ENOUGH_EXTENT


def parse_stroke(points: Json) -> list[Point]:
    """Return the points of one stroke; empty when anything in it is no point of the box."""
    if not isinstance(points, list):
        return []
    stroke = [_point(point) for point in points]
    return [point for point in stroke if point] if all(stroke) else []


def _point(value: Json) -> Point | None:
    match value:  # a screen may hand over whole numbers as floats
        case [int(x) | float(x), int(y) | float(y), int(ms) | float(ms)] if _is_within(x, BOX) and _is_within(y, BOX):
            return (round(x), round(y), round(ms)) if _is_within(ms, LONGEST_MS) else None
    return None


def _is_within(value: float, limit: int) -> bool:
    return 0 <= value <= limit  # false for NaN
