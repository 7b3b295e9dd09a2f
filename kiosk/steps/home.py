"""首页: the fourteen services in their groups; what cannot be done here now says why, before anybody begins.

In large type and within a seated person's reach the screen asks for the group first; which one is open is known here, so that
the way back leads out of it.
"""

from domain.services import HomeEntry
from kiosk.flow.outcome import STAY, Choose, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in

MINE = HomeEntry.MY_APPLICATIONS


class Home(Step):
    """The choice of services."""

    kind = "home"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._opened = ""  # the group

    @property
    def can_go_back(self) -> bool:  # type: ignore[override]  # of this step it changes
        """Only out of a group."""
        return bool(self._group)

    @property
    def _group(self) -> str:
        display = self.visit.display
        return self._opened if display.elder or display.reachable else ""

    def view(self) -> View:
        groups: list[Json] = []
        for group, services in self.bench.offers.groups():
            rows: list[Json] = [{"slug": slug.value, "available": not reason, "reason": reason} for slug, reason in services]
            groups.append({"group": group.value, "services": rows})
        against = self.bench.offers.entry(MINE)
        mine: Json = {"available": against is None, "reason": against}
        return {"groups": groups, "group": self._group, MINE.value: mine}

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "open_group":
                self._open(text_in(touch, "group"))
            case "choose":
                return self._choose(text_in(touch, "slug"))
        return STAY

    def back(self) -> Outcome:
        """From a group to all of them."""
        self._opened = ""
        return STAY

    def _open(self, wanted: str) -> None:
        if wanted in {group.value for group, _ in self.bench.offers.groups()}:
            self._opened = wanted

    def _choose(self, wanted: str) -> Outcome:
        if wanted == MINE and self.bench.offers.entry(MINE) is None:
            return Choose(MINE)
        for _, services in self.bench.offers.groups():
            for slug, reason in services:
                if slug.value == wanted and reason is None:
                    return Choose(slug)
        return STAY
