"""What the technician may read of the store: the outbox without its bodies, and whether the audit log is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from backend_client import outbox
from backend_client.database import PragmaRefused, database_path, open_database, reading
from domain.failures import FailureCode, KnownFailure
from kiosk.audit.log import Verdict, verify


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
        numbers = connection.execute(text("SELECT number FROM outbox ORDER BY seq")).scalars().all()
        return [row for number in numbers if (row := _row(connection, number))]


def get_outbox_row(state_dir: Path, number: str) -> dict[str, Any]:
    """Return one row; raises :class:`LookupError` for a number that is not there."""
    with store_of(state_dir) as connection:
        row = _row(connection, number.replace(" ", ""))
    if row is None:
        raise LookupError("no such number in this terminal")
    return row


def verify_audit(state_dir: Path) -> Verdict:
    """Walk the chain of the audit log."""
    with store_of(state_dir) as connection:
        return verify(connection)


def _row(connection: Connection, number: str) -> dict[str, Any] | None:
    entry = outbox.find(connection, number)
    if entry is None:
        return None
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
