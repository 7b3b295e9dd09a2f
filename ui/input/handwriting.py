"""Handwriting: zinnia (Debian package libzinnia0) with the simplified Chinese model of tegaki, by ctypes. It cannot learn.

What its model misses of the commonest characters, `templates` knows; `ranking` puts both together.
"""

import ctypes
import logging
import math
import threading
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from ui.input.ranking import merged, swapped_orders
from ui.input.templates import Templates

log = logging.getLogger(__name__)

LIBRARY = "libzinnia.so.0"
MODEL = Path("/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model")
BOX = 1000  # the engine counts in whole numbers
FILLED = 0.6  # of the box by a whole character: measured best, see docs/input.md
MOST = 10  # candidates
MOST_STROKES = 40  # the model's characters have 30 at most
ANY_ORDER = 4  # so few strokes are read in swapped orders too, where they are nothing clear as they came …
MOST_ORDERS = 2  # … but not in more than these: each takes 4 ms
DOUBT = 0.7  # what the model's scores for them are lessened by
CLEAR = 0.0  # the model's score of a good guess
NEAR = 0.17  # the distance to a template that leaves no doubt
MOST_POINTS = 200  # of one stroke, evenly taken: the time that an answer takes grows with them

Point = tuple[float, float]  # 0..1 of the writing area, from the upper left
Stroke = Sequence[Point]


class Handwriting:
    """Reads one character at a time; for any thread. Where the library is missing it reads nothing, and logs it once."""

    def __init__(self, library: str = LIBRARY, model: Path = MODEL) -> None:
        self._library = library
        self._model = model
        self._lock = threading.Lock()
        self._lib: ctypes.CDLL | None = None
        self._recogniser: int | None = None
        self._missing = False
        self._templates = Templates()

    @property
    def works(self) -> bool:
        """Whether it can be offered; loads the model (26 MB, mapped and shared)."""
        with self._lock:
            return self._open() is not None

    def recognise(self, strokes: Sequence[Stroke]) -> list[str]:
        """Return at most ten characters for the strokes in the order they were drawn, best first; [] for what is no writing."""
        drawn = [stroke for stroke in map(clean, islice(strokes, MOST_STROKES)) if stroke]
        if not any(len(set(stroke)) > 1 for stroke in drawn):
            return []
        with self._lock:
            lib = self._open()
            return self._read(lib, drawn) if lib else []

    def _read(self, lib: ctypes.CDLL, drawn: list[list[Point]]) -> list[str]:
        strokes, distances = as_trained(drawn), self._templates.distances(drawn)
        read = classify(lib, self._recogniser, strokes)
        if len(strokes) <= ANY_ORDER and min(distances.values(), default=1.0) > NEAR:
            for order in swapped_orders(len(strokes))[:MOST_ORDERS]:
                if any(score > CLEAR for _, score in read):
                    break
                swapped = classify(lib, self._recogniser, [strokes[place] for place in order])
                read += [(character, score - DOUBT) for character, score in swapped]
        return merged(read, distances, MOST)

    def _open(self) -> ctypes.CDLL | None:
        if self._lib is None and not self._missing:
            try:
                self._lib, self._recogniser = load(self._library, self._model)
                self._templates.open()
            except OSError:
                self._missing = True
                log.warning("no handwriting engine or model: the keyboard offers letters only")
        return self._lib


def load(library: str, model: Path) -> tuple[ctypes.CDLL, int]:
    """Open library and model; raises :class:`OSError` where one is missing."""
    lib = ctypes.CDLL(library)
    declare(lib)
    recogniser = int(lib.zinnia_recognizer_new())
    if not lib.zinnia_recognizer_open(recogniser, bytes(model)):
        lib.zinnia_recognizer_destroy(recogniser)
        raise OSError("the model does not open")
    return lib, recogniser


def declare(lib: ctypes.CDLL) -> None:
    """Tell ctypes the signatures of zinnia.h."""
    handle, size, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    for name, result, *arguments in (
        ("recognizer_new", handle),
        ("recognizer_open", number, handle, ctypes.c_char_p),
        ("recognizer_destroy", None, handle),
        ("recognizer_classify", handle, handle, handle, size),
        ("character_new", handle),
        ("character_destroy", None, handle),
        ("character_set_width", None, handle, size),
        ("character_set_height", None, handle, size),
        ("character_add", number, handle, size, number, number),
        ("result_size", size, handle),
        ("result_value", ctypes.c_char_p, handle, size),
        ("result_score", ctypes.c_float, handle, size),
        ("result_destroy", None, handle),
    ):
        function = getattr(lib, f"zinnia_{name}")
        function.restype = result
        function.argtypes = arguments


def classify(lib: ctypes.CDLL, recogniser: int | None, strokes: Iterable[Sequence[tuple[int, int]]]) -> list[tuple[str, float]]:
    """Ask the engine: characters with their scores, best first."""
    character = lib.zinnia_character_new()
    try:
        lib.zinnia_character_set_width(character, BOX)
        lib.zinnia_character_set_height(character, BOX)
        for number, stroke in enumerate(strokes):
            for x, y in stroke:
                lib.zinnia_character_add(character, number, x, y)
        result = lib.zinnia_recognizer_classify(recogniser, character, MOST)
    finally:
        lib.zinnia_character_destroy(character)
    if not result:
        return []
    try:
        return [
            (lib.zinnia_result_value(result, i).decode("utf-8"), float(lib.zinnia_result_score(result, i)))
            for i in range(lib.zinnia_result_size(result))
        ]
    finally:
        lib.zinnia_result_destroy(result)


def clean(stroke: Stroke) -> list[Point]:
    """The stroke inside the writing area; points that are none are dropped, too many are thinned."""
    points = [(in_box(x), in_box(y)) for x, y in stroke if math.isfinite(x) and math.isfinite(y)]
    if len(points) <= MOST_POINTS:
        return points
    return [points[i * (len(points) - 1) // (MOST_POINTS - 1)] for i in range(MOST_POINTS)]


def in_box(part: float) -> float:
    """A finger that leaves the box stays at its edge."""
    return min(max(part, 0.0), 1.0)


def as_trained(strokes: Sequence[Sequence[Point]]) -> list[list[tuple[int, int]]]:
    """Strokes in the engine's numbers, as large and in the middle as the model has them, wherever they were written.

    One stroke alone keeps its place: whether it is 一 or 丶 is a matter of size.
    """
    across, down = ([point[axis] for stroke in strokes for point in stroke] for axis in (0, 1))
    span = max(max(across) - min(across), max(down) - min(down))
    scale = FILLED / span if len(strokes) > 1 else 1.0
    left, top = (0.5 - (max(axis) + min(axis)) / 2 * scale if len(strokes) > 1 else 0.0 for axis in (across, down))
    return [[(round((left + x * scale) * BOX), round((top + y * scale) * BOX)) for x, y in stroke] for stroke in strokes]
