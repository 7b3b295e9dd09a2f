"""告知与同意: each notice is agreed to by itself; what was shown is proven by its hash."""

from domain.rulebook import Notice
from kiosk.flow.outcome import STAY, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in
from kiosk.services.consent import consent_to, shown_notice

SHORTEST_LOOK_S = 0.5  # a second tap that falls on the next notice is not an agreement to it


class Notices(Step):
    """What the citizen is told and agrees to."""

    kind = "notices"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._notices = [bench.rulebook.notices[notice_id] for notice_id in self.plan.notices]
        self._open = self._first_open()
        self._opened_at = -SHORTEST_LOOK_S  # the page itself took its time to come

    def view(self) -> View:
        return {
            "notices": [self._row(notice) for notice in self._notices],
            "open": self._open,
            "all_agreed": self._all_agreed(),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "open":
                index = touch.payload.get("index")
                if isinstance(index, int | float) and index in range(len(self._notices)):
                    self._open, self._opened_at = int(index), self.bench.clock.monotonic()
            case "agree":
                self._agree(text_in(touch, "id"))
            case "next" if self._all_agreed():
                return Forward()
        return STAY

    def _agree(self, notice_id: str) -> None:
        """Agree to the notice that is open, once it has stood there for as long as a second tap takes."""
        notice, now = self._notices[self._open], self.bench.clock.monotonic()
        if notice.notice_id == notice_id and now - self._opened_at >= SHORTEST_LOOK_S:
            self.visit.person.consents[notice_id] = consent_to(notice, self.visit, self.bench.clock)
            self._open, self._opened_at = self._first_open(), now

    def _first_open(self) -> int:
        """The first notice not agreed to yet, else the last."""
        waiting = [i for i, notice in enumerate(self._notices) if notice.notice_id not in self.visit.person.consents]
        return waiting[0] if waiting else len(self._notices) - 1

    def _all_agreed(self) -> bool:
        return all(notice.notice_id in self.visit.person.consents for notice in self._notices)

    def _row(self, notice: Notice) -> dict[str, Json]:
        return {**shown_notice(notice), "agreed": notice.notice_id in self.visit.person.consents}
