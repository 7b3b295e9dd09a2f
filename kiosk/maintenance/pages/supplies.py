"""耗材: how much paper and toner was used since staff put some in; touched after a refill, the count begins anew."""

from kiosk.flow.devices import Done
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import View, text_in
from kiosk.maintenance.pages.overview import Under, levels_of
from kiosk.maintenance.pages.page import Page
from kiosk.store.upkeep import Consumable


class Supplies(Under):
    """Counted by the print ledger, so what a printer does not tell is known all the same."""

    name = "supplies"

    def enter(self) -> None:
        self.desk.read_records()

    def view(self) -> View:
        return {"levels": levels_of(self.desk)}

    def touched(self, touch: Touch) -> Page | None:
        wanted = text_in(touch, "name")
        if touch.action == "refill" and wanted in set(Consumable):
            self.desk.act("refill", wanted)
            room = self.desk.room
            self.desk.jobs.start("refill", lambda on_result: room.refill(Consumable(wanted), on_result))
        return None

    def done(self, done: Done) -> Page | None:
        if done.job == "refill":
            self.desk.read_records()
        return super().done(done)
