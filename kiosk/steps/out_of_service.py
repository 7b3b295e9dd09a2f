"""暂停服务: nobody can be served; ends by itself when the trouble does."""

from kiosk.flow.outcome import STAY, Outcome, Rest
from kiosk.flow.step import Step, View

SETTLE_S = 2.0  # not to flicker


class OutOfService(Step):
    """The terminal cannot serve anybody."""

    kind = "out_of_service"
    can_go_back = False
    can_end = False

    def view(self) -> View:
        trouble = self.bench.offers.trouble()
        return {"failure": trouble.value if trouble else None}

    def tick(self) -> Outcome:
        if self.seconds_here() < SETTLE_S or self.bench.offers.trouble():
            return STAY
        return Rest()
