"""The gap of an office that came out of a backup: what it had taken since then is sent again, from the bodies still here.

The office names its epoch in the answer to every heartbeat. Where that is another one than this terminal knows, the courier
asks which of the delivered applications are missing and makes them ready again, under their old keys. The epoch is remembered
in the transaction that makes them ready, so that a kill in between costs one more question, never an application.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Column, Connection, Engine, Integer, String, Table, select, update
from sqlalchemy.dialects.sqlite import insert

from backend_client.client import OfficeClient
from backend_client.database import reading, writing
from backend_client.outbox import OutboxState, metadata, outbox
from domain.clock import Clock
from domain.wire.v1_recovery import MOST_NUMBERS, MissingQuestion

SENT_AGAIN = "office_restored"
APPLICATIONS, CHANGES = 1, 2  # rows: an office may have been asked for the ones and not for the others
_log = structlog.get_logger()

office_epoch = Table(
    "office_epoch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
)


class Gap:
    """Closes the gap; `within` so many seconds, so that a whole fleet does not send at once."""

    def __init__(self, engine: Engine, client: OfficeClient, clock: Clock, within: float) -> None:
        self._engine = engine
        self._client = client
        self._clock = clock
        self._within = within

    def close(self, epoch: str | None) -> None:
        """Make ready what an office of this epoch misses; raises :class:`KnownFailure`, and is tried again then."""
        with reading(self._engine) as connection:
            if epoch is None or epoch == known_epoch(connection):  # an earlier version of the office names none
                return
            numbers = delivered_bodies(connection)
        missing = [number for batch in _batches(numbers) for number in self._missing_of(batch)]
        with writing(self._engine) as connection:
            for number in missing:
                send_again(connection, number, self._clock.now(), self._within)
            keep_epoch(connection, epoch)
        _log.info("office_epoch_changed", asked=len(numbers), missing=len(missing))

    def _missing_of(self, numbers: list[str]) -> list[str]:
        asked = set(numbers)
        return [number for number in self._client.missing(MissingQuestion(numbers=numbers)).missing if number in asked]


def known_epoch(connection: Connection, of: int = APPLICATIONS) -> str | None:
    """Return the epoch of the office for which everything was asked."""
    return connection.scalar(select(office_epoch.c.name).where(office_epoch.c.id == of))


def delivered_bodies(connection: Connection) -> list[str]:
    """Return the numbers of what was delivered and can still be sent again, oldest first."""
    here = select(outbox.c.number).where(outbox.c.state == OutboxState.DELIVERED.value, outbox.c.sealed.is_not(None))
    return list(connection.scalars(here.order_by(outbox.c.seq)))


def send_again(connection: Connection, number: str, now: datetime, within: float) -> None:
    """Make a delivered row ready; what its receipt said stays, and is told to the office."""
    next_at = now + timedelta(seconds=random.uniform(0, within))  # noqa: S311 - spreads load, guards nothing
    values = {
        "state": OutboxState.READY.value,
        "tries": 1,  # nobody stands and waits for it
        "next_at": next_at,
        "last_error": SENT_AGAIN,
        "settled_at": None,
    }
    delivered = outbox.c.state == OutboxState.DELIVERED.value
    connection.execute(update(outbox).where(outbox.c.number == number, delivered).values(values))


def keep_epoch(connection: Connection, epoch: str, of: int = APPLICATIONS) -> None:
    """Remember that for this epoch everything was asked, or is owed."""
    values = {"id": of, "name": epoch}
    connection.execute(insert(office_epoch).values(values).on_conflict_do_update(index_elements=["id"], set_=values))


def _batches(numbers: list[str]) -> Iterable[list[str]]:
    return (numbers[start : start + MOST_NUMBERS] for start in range(0, len(numbers), MOST_NUMBERS))
