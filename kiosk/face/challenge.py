"""The challenge 动作检测: turns of the head drawn at random. Whoever holds up a photograph cannot do them.

It is a basic check that a person is there, not certified detection of presentation attacks: a video of the right turns in the
right order, or a mask, passes it. Measured: a flat photograph turned by up to 45° changes `Face.turn` by less than 0.25.
"""

from collections.abc import Sequence
from random import Random

from kiosk.face.contract import Guidance, Stage
from kiosk.face.vision import Face

TURNED = 0.25
"""Change of `Face.turn` against the same person looking straight ahead, from which a head counts as turned."""

AT_FRONT = 0.12
"""Change of `Face.turn` up to which a head counts as straight again."""

STEADY = 2  # frames in a row: one alone may be a mistake of the detector
WRONG_WAYS_AT_MOST = 3  # more full turns to the wrong side than a confused citizen makes: a film that turns at will

_SIDE = {Stage.LEFT: 1, Stage.RIGHT: -1}  # the sign of Face.turn
_ASKS = {Stage.LEFT: Guidance.LEFT, Stage.RIGHT: Guidance.RIGHT}


def draw_stages(turns: int, random: Random) -> tuple[Stage, ...]:
    """Return the stages of a try: front, then `turns` turns, each drawn by itself."""
    return (Stage.FRONT, *(random.choice((Stage.LEFT, Stage.RIGHT)) for _ in range(turns)))


class Turns:
    """The turns of one try, asked one after the other; after each of them the head must come back to the front."""

    def __init__(self, wanted: Sequence[Stage], straight: float) -> None:
        self._wanted = tuple(wanted)
        self._straight = straight  # Face.turn of this person looking straight ahead
        self._steady = 0
        self._wrong_way = False
        self.done = 0
        self.wrong_ways = 0
        self.comes_back = False  # the head is to come back before the next turn

    @property
    def is_over(self) -> bool:
        """Tell whether every turn was made and the head is back."""
        return self.done == len(self._wanted) and not self.comes_back

    @property
    def asks(self) -> Guidance:
        """What the citizen is asked to do now."""
        if self.is_over or self.comes_back:
            return Guidance.FRONT
        return _ASKS[self._wanted[self.done]]

    def change(self, turn: float) -> float:
        """Return how far `turn` is from straight; positive: to the own left."""
        return turn - self._straight

    def part(self, turn: float) -> float:
        """Return how much of the present turn is made, 0..1."""
        return 0.0 if self.is_over or self.comes_back else min(1.0, max(0.0, self._towards(turn) / TURNED))

    def counts(self, turn: float) -> bool:
        """Tell whether a frame with this turn would bring the challenge on."""
        if self.is_over:
            return False
        return abs(self.change(turn)) <= AT_FRONT if self.comes_back else self._towards(turn) >= TURNED

    def look(self, turn: float) -> None:
        """Take a frame of which it is known that it shows the same person."""
        if self.is_over:
            return
        self._steady = self._steady + 1 if self.counts(turn) else 0
        self._count_wrong_way(turn)
        if self._steady < STEADY:
            return
        self._steady = 0
        if self.comes_back:
            self.comes_back = False
        else:
            self.done += 1
            self.comes_back = True

    def waver(self) -> None:
        """Take a frame that does not count: those before it were not steady enough."""
        self._steady = 0

    def _towards(self, turn: float) -> float:
        return self.change(turn) * _SIDE[self._wanted[self.done]]

    def _count_wrong_way(self, turn: float) -> None:
        wrong = not self.is_over and not self.comes_back and self._towards(turn) <= -TURNED
        if wrong and not self._wrong_way:
            self.wrong_ways += 1
        self._wrong_way = wrong


class Continuity:
    """Watches that it stays one face: no gap, no jump. Times are monotonic seconds of the frames."""

    GAP_S = 0.7  # without a face
    BLIND_S = 2.0  # between two frames at all
    REACH = 0.45  # widths of the face that it may be moved between two frames, …
    SPEED = 2.5  # … and widths per second more
    GROWTH = 1.5  # the box of a turned head has another shape

    def __init__(self) -> None:
        self._seen_at: float | None = None
        self._lost = False
        self._box = (0.0, 0.0, 0.0, 0.0)

    def look(self, at: float, face: Face | None) -> bool:
        """Take the next frame; False when this is not surely the face that was there before."""
        unbroken = self._seen_at is None or self._holds(at - self._seen_at, face)
        if face is not None:
            self._seen_at, self._box, self._lost = at, face.box, False
        elif not unbroken:
            self._seen_at = None
        else:
            self._lost = True
        return unbroken

    def _holds(self, pause: float, face: Face | None) -> bool:
        if pause > (self.GAP_S if self._lost or face is None else self.BLIND_S):
            return False
        return face is None or self._is_near(pause, face.box)

    def _is_near(self, pause: float, box: tuple[float, float, float, float]) -> bool:
        x, y, width, height = self._box
        moved = max(abs(box[0] + box[2] / 2 - x - width / 2), abs(box[1] + box[3] / 2 - y - height / 2))
        grown = max(box[2] / max(width, 1.0), width / max(box[2], 1.0))
        return moved <= (self.REACH + self.SPEED * pause) * max(width, 1.0) and grown <= self.GROWTH + pause
