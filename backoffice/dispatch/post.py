"""The port to the post (EMS) and its HTTP adapter (`docs/stage.md`, Partners)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from backoffice.dispatch.models import TrackingState
from backoffice.partners import PartnerClient


@dataclass(frozen=True)
class LetterOrder:
    """Who gets the letter. Its repr shows the reference only."""

    reference: str  # application number
    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class PostedLetter:
    """What the post allotted."""

    waybill_number: str
    sorting_code: str


@dataclass(frozen=True)
class TrackedEvent:
    """One line of the post's tracking."""

    at: datetime
    state: TrackingState
    text: str


class Post(Protocol):
    """Asked over the network: every call may raise PartnerDown or PartnerRefused."""

    def create_waybill(self, order: LetterOrder, idempotency_key: str) -> PostedLetter:
        """Order a letter; the same key gives the same waybill."""
        ...

    def cancel_waybill(self, waybill_number: str) -> None:
        """Cancel the order of a letter that was never handed over; cancelled already it is the same."""
        ...

    def track(self, waybill_number: str) -> tuple[TrackedEvent, ...]:
        """Return the tracking events, oldest first."""
        ...


class _Waybill(BaseModel):
    waybill_number: str = Field(pattern=r"^\d{13}$")
    sorting_code: str = Field(max_length=20)


class _Event(BaseModel):
    at: AwareDatetime
    state: TrackingState
    text: str = Field(max_length=500)


class _Tracking(BaseModel):
    events: list[_Event]


class HttpPost:
    """The post over HTTP."""

    def __init__(self, client: PartnerClient) -> None:
        self._client = client

    def create_waybill(self, order: LetterOrder, idempotency_key: str) -> PostedLetter:
        """Order a letter; the same key gives the same waybill."""
        body = {"reference": order.reference, "recipient": order.recipient, "phone": order.phone, "address": order.address}
        answer = self._client.post("/v1/waybills", body, idempotency_key)
        try:
            made = _Waybill.model_validate(answer)
        except ValidationError:
            raise self._client.refuse() from None
        return PostedLetter(made.waybill_number, made.sorting_code)

    def cancel_waybill(self, waybill_number: str) -> None:
        """Cancel the order of a letter that was never handed over; cancelled already it is the same."""
        answer = self._client.post(f"/v1/waybills/{waybill_number}/cancel", {}, f"cancel-{waybill_number}")
        if answer.get("cancelled") is not True:
            raise self._client.refuse()

    def track(self, waybill_number: str) -> tuple[TrackedEvent, ...]:
        """Return the tracking events, oldest first."""
        answer = self._client.get(f"/v1/waybills/{waybill_number}")
        try:
            tracking = _Tracking.model_validate(answer)
        except ValidationError:
            raise self._client.refuse() from None
        events = (TrackedEvent(event.at, event.state, event.text[:120]) for event in tracking.events)
        return tuple(sorted(events, key=lambda event: event.at))
