"""维护模式: turns the pages of `kiosk/maintenance/pages` between two visits, and leaves nothing of the technician behind.

The flow comes here only while nobody is served. Everything known of the technician lies in the desk of this step, which is made
anew at every entry and thrown away when the step is left, whatever ended it.
"""

from collections.abc import Mapping
from typing import cast

from kiosk.flow.backstage import Way
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Outcome, Rest
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View
from kiosk.maintenance.mode import ModeState
from kiosk.maintenance.pages.page import Desk, Page
from kiosk.maintenance.pages.sign_in import SignIn
from kiosk.maintenance.pages.unattended import Unattended
from kiosk.maintenance.workshop import Workshop

SIGN_IN_S = 60.0  # nobody may keep citizens away by touching a corner
IDLE_S = 600.0
BOUND_S = 180.0  # a page in the printer is waited for no longer


class Maintenance(Step):
    """The technician's sitting."""

    kind = "maintenance"
    can_end = False

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._room = cast("Workshop", bench.backstage)  # the composition root hands in a whole one
        self._desk = Desk(self._room, bench.jobs, bench.offers, bench.clock)
        self._page: Page = SignIn(self._desk)
        self._way = Way.CORNER
        self._touched_at = self._leaving_since = bench.clock.monotonic()
        self._why = "interrupted"

    @property
    def can_go_back(self) -> bool:  # type: ignore[override]  # of this step it changes
        """As the page says."""
        return self._page.can_go_back

    def enter(self) -> Outcome:
        self._way = self._room.mode.grant()
        self._room.note("maintenance_entered", way=self._way.value)
        if self._way is Way.ERRAND:
            self._turn(Unattended(self._desk))
        else:
            self._page.enter()
        return STAY

    def view(self) -> View:
        place = self._room.place()
        shown: dict[str, Json] = {
            "page": self._page.name,
            "staff": self._desk.staff,
            "since": self._desk.signed_in_at,
            "place": {"zh": place.name_zh, "en": place.name_en, "number": f"{place.terminal_number:04d}"} if place else None,
            "closed": self._room.standing.out_of_service,
            "leaving": self._room.mode.state is ModeState.EXIT_PENDING,
        }
        return {**shown, "body": dict(self._page.view())}

    def pictures(self) -> Mapping[str, bytes]:
        return self._page.pictures()

    def touched(self, touch: Touch) -> Outcome:
        self._touched_at = self.bench.clock.monotonic()
        if touch.action == "leave" and not isinstance(self._page, Unattended):
            return self._ask_out("done" if self._desk.staff else "not_signed_in")
        self._turn(self._page.touched(touch))
        return STAY

    def done(self, done: Done) -> Outcome:
        self._turn(self._page.done(done))
        return STAY

    def back(self) -> Outcome:
        self._touched_at = self.bench.clock.monotonic()
        self._turn(self._page.back())
        return STAY

    def tick(self) -> Outcome:
        if self._room.mode.state is ModeState.EXIT_PENDING:
            return self._out_when_free()
        self._turn(self._page.tick())
        if isinstance(self._page, Unattended):
            return self._ask_out("errand") if self._page.is_told else STAY
        if self._way is Way.KEY and self._room.key_is_on() is False:
            return self._ask_out("key")
        limit = IDLE_S if self._desk.staff else SIGN_IN_S
        if self.bench.clock.monotonic() - self._touched_at >= limit and not self._page.is_bound:
            return self._ask_out("idle")
        return STAY

    def leave(self) -> None:
        """Whatever ended it: the next visit may begin."""
        self._room.mode.left()
        self._room.note("maintenance_left", why=self._why)

    def _ask_out(self, why: str) -> Outcome:
        self._why = why
        self._leaving_since = self.bench.clock.monotonic()
        self._room.mode.request_exit()
        return self._out_when_free()

    def _out_when_free(self) -> Outcome:
        waited = self.bench.clock.monotonic() - self._leaving_since
        return STAY if self._page.is_bound and waited < BOUND_S else Rest()

    def _turn(self, page: Page | None) -> None:
        """Turn to another page; what the one before asked for is not wanted any more."""
        if page is None:
            return
        self.bench.jobs.cancel_all()
        self._page = page
        page.enter()
