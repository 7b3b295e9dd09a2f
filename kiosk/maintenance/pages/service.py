"""停用与恢复: staff take the terminal out of service for a reason that citizens and the office see, and put it back."""

from domain.failures import FailureCode
from kiosk.flow.devices import Done
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import View, text_in
from kiosk.maintenance.pages.overview import Under
from kiosk.maintenance.pages.page import Desk, Page
from kiosk.maintenance.workshop import failure_of

REASONS = ("repair", "supplies", "cleaning", "moving", "ordered")


class Service(Under):
    """The switch survives a restart; only staff or the office's staff through them turn it back."""

    name = "service"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._failure: FailureCode | None = None

    def view(self) -> View:
        return {
            "closed": self.desk.room.standing.out_of_service,
            "reasons": list(REASONS),
            "working": self.desk.jobs.is_running("switch"),
            "failure": self._failure.value if self._failure else None,
        }

    def touched(self, touch: Touch) -> Page | None:
        reason = text_in(touch, "reason")
        if touch.action == "close" and reason in REASONS:
            self._switch(reason)
        elif touch.action == "open":
            self._switch(None)
        return None

    def _switch(self, reason: str | None) -> None:
        room = self.desk.room
        self.desk.jobs.start("switch", lambda on_result: room.switch_service(reason, on_result))
        words = {"reason": reason} if reason else {}
        room.note("service_switched", staff=int(self.desk.staff or 0), on=reason is None, **words)

    def done(self, done: Done) -> Page | None:
        if done.job == "switch":
            self._failure = failure_of(done.result)
        return super().done(done)
