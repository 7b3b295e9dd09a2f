"""What the visit before left behind: nobody begins before it is gone.

Slips and pages are sensed at their exits. An ID card that was left is looked for on the reader again and again; a bank card the
payment process reports, and the services that need its slot say so at home.
"""

from collections.abc import Callable, Collection, Mapping
from threading import Lock

from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetState
from kiosk.flow.devices import Handle, OnResult
from kiosk.flow.outside import Thing

LOOK_S = 5.0  # one look for the card; the reader is free for others in between

AwaitRemoval = Callable[[float, OnResult[bool]], Handle]


class LeftThings:
    """Thread-safe; `await_removal` asks the ID-card reader."""

    def __init__(self, cabinet: Callable[[], CabinetState | None], await_removal: AwaitRemoval) -> None:
        self._cabinet = cabinet
        self._await_removal = await_removal
        self._lock = Lock()
        self._card_lies = False
        self._looking = False

    def papers(self) -> Mapping[Thing, bool]:
        """See :class:`kiosk.flow.outside.Outside`."""
        seen = self._cabinet()
        return {"receipt": seen.slip_at_exit, "document": seen.document_at_exit} if seen is not None else {}

    def left_behind(self, things: Collection[Thing]) -> None:
        """See :class:`kiosk.flow.outside.Outside`."""
        if "id_card" in things:
            self._card_lies = True

    def lying(self) -> list[Thing]:
        """Return what lies there now and keeps everybody from beginning."""
        card: list[Thing] = ["id_card"] if self._card_lies else []
        return card + [thing for thing, lies in self.papers().items() if lies]

    def look(self) -> None:
        """Look for a card that was left, once at a time; called about once a second."""
        with self._lock:
            if not self._card_lies or self._looking:
                return
            self._looking = True
        self._await_removal(LOOK_S, self._looked)

    def _looked(self, gone: bool | FailureCode) -> None:
        """A reader that is broken cannot say; it is then reported itself, and the card is not the trouble any more."""
        with self._lock:
            self._looking = False
            if gone is not False:
                self._card_lies = False
