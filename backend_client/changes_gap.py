"""The second half of closing a restored office's gap: what citizens changed follows the applications that came again.

When the office names another epoch, everything kept is owed, in the transaction that remembers the epoch. Then the office is
asked with the heartbeats: what it has done is settled, what it misses is sent in the order in which it was given, and what
waits for its application, or for the case to come so far again, is asked for later. An office that does not know the question
answers 404; it is asked until the days of what is kept are over.
"""

import random
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import Engine

from backend_client import kept_changes
from backend_client.client import OfficeClient, OfficeFailure
from backend_client.database import reading, writing
from backend_client.gap import CHANGES, keep_epoch, known_epoch
from backend_client.kept_changes import Owed
from backend_client.log import tail
from backend_client.settings import CourierSettings
from domain.clock import Clock
from domain.wire.v1_recovery import MOST_NUMBERS, MissingChangesQuestion

MOST_SENT = 10  # with one heartbeat; the others are due again within seconds
DONE = frozenset({"taken", "known"})
REFUSED = "refused"
_log = structlog.get_logger()


class ChangesGap:
    """Brings back what was changed after the backup. Every call may raise :class:`KnownFailure`, and is repeated then."""

    def __init__(self, engine: Engine, client: OfficeClient, clock: Clock, settings: CourierSettings) -> None:
        self._engine = engine
        self._client = client
        self._clock = clock
        self._within = settings.send_again_within
        self._patience = timedelta(days=settings.keep_delivered_days)

    def close(self, epoch: str | None) -> None:
        """Owe what an office of this epoch may lack, and bring it what is due."""
        if epoch is not None:
            self._owe(epoch)
        with reading(self._engine) as connection:
            if not kept_changes.anything_due(connection, self._clock.now()):
                return
        with writing(self._engine) as connection:
            owed = kept_changes.claim_due(connection, self._clock.now(), MOST_NUMBERS)
        self._bring(owed)

    def _owe(self, epoch: str) -> None:
        with reading(self._engine) as connection:
            if epoch == known_epoch(connection, CHANGES):
                return
        now = self._clock.now()
        first_at = now + timedelta(seconds=random.uniform(0, self._within))  # noqa: S311 - spreads load, guards nothing
        with writing(self._engine) as connection:
            owed = kept_changes.owe_all(connection, now, first_at)
            keep_epoch(connection, epoch, CHANGES)
        _log.info("changes_owed", rows=owed)

    def _bring(self, owed: list[Owed]) -> None:
        answer = self._client.missing_changes(MissingChangesQuestion(changes=[one.kept for one in owed]))
        missing, waiting = set(answer.missing), set(answer.waiting)
        self._settle(one.kept.key for one in owed if one.kept.key not in missing | waiting)
        late = {one.kept.key for one in owed if one.owed_at <= self._clock.now() - self._patience}
        to_send = [one for one in owed if one.kept.key in missing | (waiting & late)]
        for one in to_send[:MOST_SENT]:
            self._send(one, last=one.kept.key in late)

    def _send(self, one: Owed, *, last: bool) -> None:
        with reading(self._engine) as connection:
            message = kept_changes.message_of(connection, one.kept.key, last=last)
        try:
            answer = self._client.change_again(message)
        except OfficeFailure as failure:
            if not failure.final:
                raise
            _log.warning(
                "change_not_sent", number_tail=tail(one.kept.number), problem=failure.problem
            )  # not in the others' way
            return
        _log.info("change_sent_again", number_tail=tail(one.kept.number), action=answer.outcome, code=answer.reason)
        if answer.outcome in DONE:
            self._settle([one.kept.key])
        elif answer.outcome == REFUSED:
            with writing(self._engine) as connection:
                kept_changes.forget(connection, one.kept.key)

    def _settle(self, keys: Iterable[UUID]) -> None:
        settled = list(keys)
        if settled:
            with writing(self._engine) as connection:
                kept_changes.has_it(connection, settled)
