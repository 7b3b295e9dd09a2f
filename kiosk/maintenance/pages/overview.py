"""总览: every device and part with its state, the worst of them with its remedy, and what can be done here."""

from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import View, text_in
from kiosk.maintenance.pages.page import Desk, Page, row_of, services_without

ORDER = ("fault", "attention")


class Overview(Page):
    """Everything at one look."""

    name = "overview"

    def enter(self) -> None:
        self.desk.read_records()

    def view(self) -> View:
        rows = [row_of(self.desk, name) for name in self.desk.parts()]
        reasons = [reason for _, services in self.desk.offers.groups() for _, reason in services]
        return {
            "rows": list(rows),
            "worst": self._worst(rows),
            "services_open": reasons.count(None),
            "services_paused": len(reasons) - reasons.count(None),
            "waiting": self.desk.records.waiting,
            "levels": levels_of(self.desk),
        }

    def _worst(self, rows: list[dict[str, Json]]) -> Json:
        for kind in ORDER:
            for row in rows:
                if row["kind"] == kind:
                    return {**row, "services": services_without(self.desk, str(row["name"]))}
        return None

    def touched(self, touch: Touch) -> Page | None:
        from kiosk.maintenance.pages.all_tests import AllTests
        from kiosk.maintenance.pages.device import DevicePage
        from kiosk.maintenance.pages.history import History
        from kiosk.maintenance.pages.report import Report
        from kiosk.maintenance.pages.service import Service
        from kiosk.maintenance.pages.supplies import Supplies
        from kiosk.maintenance.pages.trial import Trial

        name = text_in(touch, "name")
        match touch.action:
            case "open" if name in self.desk.parts():
                return DevicePage(self.desk, name)
            case "test" if name in self.desk.parts():
                return Trial(self.desk, name)
            case "test_all":
                return AllTests(self.desk)
            case "show":
                pages: dict[str, type[Page]] = {page.name: page for page in (Report, Service, Supplies, History)}
                wanted = pages.get(name)
                return wanted(self.desk) if wanted else None
        return None


class Under(Page):
    """A page below the overview."""

    def back(self) -> Page | None:
        return None if self.is_bound else Overview(self.desk)

    @property
    def can_go_back(self) -> bool:
        """But not while something must not be torn."""
        return not self.is_bound


def levels_of(desk: Desk) -> list[Json]:
    """Return how much of everything is used up."""
    return [
        {
            "name": level.consumable.value,
            "used": level.used,
            "left": level.left,
            "refilled": level.refilled_at.strftime("%m-%d %H:%M") if level.refilled_at else "",
        }
        for level in desk.records.levels
    ]
