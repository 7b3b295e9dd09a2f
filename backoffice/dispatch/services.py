"""Dispatch: waybills, labels, posting, tracking, what comes back."""

from dataclasses import dataclass, field
from datetime import date, datetime

from backoffice.dispatch.models import TrackingState, Waybill
from backoffice.office import Actor, Office, Work
from backoffice.review.models import Case
from domain.application import ApplicationStatus


@dataclass(frozen=True)
class DispatchEntry:
    """One line of the dispatch desk; masked."""

    number: str
    status: ApplicationStatus  # produced, posted, delivered, returned_undelivered, resent, held_for_pickup
    masked_name: str
    region_code: str
    due_date: date | None
    waybill_number: str | None
    tracking: TrackingState | None
    tracking_at: datetime | None
    posted_at: datetime | None
    version: int


@dataclass(frozen=True)
class Label:
    """What a label carries; `code128_svg` is the waybill number as a bar code."""

    waybill_number: str
    sorting_code: str
    number: str
    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    code128_svg: str = field(repr=False)


def list_dispatch(work: Work, *, finished: bool = False) -> list[DispatchEntry]:
    """Return what is to be posted, on its way and come back; with `finished` also the delivered ones."""
    raise NotImplementedError


def create_waybill(office: Office, actor: Actor, number: str) -> Waybill:
    """Get a waybill from the post (idempotent by application number and attempt); raises Refused(wrong_status, partner_down, …).

    Opens its own transactions. Asking again returns the same waybill.
    """
    raise NotImplementedError


def label(work: Work, number: str, *, masked: bool) -> Label:
    """Return the label; the full one (for paper) is audited. Raises Refused(waybill_missing)."""
    raise NotImplementedError


def post_letter(work: Work, number: str, version: int, scanned: str) -> Case:
    """The letter is handed over: its waybill is scanned (produced → posted); the text message is queued.

    Raises Refused(waybill_missing, waybill_mismatch).
    """
    raise NotImplementedError


def refresh_tracking(office: Office, number: str) -> Waybill:
    """Ask the post where the letter is; moves the case to delivered or returned. Opens its own transactions."""
    raise NotImplementedError


def resend(office: Office, actor: Actor, number: str, version: int) -> Waybill:
    """Send a returned letter once more (returned → resent) under a new waybill."""
    raise NotImplementedError


def hold_for_pickup(work: Work, number: str, version: int) -> Case:
    """Keep a returned letter at the window (returned → held for pick-up)."""
    raise NotImplementedError


def hand_over(work: Work, number: str, version: int) -> Case:
    """The citizen fetched it at the window (held for pick-up → delivered)."""
    raise NotImplementedError
