"""暂停服务: nobody can be served; ends by itself when the trouble does."""

from domain.failures import FailureCode
from kiosk.flow.backstage import Way
from kiosk.flow.outcome import STAY, Maintain, Outcome, Rest
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Step, View

SETTLE_S = 2.0  # not to flicker
SAYABLE = frozenset(  # their sentences need no visit
    {FailureCode.DISK_LOW, FailureCode.ON_BATTERY, FailureCode.BATTERY_LOW, FailureCode.THING_LEFT_BEHIND}
)


class OutOfService(Step):
    """The terminal cannot serve anybody."""

    kind = "out_of_service"
    can_go_back = False
    can_end = False

    def view(self) -> View:
        trouble = self.bench.offers.trouble()
        left: list[Json] = [{"thing": thing, "taken": False, "sensed": True} for thing in sorted(self.bench.outside.lying())]
        return {
            "failure": trouble.value if trouble else None,
            "cause": trouble.value if trouble in SAYABLE else None,
            "reason": self.bench.backstage.closed_for,
            "left": left,
        }

    def touched(self, touch: Touch) -> Outcome:
        if touch.action == "corner_held":
            self.bench.backstage.ask(Way.CORNER)
        return self.tick()

    def tick(self) -> Outcome:
        if self.bench.backstage.is_asked_for():
            return Maintain()
        if self.seconds_here() < SETTLE_S or self.bench.offers.trouble():
            return STAY
        return Rest()
