"""Writes and verifies the chain: each row carries the hash of the one before, so that none can be changed, moved, taken out.

What a chain alone cannot show is a tail cut off; the office's seal over the heads is for that.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from kiosk.audit.events import Detail, EventType, require_known

START = "0" * 64


@dataclass(frozen=True)
class Verdict:
    """Outcome of a verification."""

    rows: int
    intact: bool
    broken_at: int | None  # seq of the first row that does not fit
    head: str


class AuditLog:
    """Appends events of the catalogue to the caller's transaction."""

    def __init__(self, events: Mapping[str, EventType]) -> None:
        self._events = events

    def append(self, connection: Connection, at: datetime, event: str, details: Mapping[str, Detail]) -> None:
        """Add one row; raises :class:`kiosk.audit.events.EventRefused` for what the catalogue does not know.

        The log's time never goes back: while the machine's clock is behind the last row, that row's time is written again.
        """
        require_known(self._events, event, details)
        last = connection.execute(text("SELECT seq, hash, at FROM audit_log ORDER BY seq DESC LIMIT 1")).one_or_none()
        seq, previous = (last.seq + 1, last.hash) if last else (1, START)
        moment = max(at, datetime.fromisoformat(last.at)) if last else at
        row = {"seq": seq, "at": moment.isoformat(), "event": event, "details": _canonical(details), "previous": previous}
        connection.execute(
            text(
                "INSERT INTO audit_log (seq, at, event, details, previous, hash)"
                " VALUES (:seq, :at, :event, :details, :previous, :hash)"
            ),
            {**row, "hash": _hash(row)},
        )


def verify(connection: Connection) -> Verdict:
    """Walk the whole chain."""
    previous, count = START, 0
    for row in connection.execute(text("SELECT seq, at, event, details, previous, hash FROM audit_log ORDER BY seq")):
        fields = {"seq": row.seq, "at": row.at, "event": row.event, "details": row.details, "previous": row.previous}
        count += 1
        if row.seq != count or row.previous != previous or row.hash != _hash(fields):
            return Verdict(count, intact=False, broken_at=row.seq, head=previous)
        previous = row.hash
    return Verdict(count, intact=True, broken_at=None, head=previous)


def _hash(row: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(row).encode()).hexdigest()


def _canonical(values: Mapping[str, object]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
