"""就绪报告: printed on the document printer, or written to the stick that is plugged in."""

from kiosk.flow.devices import Done
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import View
from kiosk.maintenance.pages.overview import Under
from kiosk.maintenance.pages.page import Desk, Page
from kiosk.maintenance.workshop import TOUCH, Exported, failure_of


class Report(Under):
    """Phases: ``offer``, ``printing``, ``exporting``, ``printed``, ``exported``, ``failed``."""

    name = "report"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._phase = "offer"
        self._file = ""
        self._failure: str | None = None

    @property
    def is_bound(self) -> bool:
        """A page is on its way."""
        return self._phase == "printing"

    def enter(self) -> None:
        self.desk.read_records()

    def view(self) -> View:
        known = self.desk.known_results()
        parts = [part for part in self.desk.parts() if part != TOUCH]
        return {
            "phase": self._phase,
            "file": self._file,
            "failure": self._failure,
            "count": len(parts),
            "passed": sum(part in known and known[part].passed for part in parts),
            "failed": [part for part in parts if part in known and not known[part].passed],
            "untested": [part for part in parts if part not in known],
        }

    def touched(self, touch: Touch) -> Page | None:
        if self._phase in {"printing", "exporting"}:
            return None
        results, staff, room = self.desk.known_results(), self.desk.staff, self.desk.room
        if touch.action == "print":
            self._begin("printing")
            self.desk.jobs.start("print", lambda on_result: room.print_report(results, staff, on_result))
        elif touch.action == "export":
            self._begin("exporting")
            self.desk.jobs.start("export", lambda on_result: room.export_report(results, staff, on_result))
        return None

    def _begin(self, phase: str) -> None:
        self._phase, self._failure, self._file = phase, None, ""
        self.desk.act(phase)

    def done(self, done: Done) -> Page | None:
        if done.job in {"print", "export"}:
            failure = failure_of(done.result)
            self._failure = failure.value if failure else None
            self._phase = "failed" if failure else "printed" if done.job == "print" else "exported"
            self._file = done.result.name if isinstance(done.result, Exported) else ""
        return super().done(done)
