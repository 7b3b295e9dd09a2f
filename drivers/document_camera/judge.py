"""Looks at one picture after the other: what stands against it, and whether a good one was held still for long enough."""

from dataclasses import dataclass

from drivers.document_camera import sheet
from drivers.document_camera.contract import Measured, Outline, Shortfall
from drivers.document_camera.settings import DocumentCameraSettings
from drivers.document_camera.sheet import Points
from drivers.frames import Image

WHOLE = 10_000


@dataclass(frozen=True)
class Look:
    """One picture, judged. `paper` is what would be handed over: the straightened sheet, or all of it."""

    corners: Points | None
    outline: Outline | None
    paper: Image
    measured: Measured
    shortfalls: tuple[Shortfall, ...]
    known: bool
    held: bool  # good for so long that it may be taken


class Judge:
    """Remembers the last moment, since when it has been good, and a trace of what was taken last."""

    def __init__(self, settings: DocumentCameraSettings) -> None:
        self._settings = settings
        self._before: Image | None = None
        self._good_since: float | None = None
        self._taken: Image | None = None
        self._avoids_known = False

    def begin(self, *, another: bool) -> None:
        """A new paper is to come; `another`: what was taken last does not count before it was lifted."""
        self._before = self._good_since = None
        self._avoids_known = another and self._taken is not None
        if not another:
            self._taken = None

    def took(self, image: Image) -> None:
        """Remember a trace of what was taken."""
        self._taken = sheet.trace(image)

    def look(self, image: Image, now: float) -> Look:
        """Judge the picture of the monotonic moment `now`."""
        found = sheet.find_sheet(image, self._settings.sheet_from)
        corners, cut = found or (None, False)
        paper = image if corners is None else sheet.straighten(image, corners, self._settings.longest_px)
        measured = sheet.measure(paper, sheet.share_of(corners, image) if corners is not None else 0.0)
        trace = sheet.trace(image)
        moved = self._before is None or sheet.difference(self._before, trace) >= self._settings.still_below
        known = self._is_known(trace, there=corners is not None)
        self._before = trace
        shortfalls = self._shortfalls(measured, there=corners is not None, cut=cut, moved=moved)
        held = self._is_held(now, good=not shortfalls and not known)
        return Look(corners, _outline(corners, image), paper, measured, shortfalls, known, held)

    def _is_known(self, trace: Image, *, there: bool) -> bool:
        if not self._avoids_known or self._taken is None:
            return False
        if not there or sheet.difference(self._taken, trace) >= 2 * self._settings.still_below:
            self._avoids_known = False
        return self._avoids_known

    def _is_held(self, now: float, *, good: bool) -> bool:
        if not good:
            self._good_since = None
            return False
        self._good_since = now if self._good_since is None else self._good_since
        return now - self._good_since >= self._settings.held_s

    def _shortfalls(self, measured: Measured, *, there: bool, cut: bool, moved: bool) -> tuple[Shortfall, ...]:
        limits = self._settings
        if not there:
            return (Shortfall.NOTHING_THERE,)
        against = {
            Shortfall.NOT_WHOLE: cut,
            Shortfall.TOO_SMALL: measured.share < limits.small_below,
            Shortfall.TOO_DARK: measured.brightness < limits.dark_below,
            Shortfall.GLARE: measured.glare > limits.glare_above,
            Shortfall.MOVED: moved,
            Shortfall.BLURRED: measured.sharpness < limits.sharp_from,
        }
        return tuple(shortfall for shortfall, stands in against.items() if stands)


def _outline(corners: Points | None, image: Image) -> Outline | None:
    if corners is None:
        return None
    height, width = image.shape[:2]
    one, two, three, four = ((_part(x, width), _part(y, height)) for x, y in corners)
    return one, two, three, four


def _part(place: float, whole: int) -> int:
    return min(WHOLE, max(0, round(WHOLE * float(place) / whole)))
