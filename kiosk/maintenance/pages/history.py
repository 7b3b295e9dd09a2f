"""记录: the newest self-tests and faults of everything, newest first."""

from kiosk.flow.screen_state import Json
from kiosk.flow.step import View
from kiosk.maintenance.pages.overview import Under

NEWEST = 60


class History(Under):
    """What was kept."""

    name = "history"

    def enter(self) -> None:
        self.desk.read_records()

    def view(self) -> View:
        rows: list[Json] = [
            {
                "name": test.device,
                "at": test.at.strftime("%m-%d %H:%M"),
                "failure": test.failure.value if test.failure else None,
            }
            for test in self.desk.records.tests[:NEWEST]
        ]
        return {"rows": rows}
