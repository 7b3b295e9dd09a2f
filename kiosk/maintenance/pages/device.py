"""One device or part: state, what it says of itself, its last tests and faults with their remedy, and its test."""

from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import View
from kiosk.maintenance.pages.overview import Under
from kiosk.maintenance.pages.page import Desk, Page, row_of, services_without
from kiosk.maintenance.workshop import CHECKED

NEWEST = 6


class DevicePage(Under):
    """Find the fault in a minute."""

    name = "device"

    def __init__(self, desk: Desk, part: str) -> None:
        super().__init__(desk)
        self.part = part

    def enter(self) -> None:
        self.desk.read_records()

    def view(self) -> View:
        return {
            **row_of(self.desk, self.part),
            "is_device": self.part not in CHECKED,
            "details": self._details(),
            "services": services_without(self.desk, self.part),
            "events": self._events(),
        }

    def _details(self) -> list[Json]:
        report = self.desk.room.reports().get(self.part)
        result = self.desk.results.get(self.part)
        said = (report.details if report else ()) or ()
        tested = result.details if result else ()
        return [{"key": key, "value": value} for key, value in dict((*said, *tested)).items()]

    def _events(self) -> list[Json]:
        """The newest tests and faults of this part together, newest first."""
        tests: list[tuple[str, dict[str, Json]]] = [
            (test.at.isoformat(), {"what": "test", "failure": test.failure.value if test.failure else None, "minutes": None})
            for test in self.desk.records.tests
            if test.device == self.part
        ]
        faults: list[tuple[str, dict[str, Json]]] = [
            (
                outage.began_at.isoformat(),
                {
                    "what": "fault",
                    "failure": outage.failure.value if outage.failure else None,
                    "minutes": None if outage.lasted_s is None else round(outage.lasted_s / 60),
                },
            )
            for outage in self.desk.records.outages
            if outage.device == self.part
        ]
        newest = sorted((*tests, *faults), key=lambda one: one[0], reverse=True)[:NEWEST]
        return [{**event, "at": f"{at[5:10]} {at[11:16]}"} for at, event in newest]

    def touched(self, touch: Touch) -> Page | None:
        from kiosk.maintenance.pages.trial import Trial

        return Trial(self.desk, self.part) if touch.action == "test" else None
