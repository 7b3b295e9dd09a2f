"""The limit against trying decisions' numbers by holding them: how many different ones a payer and a terminal may ask for.

A hold says of a number whether it is a decision, whether it is unpaid, and what it costs. Asking for the same again, as a
prolonging does, counts once. Numbers of people and decisions are kept as keyed hashes for an hour.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select

from backoffice.office import Work
from backoffice.payments.fine_models import FineHoldAsked

WINDOW = timedelta(hours=1)


class TooManyHolds(Exception):
    """This payer or terminal must wait. `whose`: payer, terminal; `retry_after` in seconds."""

    def __init__(self, whose: str, retry_after: int) -> None:
        super().__init__(f"too many holds of a {whose}")
        self.whose = whose
        self.retry_after = retry_after


def admit(work: Work, terminal_id: str, payer_hash: str, decision_hashes: Collection[str]) -> None:
    """Count these decisions, all or none. Raises :class:`TooManyHolds`. Whoever calls takes turns before."""
    forget_old(work)
    limits, wanted = work.office.settings.fines, set(decision_hashes)
    _require_room(work, "payer", FineHoldAsked.payer_hash == payer_hash, wanted, limits.decisions_per_payer_and_hour)
    _require_room(work, "terminal", FineHoldAsked.terminal_id == terminal_id, wanted, limits.decisions_per_terminal_and_hour)
    for decision_hash in wanted:
        asked = FineHoldAsked(terminal_id=terminal_id, payer_hash=payer_hash, decision_hash=decision_hash, asked_at=work.now)
        work.session.merge(asked)


def forget_old(work: Work) -> None:
    """Forget what was held more than an hour ago."""
    work.session.execute(delete(FineHoldAsked).where(FineHoldAsked.asked_at <= work.now - WINDOW))


def _require_room(work: Work, whose: str, of_whom: ColumnElement[bool], wanted: set[str], limit: int) -> None:
    rows = work.session.execute(select(FineHoldAsked.decision_hash, FineHoldAsked.asked_at).where(of_whom)).all()
    if len({decision_hash for decision_hash, _ in rows} | wanted) > limit:
        oldest = min((asked_at for _, asked_at in rows), default=work.now)
        raise TooManyHolds(whose, max(1, int((oldest + WINDOW - work.now).total_seconds()) + 1))
