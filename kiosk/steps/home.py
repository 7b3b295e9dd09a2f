"""首页: the fourteen services in their groups; what cannot be done here now says why, before anybody begins."""

from kiosk.flow.outcome import STAY, Choose, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Step, View, text_in

NOT_BUILT = "unavailable.not_built"


class Home(Step):
    """The choice of services."""

    kind = "home"
    can_go_back = False

    def view(self) -> View:
        groups: list[Json] = []
        for group, services in self.bench.offers.groups():
            rows: list[Json] = [{"slug": slug.value, "available": not reason, "reason": reason} for slug, reason in services]
            groups.append({"group": group.value, "services": rows})
        return {"groups": groups, "my_applications": {"available": False, "reason": NOT_BUILT}}

    def touched(self, touch: Touch) -> Outcome:
        if touch.action != "choose":
            return STAY
        wanted = text_in(touch, "slug")
        for _, services in self.bench.offers.groups():
            for slug, reason in services:
                if slug.value == wanted and reason is None:
                    return Choose(slug)
        return STAY
