"""自检中: a self-test on command, while nobody is here. Whoever comes sees that it takes a moment."""

from kiosk.flow.screen_state import Touch
from kiosk.maintenance.pages.all_tests import AllTests
from kiosk.maintenance.pages.page import Desk, Page


class Unattended(AllTests):
    """Tests what the errand names, then the terminal serves again."""

    name = "unattended"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._errand = desk.room.errand()
        if self._errand is None:
            self._wanted = ()
        elif self._errand.parts:
            self._wanted = tuple(part for part in self._wanted if part in self._errand.parts)
        self.is_told = False

    def enter(self) -> None:
        self.begin()

    def tick(self) -> Page | None:
        super().tick()
        if self.is_over and not self.is_told:
            self.is_told = True
            if self._errand is not None:
                self.desk.room.settle_errand(self._errand, self.found, None if self._wanted else "unknown_part")
        return None

    def touched(self, touch: Touch) -> Page | None:  # noqa: ARG002 - nobody is here
        return None

    @property
    def can_go_back(self) -> bool:
        """Nobody is here."""
        return False
