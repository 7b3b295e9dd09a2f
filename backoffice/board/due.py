"""When open cases fall due, as conditions of a query: the words of the board and the numbers of the queue mean the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, literal, or_, select

from backoffice.board.escalations import promise_over
from backoffice.office import Work
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.staff.models import Staff
from backoffice.staff.scope import within
from domain.application import PENDING, ApplicationStatus
from domain.clock import SHANGHAI
from domain.numbers import is_valid

STAGE_NAMES = ("review", "production", "dispatch", "correction")
"""The stages of the board; `correction` waits for the citizen."""


class Due(StrEnum):
    """When a case falls due: the promise or the stage, whichever is sooner."""

    OVERDUE = "overdue"
    TODAY = "today"
    NEXT = "next"  # on the next working day
    LATER = "later"
    PAUSED = "paused"  # waits for the citizen
    UNDATED = "undated"  # the working-day table is missing


@dataclass(frozen=True)
class CaseFilter:
    """Which open cases; empty words mean all."""

    due: Due | None = None
    stage: str = ""
    district: str | None = None
    terminal_id: str = ""
    holder: str = ""  # user name
    unclaimed: bool = False  # nobody has it, and it falls due within the hour
    find: str = ""


def open_cases(work: Work) -> list[ColumnElement[bool]]:
    """Return the conditions of what is open and any business of the actor."""
    conditions: list[ColumnElement[bool]] = [Case.status.in_(PENDING)]
    return [*conditions, within(work.actor.staff, Case.district)] if work.actor.staff else conditions


def due_of(work: Work) -> ColumnElement[Any]:
    """Return the expression that tells when a case falls due."""
    today = work.now.astimezone(SHANGHAI).date()
    following = work.office.hours.after(today, 1) or today + timedelta(days=1)
    return case(
        (Case.paused_since.is_not(None), literal(Due.PAUSED.value)),
        (overdue(work), literal(Due.OVERDUE.value)),
        (Case.due_date.is_(None), literal(Due.UNDATED.value)),
        (_by(work, today), literal(Due.TODAY.value)),
        (_by(work, following), literal(Due.NEXT.value)),
        else_=literal(Due.LATER.value),
    )


def overdue(work: Work) -> ColumnElement[bool]:
    """Return the condition that promise or stage are over."""
    return or_(promise_over(work), Case.stage_due_at < work.now)


def _by(work: Work, day: Any) -> ColumnElement[bool]:
    ends = datetime.combine(day, work.office.settings.review.shift_ends, SHANGHAI)
    return or_(Case.due_date <= day, Case.stage_due_at <= ends)


def within_hour(work: Work) -> ColumnElement[bool]:
    """Return the condition that nobody has a case and its stage ends within a working hour, or is over."""
    soon = work.office.hours.add_minutes(work.now, work.office.settings.escalation.last_minutes)
    return and_(free(work), Case.stage_due_at <= soon) if soon else false()


def free(work: Work) -> ColumnElement[bool]:
    """Return the condition that a case waits for a reviewer and nobody holds it."""
    lapsed = and_(Case.status == ApplicationStatus.UNDER_REVIEW, Case.lease_until <= work.now)
    return or_(Case.status == ApplicationStatus.ACCEPTED, lapsed)


def conditions_of(work: Work, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a list."""
    conditions = open_cases(work)
    if wanted.due is Due.OVERDUE:  # the first of the order of due_of but for what is paused, in words that an index knows
        conditions += [Case.paused_since.is_(None), overdue(work)]
    elif wanted.due is not None:
        conditions.append(due_of(work) == wanted.due.value)
    if wanted.stage:
        conditions.append(Case.status.in_(statuses_of(wanted.stage)))
    if wanted.district is not None:
        conditions.append(Case.district == wanted.district)
    if wanted.terminal_id:
        conditions.append(Case.terminal_id == wanted.terminal_id)
    if wanted.holder:
        holder = select(Staff.id).where(Staff.username == wanted.holder).scalar_subquery()
        conditions += [Case.claimed_by == holder, Case.lease_until > work.now]
    if wanted.unclaimed:
        conditions.append(within_hour(work))
    if wanted.find:
        conditions.append(
            Case.number == wanted.find if is_valid(wanted.find) else Case.number.endswith(wanted.find, autoescape=True)
        )
    return conditions


def statuses_of(stage: str) -> list[ApplicationStatus]:
    """Return the statuses of a stage of the board; none for a word that is no stage."""
    if stage == "correction":
        return [ApplicationStatus.CORRECTION_REQUESTED]
    return [status for status, name in cases.STAGES.items() if name == stage]
