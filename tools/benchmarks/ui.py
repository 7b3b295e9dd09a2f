"""``ui``: real touches on the real screens: how soon something changes, how soon the next page stands, what a visit leaves.

Screens and flow are the terminal's own; devices are those of the flow's tests. Pages of a whole visit are touched with pages
moving and, as the reference, without. Two cores, software renderer, no display. A visit's growth is that of the resident memory
over many visits, after the first ones have filled the caches.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.flow.screen_state import Display, ScreenState
from tests.kiosk.stage import Stage
from tests.ui.window import Finger
from tools.benchmarks.panel import CORES
from tools.benchmarks.report import Goal, Options, Report
from ui.gallery.examples import examples
from ui.gallery.pinned import pin_rendering
from ui.gallery.studio import Studio

ROUNDS = 5
VISITS_BEFORE, VISITS = 20, 60
QUIET_S = 0.05  # a page stands when nothing has changed for so long
LIMIT_S = 5.0
WHOLE_SCREEN = "attract.wake"
NEXT_SERIAL = 1_000_000
GOALS = {"touch_p95_ms": Goal(100), "page_p95_ms": Goal(300), "visit_rss_growth_kb": Goal(5)}
# What is touched in turn: the state shown, the target, and the state that the flow answers with.
WAY = (
    ("attract", "attract.wake", "home"),
    ("home", "home.service.driver_licence_reissue_loss", "read_id_card"),
    ("read_id_card", "read_id_card.without_card", "advice-no_card"),
    ("notices-all", "notices.next", "address-choose"),
    ("confirm", "confirm.next", "sign"),
    ("sign-signed", "sign.next", "face_consent"),
    ("face_consent", "face_consent.agree", "face"),
    ("violations", "violations.finish", "goodbye"),
    ("submitted", "submitted.finish", "goodbye"),
)


def measure(_options: Options) -> Report:
    """Touch through the pages with and without motion; then let many visitors come and go."""
    pin_rendering()
    os.sched_setaffinity(0, os.sched_getaffinity(0) & CORES or os.sched_getaffinity(0))
    touches, pages = _touch_through(moving=True)
    still_touches, still_pages = _touch_through(moving=False)
    growth = _growth_per_visit()
    figures = {
        "touch_p95_ms": round(_p95(touches), 1),
        "page_p95_ms": round(_p95(pages), 1),
        "visit_rss_growth_kb": round(growth, 2),
    }
    beside = {
        "pages": "without motion",
        "touch_p95_ms": round(_p95(still_touches), 1),
        "page_p95_ms": round(_p95(still_pages), 1),
    }
    spread = {"touch_p95_ms": _spread(touches), "page_p95_ms": _spread(pages)}
    notes = [f"{len(touches)} touches; growth over {VISITS} visits after {VISITS_BEFORE}"]
    return Report("ui", figures, GOALS, beside, spread, notes)


def _touch_through(*, moving: bool) -> tuple[list[float], list[float]]:
    """Return milliseconds from the finger to the first change, and from its lifting to the page that stands."""
    studio = Studio("portrait", moving=moving)
    shown = {example.name: example.state for example in examples()}
    touches, pages = [], []
    for _ in range(ROUNDS):
        for here, target, there in WAY:
            changed, stood = _touch(studio, shown[here], target, shown[there])
            touches.append(changed)
            pages.append(stood)
    studio.shell.close()
    return touches, pages


def _touch(studio: Studio, here: ScreenState, target: str, there: ScreenState) -> tuple[float, float]:
    studio.show(here, Display())
    _settle(studio)
    window = studio.shell.window
    finger = Finger(window)
    place = finger.middle(target)
    before = window.grabWindow()
    answered: list[float] = []

    def answer(_: object) -> None:
        if not answered:
            answered.append(time.perf_counter())
            studio.shell.show(replace(there, serial=NEXT_SERIAL, direction="forward"))

    studio.listen(answer)
    pressed = time.perf_counter()
    finger.press(place)
    changed = _until(lambda: window.grabWindow() != before) if target != WHOLE_SCREEN else None
    released = time.perf_counter()
    finger.release(place)
    if changed is None:  # nothing on it can look pressed: its answer is what is seen
        changed = _until(lambda: window.grabWindow() != before)
    stood = _settle(studio)
    studio.listen(lambda _: None)
    if not answered:
        raise RuntimeError(f"{target} was not touched")
    return 1000 * (changed - pressed), 1000 * (stood - released)


def _settle(studio: Studio) -> float:
    """Let Qt work until the picture stands; return when it began to."""
    window = studio.shell.window
    last: QImage = window.grabWindow()
    since = time.perf_counter()
    limit = since + LIMIT_S
    while time.perf_counter() - since < QUIET_S:
        QGuiApplication.processEvents()
        now = window.grabWindow()
        if now != last:
            last, since = now, time.perf_counter()
        if since > limit:
            raise TimeoutError("a page did not come to rest")
    return since


def _until(holds: Callable[[], bool]) -> float:
    limit = time.perf_counter() + LIMIT_S
    while not holds():
        QGuiApplication.processEvents()
        if time.perf_counter() > limit:
            raise TimeoutError("a touch changed nothing")
    return time.perf_counter()


def _growth_per_visit() -> float:
    """Return kilobytes that each further visit leaves in memory: the slope over all of them."""
    with tempfile.TemporaryDirectory(prefix="cq") as folder:
        studio = Studio("portrait")
        stage = Stage(Path(folder))
        stage.machine.observe(lambda state: _show(studio, state))
        sizes = []
        for _ in range(VISITS_BEFORE + VISITS):
            _visit(stage)
            stage.states.clear()
            stage.hands.requests.clear()
            stage.hands.events.clear()
            sizes.append(_resident_kb())
        studio.shell.close()
    return statistics.linear_regression(range(VISITS), sizes[VISITS_BEFORE:]).slope


def _show(studio: Studio, state: ScreenState) -> None:
    studio.shell.show(state)
    QGuiApplication.processEvents()
    QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as a running event loop does
    studio.shell.window.grabWindow()


def _visit(stage: Stage) -> None:
    stage.walk_to("submitted")
    stage.save()
    stage.receive()
    stage.print()
    stage.touch("finish")
    stage.wait(400, beat=20)
    if stage.screen != "attract":
        raise RuntimeError(f"the visit ended on {stage.screen}")


def _resident_kb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _spread(values: list[float]) -> list[float]:
    return [round(min(values), 1), round(max(values), 1)]
