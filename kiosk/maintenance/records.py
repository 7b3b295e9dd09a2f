"""What the technician may read of the store: the outbox without its bodies, and whether the audit log is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from backend_client import outbox
from backend_client.database import PragmaRefused, database_path, open_database, reading
from backend_client.outbox import OutboxEntry
from domain.failures import FailureCode, KnownFailure
from kiosk.audit.log import Verdict, verify
from kiosk.store.health import Outage, outages


@contextmanager
def store_of(state_dir: Path) -> Iterator[Connection]:
    """Open the store for reading only; raises :class:`KnownFailure` (``store_failed``) when there is none or it is damaged."""
    path = database_path(state_dir)
    if not path.exists():
        raise KnownFailure(FailureCode.STORE_FAILED)
    try:
        engine = open_database(path)
        try:
            with reading(engine) as connection:
                yield connection
        finally:
            engine.dispose()
    except (PragmaRefused, OSError) as error:
        raise KnownFailure(FailureCode.STORE_FAILED) from error


def list_outbox(state_dir: Path) -> list[dict[str, Any]]:
    """Return every row, oldest first."""
    with store_of(state_dir) as connection:
        return [_row(entry) for entry in outbox.entries(connection)]


def get_outbox_row(state_dir: Path, number: str) -> dict[str, Any]:
    """Return one row; raises :class:`LookupError` for a number that is not there."""
    with store_of(state_dir) as connection:
        entry = outbox.find(connection, number.replace(" ", ""))
    if entry is None:
        raise LookupError("no such number in this terminal")
    return _row(entry)


def list_outages(state_dir: Path, device: str | None = None) -> list[Outage]:
    """Return when devices were down, newest first."""
    with store_of(state_dir) as connection:
        return outages(connection, device)


def verify_audit(state_dir: Path) -> Verdict:
    """Walk the chain of the audit log."""
    with store_of(state_dir) as connection:
        return verify(connection)


def _row(entry: OutboxEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "service": entry.service.value,
        "state": entry.state.value,
        "tries": entry.tries,
        "last_error": entry.last_error,
        "staff_action": entry.staff_action.value,
        "confirmed_at": entry.confirmed_at.isoformat(),
        "lodged_at": entry.lodged_at.isoformat() if entry.lodged_at else None,
        "next_at": entry.next_at.isoformat() if entry.next_at else None,
        "received_at": entry.received_at.isoformat() if entry.received_at else None,
        "due_date": entry.due_date.isoformat() if entry.due_date else None,
    }
