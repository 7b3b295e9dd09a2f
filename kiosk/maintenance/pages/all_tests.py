"""全部自检: everything that needs no person, one after the other; for a technician, and for an errand that nobody attends."""

from domain.failures import FailureCode
from drivers.device import SelfTestResult
from kiosk.flow.devices import Done
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import View
from kiosk.maintenance.pages.overview import Under
from kiosk.maintenance.pages.page import Desk, Page
from kiosk.maintenance.workshop import TOUCH, failure_of

LIMIT_S = 120.0  # for one part: the slowest starts the face process anew


class AllTests(Under):
    """One part at a time, so that two devices on one hub do not disturb each other's test."""

    name = "all_tests"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: tuple[str, ...] = tuple(part for part in desk.parts() if part != TOUCH)
        self._results: dict[str, SelfTestResult] = {}
        self._since = desk.clock.monotonic()

    @property
    def is_over(self) -> bool:
        """Tell whether all of them are tested."""
        return len(self._results) == len(self._wanted)

    def enter(self) -> None:
        self.desk.act("test_all")
        self.begin()

    def begin(self) -> None:
        """Test what comes first."""
        self._next()

    def view(self) -> View:
        at = self._at()
        rows: list[Json] = [
            {
                "name": part,
                "state": "running" if part == at else self._state(part),
                "failure": self._failure(part),
            }
            for part in self._wanted
        ]
        return {
            "rows": rows,
            "over": self.is_over,
            "failed": sum(not result.passed for result in self._results.values()),
            "count": len(self._wanted),
            "tested": len(self._results),
        }

    def _at(self) -> str | None:
        return next((part for part in self._wanted if part not in self._results), None)

    def _state(self, part: str) -> str:
        result = self._results.get(part)
        return "waiting" if result is None else "passed" if result.passed else "failed"

    def _failure(self, part: str) -> str | None:
        result = self._results.get(part)
        return result.failure.value if result and result.failure else None

    def _next(self) -> None:
        self._since = self.desk.clock.monotonic()
        part = self._at()
        if part is not None:
            self.desk.jobs.start(f"test {part}", lambda on_result: self.desk.room.test(part, on_result))

    def done(self, done: Done) -> Page | None:
        part = self._at()
        if part is not None and done.job == f"test {part}":
            found = done.result
            self._take(part, found if isinstance(found, SelfTestResult) else _failed(found))
        return super().done(done)

    def tick(self) -> Page | None:
        part = self._at()
        if part is not None and self.desk.clock.monotonic() - self._since >= LIMIT_S:
            self.desk.jobs.cancel(f"test {part}")
            self._take(part, SelfTestResult(passed=False, failure=FailureCode.DEVICE_SILENT))
        return None

    def _take(self, part: str, result: SelfTestResult) -> None:
        self._results[part] = result
        self.desk.keep(part, result)
        self._next()

    @property
    def found(self) -> dict[str, SelfTestResult]:
        """What was found so far."""
        return dict(self._results)

    def touched(self, touch: Touch) -> Page | None:
        from kiosk.maintenance.pages.report import Report

        return Report(self.desk) if touch.action == "report" and self.is_over else None


def _failed(found: object) -> SelfTestResult:
    return SelfTestResult(passed=False, failure=failure_of(found))
