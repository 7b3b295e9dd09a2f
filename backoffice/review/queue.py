"""The queue: which cases wait, in which order, how many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from backoffice.office import Work
from backoffice.review.decisions import held_by
from backoffice.review.models import Case
from backoffice.staff.scope import within
from domain.application import PENDING, ApplicationStatus
from domain.clock import SHANGHAI
from domain.faces import FaceDecision
from domain.numbers import is_valid
from domain.services import ServiceSlug

_S = ApplicationStatus
ELSEWHERE = (ServiceSlug.VIOLATION_HANDLING, ServiceSlug.FINE_PAYMENT)
"""Decided at once, or at the violations desk: never in the lists of the review desk."""

ORDER: tuple[ColumnElement[Any], ...] = (Case.queue_due.expression, Case.queue_stage.expression, Case.number.expression)
"""The queue's order, as an index has it."""

COUNTED = 1000  # cases of a list that are counted; more are "999+"
HOUR = 60  # minutes


class QueueList(StrEnum):
    """The lists of the review desk."""

    REVIEW = "review"  # 待审核: free, or their lease has run out
    MINE = "mine"  # 我的: I hold the lease
    HELD = "held"  # 他人办理中
    SECOND_PERSON = "second_person"  # 双人复核
    CORRECTED = "corrected"  # 补正已回
    WAITING = "waiting"  # 等待公民: correction requested
    DECIDED = "decided"  # approved, rejected, referred (newest first)
    ALL_OPEN = "all_open"


class Urgency(StrEnum):
    """Which group of the queue a case stands in."""

    OVERDUE = "overdue"  # 已超时: the stage or the promise
    WITHIN_HOUR = "within_hour"  # 1 小时内
    TODAY = "today"
    LATER = "later"
    PAUSED = "paused"
    CALENDAR_MISSING = "calendar_missing"


@dataclass(frozen=True)
class QueueFilter:
    """What to show. `find` is a number (or its end), or the last four of an ID number."""

    queue: QueueList = QueueList.REVIEW
    services: tuple[ServiceSlug, ...] = ()
    region_codes: tuple[str, ...] = ()
    terminal_id: str | None = None
    only_overdue: bool = False
    only_mismatch: bool = False
    find: str = ""


@dataclass(frozen=True)
class QueueEntry:
    """One masked line of the queue."""

    number: str
    service: ServiceSlug
    status: ApplicationStatus
    masked_name: str
    id_last_four: str
    region_code: str
    terminal_id: str
    received_at: datetime
    due_date: date | None  # None: calendar missing (alarm)
    stage_due_at: datetime | None
    stage_minutes_left: int | None  # working minutes; negative: overdue; None: no limit or calendar missing
    urgency: Urgency
    working_days_used: int | None
    promised_working_days: int
    mismatches: int | None
    changes: int | None
    holder: str | None  # display name of who holds the lease
    mine: bool
    second_person: bool
    corrections: int
    corrected: bool  # the citizen has answered the newest request
    by_hand: bool  # no face was looked at: the office compares the photographs
    face: str  # what the terminal found, where a person must look: review, no_match, unusable; else empty
    paused: bool
    version: int


def list_queue(work: Work, wanted: QueueFilter, *, limit: int = 200, after: str | None = None) -> list[QueueEntry]:
    """Return the entries by due date, then stage time, then number; `after` is the last number of the page before.

    The list of decided cases goes by the newest decision first and is not paged.
    """
    if wanted.queue is QueueList.DECIDED:
        return [_entry(work, case) for case in _newest_decided(work, wanted, limit)]
    past = _past(work, after) if after is not None else None
    return [_entry(work, case) for case in _in_order(work, wanted, past, limit)]


def _in_order(work: Work, wanted: QueueFilter, past: ColumnElement[bool] | None, limit: int) -> list[Case]:
    """Return the first cases of the streams of a list, which stand in the same order in an index each."""
    found: list[Case] = []
    for conditions in _streams(work, wanted):
        chosen = select(Case).where(*conditions, *(() if past is None else (past,)))
        found += work.session.scalars(chosen.order_by(*ORDER).limit(limit))
    return sorted(found, key=lambda case: (case.queue_due, case.queue_stage, case.number))[:limit]


def _newest_decided(work: Work, wanted: QueueFilter, limit: int) -> list[Case]:
    found: list[Case] = []
    for conditions in _streams(work, wanted):
        chosen = select(Case).where(*conditions).order_by(Case.stage_started_at.desc(), Case.number)
        found += work.session.scalars(chosen.limit(limit))
    return sorted(found, key=lambda case: (-case.stage_started_at.timestamp(), case.number))[:limit]


def count_queues(work: Work) -> dict[QueueList, int]:
    """Return how many cases stand in each list, as the actor sees it; nobody counts further than :data:`COUNTED`."""
    return {queue: _count(work, QueueFilter(queue)) for queue in QueueList}


def _count(work: Work, wanted: QueueFilter) -> int:
    ones = (select(Case.id).where(*conditions).limit(COUNTED).subquery() for conditions in _streams(work, wanted))
    return min(sum(work.session.scalar(select(func.count()).select_from(some)) or 0 for some in ones), COUNTED)


def neighbours(work: Work, number: str, wanted: QueueFilter) -> tuple[str | None, str | None]:
    """Return the numbers before and after the place of `number` in the queue, whether or not it stands there itself."""
    place = work.session.execute(select(*ORDER).where(Case.number == number)).one_or_none()
    if place is None:
        return None, None
    here = tuple_(*_bound(place))
    before: list[Any] = []
    after: list[Any] = []
    descending = [column.desc() for column in ORDER]
    for conditions in _streams(work, wanted):
        near = select(*ORDER).where(*conditions)
        before += work.session.execute(near.where(tuple_(*ORDER) < here).order_by(*descending).limit(1)).all()
        after += work.session.execute(near.where(tuple_(*ORDER) > here).order_by(*ORDER).limit(1)).all()
    return max(before)[2] if before else None, min(after)[2] if after else None


def urgency(work: Work, case: Case) -> Urgency:
    """Tell how urgent a case is now: the promise and the stage, whichever is worse."""
    if case.paused_since is not None:
        return Urgency.PAUSED
    if case.due_date is None:
        return Urgency.CALENDAR_MISSING
    ends = [_end_of_promise(work, case.due_date)] + ([case.stage_due_at] if case.stage_due_at else [])
    nearest = min(ends)
    left = work.office.hours.minutes_between(work.now, nearest)
    if nearest < work.now:
        return Urgency.OVERDUE
    if left is not None and left <= HOUR:
        return Urgency.WITHIN_HOUR
    return Urgency.TODAY if nearest.date() <= work.now.date() else Urgency.LATER


def _end_of_promise(work: Work, due: date) -> datetime:
    return datetime.combine(due, work.office.settings.review.shift_ends, SHANGHAI)


def _streams(work: Work, wanted: QueueFilter) -> list[list[ColumnElement[bool]]]:
    """Return the conditions of a list, one run of an index each: together they are the list, and no case is in two."""
    if wanted.queue is QueueList.ALL_OPEN and is_valid(wanted.find):
        return [[Case.number == wanted.find, *_scope(work)]]  # a full number finds what is closed, too
    common = [~Case.service.in_(ELSEWHERE), *_scope(work), *_filters(work, wanted)]
    return [[*stream, *common] for stream in _of_list(work, wanted.queue)]


def _of_list(work: Work, queue: QueueList) -> list[list[ColumnElement[bool]]]:
    reviewed = Case.status == _S.UNDER_REVIEW
    running = Case.lease_until > work.now
    mine = Case.claimed_by == work.actor.staff_id if work.actor.staff_id is not None else false()
    free = [[Case.status == _S.ACCEPTED], [reviewed, Case.lease_until <= work.now]]
    lists: dict[QueueList, list[list[ColumnElement[bool]]]] = {
        QueueList.REVIEW: free,
        QueueList.MINE: [[reviewed, running, mine]],
        QueueList.HELD: [[reviewed, running, ~mine]],
        QueueList.SECOND_PERSON: [[reviewed, Case.decision_waits.is_(True)]],
        QueueList.CORRECTED: [[*stream, Case.corrections > 0] for stream in free],
        QueueList.WAITING: [[Case.status == _S.CORRECTION_REQUESTED]],
        QueueList.DECIDED: [[Case.status == status] for status in (_S.APPROVED, _S.REJECTED, _S.REFER_TO_WINDOW)],
        QueueList.ALL_OPEN: [[Case.status.in_(PENDING)]],
    }
    return lists[queue]


def _scope(work: Work) -> list[ColumnElement[bool]]:
    return [within(work.actor.staff, Case.district)] if work.actor.staff is not None else []


def _filters(work: Work, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.services:
        conditions.append(Case.service.in_(wanted.services))
    if wanted.region_codes:
        conditions.append(Case.region_code.in_(wanted.region_codes))
    if wanted.terminal_id:
        conditions.append(Case.terminal_id == wanted.terminal_id)
    if wanted.only_mismatch:
        conditions.append(Case.mismatches > 0)
    if wanted.only_overdue:
        conditions.append(_overdue(work))
    if wanted.find:
        conditions.append(found(wanted.find))
    return conditions


def found(words: str) -> ColumnElement[bool]:
    """Return the condition of a search: a number, its end, or the last four of an ID number.

    Two looks into two indexes: in one condition they would read the whole table.
    """
    plain = "".join(letter for letter in words if letter.isalnum()).upper()
    if not plain:
        return false()
    one = aliased(Case)
    by_number = select(one.id).where(one.number.endswith(plain, autoescape=True))
    return Case.id.in_(by_number.union(select(one.id).where(one.id_last_four == plain)))


def _overdue(work: Work) -> ColumnElement[bool]:
    today = work.now.date()
    late_today = work.now.time() > work.office.settings.review.shift_ends
    promise = Case.due_date <= today if late_today else Case.due_date < today
    return and_(Case.paused_since.is_(None), or_(promise, Case.stage_due_at < work.now))


def _bound(place: Iterable[Any]) -> list[ColumnElement[Any]]:
    return [literal(value, column.type) for value, column in zip(place, ORDER, strict=True)]


def _past(work: Work, number: str) -> ColumnElement[bool] | None:
    """Return the condition that leaves what stands behind the case `number`; None where there is no such case."""
    place = work.session.execute(select(*ORDER).where(Case.number == number)).one_or_none()
    return None if place is None else tuple_(*ORDER) > tuple_(*_bound(place))


def _entry(work: Work, case: Case) -> QueueEntry:
    hours = work.office.hours
    running = case.lease_until is not None and case.lease_until > work.now
    counted = case.received_at.astimezone(SHANGHAI).date()
    until = case.paused_since.astimezone(SHANGHAI).date() if case.paused_since else work.now.date()
    return QueueEntry(
        number=case.number,
        service=case.service,
        status=case.status,
        masked_name=case.masked_name,
        id_last_four=case.id_last_four,
        region_code=case.region_code,
        terminal_id=case.terminal_id,
        received_at=case.received_at,
        due_date=case.due_date,
        stage_due_at=case.stage_due_at,
        stage_minutes_left=hours.minutes_between(work.now, case.stage_due_at) if case.stage_due_at else None,
        urgency=urgency(work, case),
        working_days_used=hours.days_between(counted, until) if counted else None,
        promised_working_days=work.office.terms[case.service].promised_working_days,
        mismatches=case.mismatches,
        changes=case.changes,
        holder=case.holder.display_name if case.holder and running else None,
        mine=held_by(work, case),
        second_person=case.decision_waits,
        corrections=case.corrections,
        corrected=case.corrected,
        by_hand=case.by_hand,
        face=case.face_decision.value if case.face_decision and case.face_decision is not FaceDecision.MATCH else "",
        paused=case.paused_since is not None,
        version=case.version,
    )
