"""Shapes the queue for its page: groups by urgency, the stage's time in words, the working-day bar of every row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from backoffice.desk.marks import WorkingDayBar
from backoffice.desk.pages import Pages, Words
from backoffice.review.queue import QueueEntry, QueueFilter, QueueList, Urgency
from domain.application import ApplicationStatus

LISTS = (
    QueueList.REVIEW,
    QueueList.MINE,
    QueueList.CORRECTED,
    QueueList.SECOND_PERSON,
    QueueList.WAITING,
    QueueList.DECIDED,
)
"""The lists under the keys 1 … 6."""

INK_OF = {Urgency.OVERDUE: "bad", Urgency.CALENDAR_MISSING: "bad", Urgency.WITHIN_HOUR: "warn", Urgency.LATER: "q2"}
ICON_OF = {Urgency.OVERDUE: "warn", Urgency.CALENDAR_MISSING: "cal", Urgency.WITHIN_HOUR: "clock", Urgency.PAUSED: "pause"}
RANKS = (
    Urgency.CALENDAR_MISSING,
    Urgency.OVERDUE,
    Urgency.WITHIN_HOUR,
    Urgency.TODAY,
    Urgency.LATER,
    Urgency.PAUSED,
)
FAR = datetime.max.replace(tzinfo=UTC)
CLAIMABLE = frozenset({ApplicationStatus.ACCEPTED, ApplicationStatus.UNDER_REVIEW})


@dataclass(frozen=True)
class QueueRow:
    """One row as drawn."""

    entry: QueueEntry
    stage: str
    ink: str
    icon: str
    bar: WorkingDayBar
    due: str
    region: str
    claims: bool  # Enter claims; otherwise it only opens


@dataclass(frozen=True)
class QueueGroup:
    """Rows of one urgency under their heading."""

    urgency: Urgency
    ink: str
    rows: tuple[QueueRow, ...]


def groups_of(entries: Sequence[QueueEntry], pages: Pages, words: Words, *, by_urgency: bool) -> tuple[QueueGroup, ...]:
    """Group neighbouring rows of the same urgency; lists that are not ordered by time stay one group."""
    if by_urgency:
        entries = sorted(entries, key=lambda entry: (RANKS.index(entry.urgency), entry.stage_due_at or FAR))
    rows = [row_of(entry, pages, words) for entry in entries]
    if not by_urgency:
        return (QueueGroup(Urgency.LATER, "", tuple(rows)),) if rows else ()
    return tuple(
        QueueGroup(urgency, INK_OF.get(urgency, "") if urgency is not Urgency.LATER else "", tuple(group))
        for urgency, group in groupby(rows, key=lambda row: row.entry.urgency)
    )


def row_of(entry: QueueEntry, pages: Pages, words: Words) -> QueueRow:
    """Shape one entry."""
    paused_used = (entry.working_days_used or 0) if entry.paused else None
    return QueueRow(
        entry=entry,
        stage=stage_text(entry, words),
        ink=INK_OF.get(entry.urgency, ""),
        icon=ICON_OF.get(entry.urgency, ""),
        bar=pages.bar(entry.due_date, entry.promised_working_days, paused_used=paused_used),
        due=f"{entry.due_date:%m-%d}" if entry.due_date else words("desk.queue.no_due"),
        region=pages.region(entry.region_code),
        claims=entry.status in CLAIMABLE and not entry.mine and not entry.second_person and entry.holder is None,
    )


def stage_text(entry: QueueEntry, words: Words) -> str:
    """Say what is left of the stage, or by how much it is over; both in working time."""
    if entry.paused:
        return words("desk.queue.paused")
    if entry.stage_minutes_left is None:
        return words("desk.queue.no_limit")
    key = "desk.queue.over" if entry.stage_minutes_left < 0 else "desk.queue.left"
    return words(key, span=words.span(entry.stage_minutes_left))


def address_of(wanted: QueueFilter) -> str:
    """Return the query string of a filter, for links that keep it."""
    parts = [f"list={wanted.queue.value}"]
    parts += ["overdue=1"] if wanted.only_overdue else []
    parts += ["mismatch=1"] if wanted.only_mismatch else []
    parts += [f"region={code}" for code in wanted.region_codes]
    parts += [f"find={wanted.find}"] if wanted.find else []
    return "&".join(parts)
