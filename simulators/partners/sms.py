"""The SMS carrier: keeps every message, sends none."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header

from domain.clock import Clock
from simulators.partners.gate import Body, PartnerGate, Replays


class Outgoing(Body):
    """A message to be sent."""

    phone: str
    text: str


@dataclass(frozen=True)
class Message:
    """One message that the carrier took."""

    message_id: str
    at: datetime
    phone: str = field(repr=False)
    text: str = field(repr=False)


class SmsCarrier:
    """Takes messages, word by word as they come; marks of the sandbox are the sender's duty."""

    def __init__(self, clock: Clock, changed: Callable[[str], None]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._messages: list[Message] = []
        self._replays = Replays()
        self.gate = PartnerGate("sms", changed)
        self.gate.app.post("/v1/messages")(self._take)

    @property
    def messages(self) -> tuple[Message, ...]:
        """Every message, oldest first."""
        with self._lock:
            return tuple(self._messages)

    def reset(self) -> None:
        """Forget every message and fault."""
        with self._lock:
            self._messages.clear()
        self._replays.forget()
        self.gate.set_fault(None)

    def _take(self, outgoing: Outgoing, idempotency_key: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        return self._replays.once(idempotency_key, outgoing, lambda: self._accept(outgoing))

    def _accept(self, outgoing: Outgoing) -> dict[str, Any]:
        with self._lock:
            message = Message(f"sms-{len(self._messages) + 1:06d}", self._clock.now(), outgoing.phone, outgoing.text)
            self._messages.append(message)
        self.gate.changed()
        return {"message_id": message.message_id}
