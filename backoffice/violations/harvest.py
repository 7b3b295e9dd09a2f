"""The limit against harvesting: how many different people one terminal may ask about within an hour.

One terminal serves one person after the other; a terminal that asks about a new person every few seconds is not a terminal.
"""

import math
from datetime import timedelta

from sqlalchemy import delete, func, select

from backoffice.fleet.models import Terminal
from backoffice.office import Work
from backoffice.violations.models import ViolationAsked

WINDOW = timedelta(hours=1)


class TooManyPersons(Exception):
    """This terminal must wait. `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many persons")
        self.retry_after = retry_after


def admit(work: Work, terminal_id: str, person_hash: str) -> None:
    """Count this person; the same one may be asked about again and again. Raises :class:`TooManyPersons`."""
    work.session.get(Terminal, terminal_id, with_for_update=True)  # processes of the office count one after the other
    forget_old(work)
    asked = work.session.get(ViolationAsked, (terminal_id, person_hash))
    if asked is not None:
        asked.asked_at = work.now
        return
    _require_room(work, terminal_id)
    work.session.add(ViolationAsked(terminal_id=terminal_id, person_hash=person_hash, asked_at=work.now))


def forget_old(work: Work) -> None:
    """Forget who was asked about more than an hour ago."""
    work.session.execute(delete(ViolationAsked).where(ViolationAsked.asked_at <= work.now - WINDOW))


def _require_room(work: Work, terminal_id: str) -> None:
    of_terminal = select(func.count(), func.min(ViolationAsked.asked_at)).where(ViolationAsked.terminal_id == terminal_id)
    count, oldest = work.session.execute(of_terminal).one()
    if count >= work.office.settings.violations.persons_per_hour:
        raise TooManyPersons(math.ceil((oldest + WINDOW - work.now).total_seconds()))
