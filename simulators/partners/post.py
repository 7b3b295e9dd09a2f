"""The post: hands out waybills and tells how far a letter has come."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Annotated, Any

from fastapi import Header

from domain.clock import Clock
from simulators.partners.gate import Body, PartnerGate, Refused, Replays

FIRST_WAYBILL = 1_180_260_000_001  # 13 digits
SORTING_HALLS = {"渝中": "CQ-01", "沙坪坝": "CQ-03", "九龙坡": "CQ-04", "南岸": "CQ-05", "两江": "CQ-07", "江北": "CQ-07"}


class LetterState(StrEnum):
    """How far a letter has come."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"  # before anybody fetched it


WORDS = {
    LetterState.COLLECTED: "已揽收",
    LetterState.IN_TRANSIT: "运输中",
    LetterState.OUT_FOR_DELIVERY: "正在派送",
    LetterState.DELIVERED: "已妥投",
    LetterState.NOT_DELIVERED: "未妥投，待再次派送",
    LetterState.RETURNED: "已退回寄件人",
    LetterState.CANCELLED: "已取消寄件",
}
NEXT = {
    None: LetterState.COLLECTED,
    LetterState.COLLECTED: LetterState.IN_TRANSIT,
    LetterState.IN_TRANSIT: LetterState.OUT_FOR_DELIVERY,
    LetterState.OUT_FOR_DELIVERY: LetterState.DELIVERED,
    LetterState.NOT_DELIVERED: LetterState.OUT_FOR_DELIVERY,
}


class Order(Body):
    """A letter to be sent."""

    reference: str
    recipient: str
    phone: str
    address: str


@dataclass(frozen=True)
class LetterEvent:
    """One step on the way."""

    at: datetime
    state: LetterState


@dataclass(frozen=True)
class Letter:
    """One letter with its way so far, oldest step first."""

    waybill_number: str
    sorting_code: str
    reference: str
    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    events: tuple[LetterEvent, ...] = ()

    @property
    def state(self) -> LetterState | None:
        """The last state; None while nobody fetched the letter."""
        return self.events[-1].state if self.events else None

    def told(self) -> list[dict[str, str]]:
        """Return the events as the partner tells them."""
        return [{"at": event.at.isoformat(), "state": event.state, "text": WORDS[event.state]} for event in self.events]


class Post:
    """Keeps the letters in memory; `advance` is the postman."""

    def __init__(self, clock: Clock, changed: Callable[[str], None]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._letters: dict[str, Letter] = {}
        self._numbers = count(FIRST_WAYBILL)  # none is ever given twice, whatever is forgotten
        self._replays = Replays()
        self.gate = PartnerGate("post", changed)
        self.gate.app.post("/v1/waybills")(self._order)
        self.gate.app.get("/v1/waybills/{number}")(self._track)
        self.gate.app.post("/v1/waybills/{number}/cancel")(self._cancel)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """Every letter, oldest first."""
        with self._lock:
            return tuple(self._letters.values())

    def advance(self, waybill_number: str, state: LetterState | None = None) -> Letter:
        """Move a letter to `state`, or one step along; raises :class:`KeyError` for no such letter, ValueError at the end."""
        with self._lock:
            letter = self._letters[waybill_number]
            following = state or NEXT.get(letter.state)
            if following is None or letter.state is LetterState.CANCELLED:
                raise ValueError("this letter has arrived, or was cancelled")
            event = LetterEvent(self._clock.now(), following)
            self._letters[waybill_number] = letter = replace(letter, events=(*letter.events, event))
        self.gate.changed()
        return letter

    def reset(self) -> None:
        """Forget every letter and fault."""
        with self._lock:
            self._letters.clear()
        self._replays.forget()
        self.gate.set_fault(None)

    def _order(self, order: Order, idempotency_key: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        return self._replays.once(idempotency_key, order, lambda: self._accept(order))

    def _accept(self, order: Order) -> dict[str, Any]:
        with self._lock:
            number = str(next(self._numbers))
            hall = next((code for name, code in SORTING_HALLS.items() if name in order.address), "CQ-09")
            sorting_code = f"{hall}-{number[-2:]}"
            self._letters[number] = Letter(number, sorting_code, order.reference, order.recipient, order.phone, order.address)
        self.gate.changed()
        return {"waybill_number": number, "sorting_code": sorting_code}

    def _track(self, number: str) -> dict[str, Any]:
        with self._lock:
            letter = self._letters.get(number)
        if letter is None:
            raise Refused(404, "no_such_waybill")
        return {"events": letter.told()}

    def _cancel(self, number: str) -> dict[str, Any]:
        with self._lock:
            letter = self._letters.get(number)
        if letter is None:
            raise Refused(404, "no_such_waybill")
        if letter.state not in {None, LetterState.CANCELLED}:
            raise Refused(409, "already_collected")
        if letter.state is None:
            self.advance(number, LetterState.CANCELLED)
        return {"cancelled": True}
