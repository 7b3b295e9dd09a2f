"""登录: staff number, then PIN. The screen hears how many digits of the PIN were typed, never which."""

from kiosk.flow.devices import Done
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import View, text_in
from kiosk.maintenance.pages.overview import Overview
from kiosk.maintenance.pages.page import Desk, Page
from kiosk.maintenance.sign_in import SignedIn, SignInOutcome

NUMBER_DIGITS = 4
PIN_DIGITS = 8
JOB = "sign_in"


class SignIn(Page):
    """Asks who is there."""

    name = "sign_in"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._number = ""
        self._pin = ""
        self._outcome: SignInOutcome | None = None

    @property
    def can_go_back(self) -> bool:
        """From the PIN to the number."""
        return bool(self._number)

    def view(self) -> View:
        locked = self.desk.room.standing.locked_for()
        return {
            "field": "number" if len(self._number) < NUMBER_DIGITS else "pin",
            "number": self._number,
            "digits": len(self._pin),
            "outcome": "locked" if locked else self._said(),
            "locked_minutes": -(-int(locked.total_seconds()) // 60) if locked else 0,
            "working": self.desk.jobs.is_running(JOB),
        }

    def _said(self) -> str | None:
        """A lock that is over is said no more."""
        return self._outcome.value if self._outcome and self._outcome is not SignInOutcome.LOCKED else None

    def touched(self, touch: Touch) -> Page | None:
        if self.desk.jobs.is_running(JOB) or self.desk.room.standing.locked_for():
            return None
        if touch.action == "digit":
            self._type(text_in(touch, "digit", 1))
        elif touch.action == "erase":
            self._erase()
        return None

    def _type(self, digit: str) -> None:
        if not (digit.isascii() and digit.isdigit()):
            return
        self._outcome = None
        if len(self._number) < NUMBER_DIGITS:
            self._number += digit
            return
        self._pin += digit
        if len(self._pin) == PIN_DIGITS:
            number, pin, self._pin = self._number, self._pin, ""
            self.desk.jobs.start(JOB, lambda on_result: self.desk.room.sign_in(number, pin, on_result))

    def _erase(self) -> None:
        if self._pin:
            self._pin = self._pin[:-1]
        else:
            self._number = self._number[:-1]

    def back(self) -> Page | None:
        self._pin = self._number = ""
        return None

    def done(self, done: Done) -> Page | None:
        if done.job != JOB:
            return super().done(done)
        if isinstance(done.result, SignedIn) and done.result.outcome is SignInOutcome.OPEN:
            return self._open()
        signed = done.result if isinstance(done.result, SignedIn) else SignedIn(SignInOutcome.WRONG)
        self._outcome, self._number = signed.outcome, ""
        self.desk.room.note("maintenance_refused", outcome=signed.outcome.value, locked_s=signed.locked_s)
        return None

    def _open(self) -> Page:
        self.desk.staff = self._number
        self.desk.signed_in_at = self.desk.room.now().strftime("%H:%M")
        self.desk.room.note("maintenance_signed_in", staff=int(self._number))
        return Overview(self.desk)
