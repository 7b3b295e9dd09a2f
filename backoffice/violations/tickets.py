"""Tickets: a verified answer lets its terminal ask for pictures and for the notice of its records, for some minutes only.

They live in the database, so that every process of the office knows them; only hashes are kept, and whose records they are is
sealed under a key made of the ticket itself: without the terminal's ticket nobody can read it.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete

from backoffice.office import Work
from backoffice.violations.models import ViolationTicket

TICKET_BYTES = 32  # 256 random bits
NONCE = bytes(12)  # a ticket's key seals one thing ever
ID_LENGTH = 16  # hex digits under which the audit log tells of a ticket


def make_ticket(work: Work, terminal_id: str, person_hash: str, record_numbers: Iterable[str], id_number: str) -> str:
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
            sealed_person=_key_of(ticket).encrypt(NONCE, id_number.encode(), None),
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


def find_person(work: Work, ticket: str, terminal_id: str, record_numbers: Sequence[str]) -> str | None:
    """Return the ID number of whose records these are; None unless the ticket is good for every one of them."""
    row = work.session.get(ViolationTicket, _hash(ticket))
    if row is None or row.sealed_person is None:
        return None
    if not all(is_good(work, ticket, terminal_id, number) for number in record_numbers):
        return None
    return _key_of(ticket).decrypt(NONCE, row.sealed_person, None).decode()


def ticket_id(ticket: str) -> str:
    """Return the name under which the audit log tells of a ticket; nobody can ask with it."""
    return f"ticket:{_hash(ticket)[:ID_LENGTH]}"


def forget_old(work: Work) -> None:
    """Remove the tickets that are no longer good."""
    work.session.execute(delete(ViolationTicket).where(ViolationTicket.expires_at <= work.now))


def _key_of(ticket: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"violation-ticket").derive(ticket.encode(errors="replace")))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()
