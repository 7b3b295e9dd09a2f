"""Notices that the machine's clock is wrong: working days, promised dates and signatures depend on it.

Three witnesses: the office (its time in every answer, its certificate), the monotonic clock (which never jumps), and the day
before which this software was not made. A jump alone is a doubt, which the office's next answer settles either way.
"""

from collections.abc import Callable
from datetime import date

from backend_client.contact import Contact
from domain.clock import Clock
from domain.failures import FailureCode
from kiosk.audit.events import Detail

LARGEST_OFFSET_S = 300.0  # the office refuses signatures beyond it
SMALLEST_JUMP_S = 30.0  # what a time service corrects step by step is smaller

Note = Callable[..., None]


class ClockWatch:
    """Told about once a second how the line to the office is, by one thread; `is_wrong` may be read by any."""

    def __init__(self, clock: Clock, not_before: date, note: Note) -> None:
        self._clock = clock
        self._not_before = not_before
        self._note = note
        self._ahead = self._wall_ahead()
        self._doubted: Contact | None = None  # the last word of the office from before a jump
        self._in_doubt = False
        self.is_wrong = False

    def look(self, contact: Contact | None) -> None:
        """Compare all witnesses; `contact` is the last exchange with the office."""
        self._look_for_jump(contact)
        if self._in_doubt and contact is not None and contact != self._doubted and contact.failure is None:
            self._in_doubt = False
        wrong = self._in_doubt or self._is_before_software() or _is_refuted(contact)
        if wrong is not self.is_wrong:
            self.is_wrong = wrong
            self._tell(wrong, contact)

    def _look_for_jump(self, contact: Contact | None) -> None:
        ahead = self._wall_ahead()
        jump, self._ahead = ahead - self._ahead, ahead
        if abs(jump) < SMALLEST_JUMP_S:
            return
        details: dict[str, Detail] = {"seconds": min(int(abs(jump)), 10**9), "backwards": jump < 0}
        self._note("clock_jumped", **details)
        if abs(jump) > LARGEST_OFFSET_S:
            self._in_doubt, self._doubted = True, contact

    def _wall_ahead(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()

    def _is_before_software(self) -> bool:
        return self._clock.now().date() < self._not_before

    def _tell(self, wrong: bool, contact: Contact | None) -> None:
        offset = contact.clock_offset_seconds if contact is not None and _is_refuted(contact) else None
        details: dict[str, Detail] = {} if offset is None else {"offset_seconds": min(int(abs(offset)), 10**9)}
        self._note("clock_wrong" if wrong else "clock_right", **(details if wrong else {}))


def _is_refuted(contact: Contact | None) -> bool:
    """Tell whether the office, when it was last asked, gave another time than this machine's, or a certificate for one."""
    return contact is not None and contact.failure is FailureCode.CLOCK_WRONG
