"""The maintenance mode as a negotiated state (after XFS4IoT VendorMode): asked for, granted between visits, left in order."""

from enum import StrEnum
from threading import Lock

from kiosk.flow.backstage import Way


class ModeState(StrEnum):
    """Where the negotiation stands."""

    INACTIVE = "inactive"
    ENTER_PENDING = "enter_pending"  # a visit goes on, or the flow has not come past yet
    ACTIVE = "active"
    EXIT_PENDING = "exit_pending"  # something is still under way: a page in the printer


class Mode:
    """One negotiation at a time. Thread-safe: the key and errands ask from other threads than the flow's."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state = ModeState.INACTIVE
        self._way = Way.KEY

    @property
    def state(self) -> ModeState:
        """Where the negotiation stands."""
        return self._state

    def request_entry(self, way: Way) -> bool:
        """Ask to be let in; False when somebody is in, or asked before (a person comes before an errand)."""
        with self._lock:
            overtakes = self._state is ModeState.ENTER_PENDING and self._way is Way.ERRAND and way is not Way.ERRAND
            if self._state is not ModeState.INACTIVE and not overtakes:
                return False
            self._state, self._way = ModeState.ENTER_PENDING, way
            return True

    def withdraw(self, way: Way) -> None:
        """Take back a request that was not granted yet: the key was turned back."""
        with self._lock:
            if self._state is ModeState.ENTER_PENDING and self._way is way:
                self._state = ModeState.INACTIVE

    def grant(self) -> Way:
        """Let in; the flow says so, between two visits. Raises :class:`RuntimeError` when nobody asked."""
        with self._lock:
            if self._state is not ModeState.ENTER_PENDING:
                raise RuntimeError("nobody asked for the maintenance mode")
            self._state = ModeState.ACTIVE
            return self._way

    def request_exit(self) -> None:
        """Say that whoever is in wants out."""
        with self._lock:
            if self._state is ModeState.ACTIVE:
                self._state = ModeState.EXIT_PENDING

    def left(self) -> None:
        """Nobody is in any more."""
        with self._lock:
            if self._state in {ModeState.ACTIVE, ModeState.EXIT_PENDING}:
                self._state = ModeState.INACTIVE
