"""The queue: which cases wait, in which order, how many."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from backoffice.office import Work
from backoffice.review.models import Case
from domain.application import ApplicationStatus
from domain.services import ServiceSlug


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
    urgency: "Urgency"
    working_days_used: int | None
    promised_working_days: int
    mismatches: int | None
    changes: int | None
    holder: str | None  # display name of who holds the lease
    mine: bool
    second_person: bool
    corrections: int
    paused: bool
    version: int


class Urgency(StrEnum):
    """Which group of the queue a case stands in."""

    OVERDUE = "overdue"  # 已超时: the stage or the promise
    WITHIN_HOUR = "within_hour"  # 1 小时内
    TODAY = "today"
    LATER = "later"
    PAUSED = "paused"
    CALENDAR_MISSING = "calendar_missing"


def list_queue(work: Work, wanted: QueueFilter, *, limit: int = 200, after: str | None = None) -> list[QueueEntry]:
    """Return the entries by due date, then stage time, then number; `after` is the last number of the page before."""
    raise NotImplementedError


def count_queues(work: Work) -> dict[QueueList, int]:
    """Return how many cases stand in each list, as the actor sees it."""
    raise NotImplementedError


def neighbours(work: Work, number: str, wanted: QueueFilter) -> tuple[str | None, str | None]:
    """Return the numbers before and after `number` in the queue."""
    raise NotImplementedError
