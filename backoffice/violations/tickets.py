"""Tickets: a verified answer lets its terminal ask for the pictures of its records, for some minutes and for nothing else.

They live in the database, so that every process of the office knows them; only hashes are kept.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete

from backoffice.office import Work
from backoffice.violations.models import ViolationTicket

TICKET_BYTES = 32  # 256 random bits
ID_LENGTH = 16  # hex digits under which the audit log tells of a ticket


def make_ticket(work: Work, terminal_id: str, person_hash: str, record_numbers: Iterable[str]) -> str:
    """Return a new ticket; whoever stood at the terminal before has left, so the tickets of other people end."""
    others = delete(ViolationTicket).where(
        ViolationTicket.terminal_id == terminal_id, ViolationTicket.person_hash != person_hash
    )
    work.session.execute(others)
    ticket = secrets.token_urlsafe(TICKET_BYTES)
    work.session.add(
        ViolationTicket(
            ticket_hash=_hash(ticket),
            terminal_id=terminal_id,
            person_hash=person_hash,
            record_hashes=[_hash(ticket, number) for number in record_numbers],
            expires_at=work.now + timedelta(minutes=work.office.settings.violations.ticket_minutes),
        )
    )
    return ticket


def is_good(work: Work, ticket: str, terminal_id: str, record_number: str) -> bool:
    """Tell whether `ticket` is this terminal's, not too old, and for this record."""
    row = work.session.get(ViolationTicket, _hash(ticket))
    return (
        row is not None
        and row.terminal_id == terminal_id
        and work.now < row.expires_at
        and _hash(ticket, record_number) in row.record_hashes
    )


def ticket_id(ticket: str) -> str:
    """Return the name under which the audit log tells of a ticket; nobody can ask with it."""
    return f"ticket:{_hash(ticket)[:ID_LENGTH]}"


def forget_old(work: Work) -> None:
    """Remove the tickets that are no longer good."""
    work.session.execute(delete(ViolationTicket).where(ViolationTicket.expires_at <= work.now))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()
