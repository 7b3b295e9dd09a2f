"""待机: the screen that waits for somebody. The first touch only wakes it."""

from kiosk.flow.backstage import Way
from kiosk.flow.outcome import STAY, Home, Maintain, Outcome, Suspend
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Step


class Attract(Step):
    """Nobody is here."""

    kind = "attract"
    can_go_back = False
    can_end = False

    def enter(self) -> Outcome:
        return self.tick()

    def touched(self, touch: Touch) -> Outcome:
        if touch.action == "corner_held":
            self.bench.backstage.ask(Way.CORNER)
            return self.tick()
        return Home() if touch.action == "wake" else STAY

    def tick(self) -> Outcome:
        if self.bench.backstage.is_asked_for():
            return Maintain()
        return Suspend() if self.bench.offers.trouble() else STAY
