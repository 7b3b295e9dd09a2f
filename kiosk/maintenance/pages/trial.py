"""One test: first the device by itself over the production path, then, where it must, before a person's eyes."""

from collections.abc import Mapping

from domain.failures import FailureCode
from drivers.device import SelfTestResult
from kiosk.flow.devices import Done
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import View, is_on
from kiosk.maintenance.pages.overview import Under
from kiosk.maintenance.pages.page import Desk, Page
from kiosk.maintenance.workshop import LOOKED_AT, TOUCH, Shown, failure_of

JUDGED = frozenset({"camera", "receipt_printer", "document_printer", "document_camera", "cabinet", "speaker"})
"""What only a person can say; a card or a code that was read has passed by itself."""
PRINTS = frozenset({"receipt_printer", "document_printer"})
JUDGE_S = 120.0


class Trial(Under):
    """Phases: ``testing``, ``doing``, ``judging``, ``done``."""

    name = "trial"

    def __init__(self, desk: Desk, part: str) -> None:
        super().__init__(desk)
        self.part = part
        self._phase = "testing"
        self._result: SelfTestResult | None = None
        self._details: tuple[tuple[str, str], ...] = ()
        self._shown = Shown()
        self._shots = 0
        self._since = desk.clock.monotonic()

    @property
    def is_bound(self) -> bool:
        """Paper is on its way."""
        return self.part in PRINTS and self._phase == "doing"

    def enter(self) -> None:
        self.desk.act("test", self.part)
        if self.part == TOUCH:
            self._phase = "doing"
        else:
            self.desk.jobs.start("test", lambda on_result: self.desk.room.test(self.part, on_result))

    def view(self) -> View:
        failure = self._result.failure if self._result else None
        return {
            "name": self.part,
            "phase": self._phase,
            "passed": self._result.passed if self._result else None,
            "failure": failure.value if failure else None,
            "shown": self._shown.what,
            "picture": self._picture,
            "details": [{"key": key, "value": value} for key, value in self._details],
        }

    @property
    def _picture(self) -> str:
        """Another name for another picture: the screen asks by it."""
        return f"trial-{self._shots}" if self._shown.jpeg else ""

    def pictures(self) -> Mapping[str, bytes]:
        return {self._picture: self._shown.jpeg} if self._picture else {}

    def touched(self, touch: Touch) -> Page | None:
        match touch.action:
            case "judge" if self._may_judge():
                self._judged(FailureCode.TEST_JUDGED_BAD if not is_on(touch) else None)
            case "again" if self._phase == "done":
                return Trial(self.desk, self.part)
        return None

    def _may_judge(self) -> bool:
        live = self._phase == "doing" and self.part in {TOUCH, "camera"}
        return self._phase == "judging" or live

    def done(self, done: Done) -> Page | None:
        if done.job == "test" and isinstance(done.result, SelfTestResult):
            self._tested(done.result)
        elif done.job == "test":
            self._finish(SelfTestResult(passed=False, failure=failure_of(done.result)))
        elif done.job == "try.progress" and isinstance(done.result, Shown):
            self._shown = done.result
            self._shots += 1
        elif done.job == "try":
            self._tried(failure_of(done.result))
        return super().done(done)

    def _tested(self, result: SelfTestResult) -> None:
        self._details = result.details
        if not result.passed or self.part not in LOOKED_AT:
            self._finish(result)
            return
        self._turn("doing")
        tell = self.desk.jobs.tell
        self.desk.jobs.start("try", lambda on_result: self.desk.room.try_out(self.part, tell("try"), on_result))

    def _tried(self, failure: FailureCode | None) -> None:
        if failure is not None:
            self._finish(SelfTestResult(passed=False, failure=failure, details=self._details))
        elif self.part in JUDGED:
            self._turn("judging")
        else:
            self._finish(SelfTestResult(passed=True, details=self._details))

    def _judged(self, failure: FailureCode | None) -> None:
        self.desk.jobs.cancel("try")
        self._finish(SelfTestResult(failure is None, failure, self._details))

    def tick(self) -> Page | None:
        waits = self._phase == "judging" or (self._phase == "doing" and self.part == TOUCH)
        if waits and self.desk.clock.monotonic() - self._since >= JUDGE_S:
            self._judged(FailureCode.TEST_NOT_JUDGED)
        return None

    def _turn(self, phase: str) -> None:
        self._phase, self._since = phase, self.desk.clock.monotonic()

    def _finish(self, result: SelfTestResult) -> None:
        self._shown = Shown()
        self._result = result
        self._turn("done")
        self.desk.keep(self.part, result)

    def back(self) -> Page | None:
        from kiosk.maintenance.pages.device import DevicePage

        return None if self.is_bound else DevicePage(self.desk, self.part)
