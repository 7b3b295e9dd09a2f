"""Everybody who works here, as the desk of people shows them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backoffice.office import Work
from backoffice.staff import lockout, sessions
from backoffice.staff.models import Role, Staff
from backoffice.staff.scope import may_administer
from backoffice.staff.services import has_run_out, list_staff


class State(StrEnum):
    """How an account stands (`desk.people.is.<state>` in the texts)."""

    ACTIVE = "active"
    LOCKED = "locked"  # too many failures; opens by itself
    WAITING = "waiting"  # has a one-time password
    RUN_OUT = "run_out"  # had one and did not use it in time
    DISABLED = "disabled"


@dataclass(frozen=True)
class Line:
    """One member of staff."""

    staff: Staff
    state: State
    newest_sign_in: datetime | None
    open_sessions: int


def list_people(work: Work) -> list[Line]:
    """Return everybody who is any business of an administrator, by user name."""
    admin = work.actor.require(Role.ADMIN)
    everybody = [one for one in list_staff(work.session) if may_administer(admin, one)]
    locked = lockout.locked_among(work, [one.username for one in everybody])
    newest, living = sessions.newest_sign_ins(work), sessions.count_living(work)
    return [Line(one, _state(work, one, locked), newest.get(one.id), living.get(one.id, 0)) for one in everybody]


def _state(work: Work, staff: Staff, locked: frozenset[str]) -> State:
    if not staff.active:
        return State.DISABLED
    if staff.username in locked:
        return State.LOCKED
    if has_run_out(staff, work.now):
        return State.RUN_OUT
    return State.WAITING if staff.must_change_password else State.ACTIVE
