"""A press that came too late (409): what did not happen, how the case stood then and stands now, who moved it, the ways on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from fastapi.responses import Response

from backoffice.desk.conflict import Conflict, ConflictRow, Press, Typed, Ways
from backoffice.desk.pages import Words
from backoffice.office import Work
from backoffice.refusals import Refused
from backoffice.review import cases
from backoffice.review.comparison import Verdict
from backoffice.review.decisions import held_by
from backoffice.review.history import STATUS_AFTER
from backoffice.review.matching import compare_now
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.review.queue import QueueFilter, neighbours
from backoffice.review.trail import TrailItem, name_of, trail_item
from backoffice.staff.models import Role, StaffSession
from domain.application import ApplicationStatus

ASPECTS = ("status", "holder", "person", "changes", "second")
"""What the table compares, in its order; text key `desk.conflict.<aspect>`."""

JUDGED_ANEW = frozenset({EventKind.CORRECTION_SUPPLIED})
HERE = "/desk/review"
BROUGHT_BACK = frozenset({"approve", "correction", "reject", "refer"})
"""Dialogs of a case into which comes back what had been typed."""

LONGEST_TRAIL = 6


@dataclass(frozen=True)
class Pressed:
    """What a clerk pressed, and on what: the version and the newest event that the page had, and what was ticked."""

    deed: str  # text key `desk.conflict.deed.<deed>`
    version: int
    seen: int
    ticked: tuple[str, ...] = ()
    note: str = field(repr=False, default="")


@dataclass(frozen=True)
class Late:
    """A press at another desk than review: what was pressed, what had been typed, where it goes on."""

    deed: str
    ways: Callable[[Work], Ways]
    typed: tuple[Typed, ...] = ()
    ticked: tuple[str, ...] = ()
    rows: Callable[[Work], tuple[ConflictRow, ...]] = lambda _work: ()
    """What else may have changed that the case's own history does not tell: its batch, its blank."""


@dataclass(frozen=True)
class Aspect:
    """One thing that can change, and the event that last changed it."""

    value: str
    event: CaseEvent | None


@dataclass(frozen=True)
class Moved:
    """What became of a case since a page showed it."""

    rows: tuple[ConflictRow, ...]
    since: tuple[TrailItem, ...]  # newest first
    who: str  # empty: the system


@dataclass(frozen=True)
class ReviewConflict:
    """What the page says on the review desk alone."""

    still: tuple[str, ...]  # of what was ticked, what still does not agree
    kept: str  # query string that brings the ticks back; empty: there were none
    way: str  # the third way on: ask, take_over, claim, next, none
    holder: str


def answer_late(press: Press, session: StaffSession, number: str, version: int, late: Late) -> Response:
    """Tell of a case, at any desk but its own, that it has moved since the page showed it; raises Refused(not_found)."""

    def find(work: Work) -> Conflict:
        case = cases.require_in_scope(work, cases.get_case(work.session, number))
        moved, rows = moved_since(case, later_than(case, version), ("status",), press.words), late.rows(work)
        return Conflict(
            deed=late.deed,
            kind="case",
            name=number,
            ways=late.ways(work),
            rows=moved.rows + rows,
            who=moved.who or next((row.who for row in rows if row.who), ""),
            versions=(version, case.version) if version != case.version else None,
            since=moved.since,
            typed=late.typed,
            ticked=late.ticked,
        )

    return press.too_late(session, find)


def conflict_of(work: Work, number: str, pressed: Pressed, words: Words) -> tuple[Conflict, ReviewConflict]:
    """Shape the conflict of the review desk; raises Refused(not_found)."""
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    later = [event for event in case.events if event.id > pressed.seen] if pressed.seen else later_than(case, pressed.version)
    moved = moved_since(case, later, ASPECTS, words)
    after = neighbours(work, number, QueueFilter())[1]
    running = case.lease_until is not None and case.lease_until > work.now
    here = f"{HERE}/{number}"
    put_back = f"{here}/again" if pressed.deed in BROUGHT_BACK else ""
    conflict = Conflict(
        deed=pressed.deed,
        kind="case",
        name=number,
        ways=Ways("review", here, HERE, f"{HERE}/{after}" if after else "", put_back),
        rows=moved.rows,
        who=moved.who,
        versions=(pressed.version, case.version),
        typed=(Typed("note", "desk.way.note", pressed.note),) if pressed.note.strip() else (),
        ticked=pressed.ticked,
    )
    holder = case.holder.display_name if case.holder and running else ""
    return conflict, ReviewConflict(_still_wrong(work, case, pressed), _kept(pressed), _way(work, case, running, after), holder)


def later_than(case: Case, version: int) -> list[CaseEvent]:
    """Return what happened after the case had stood at `version`: every action says which version it was done to.

    Of several done to that version only the last made another of it, together with what was done in the same moment.
    """
    if case.version == version:
        return []
    moved_at = next((event.at for event in reversed(case.events) if event.based_on == version), None)
    return [event for event in case.events if event.based_on > version or (event.based_on == version and event.at == moved_at)]


def moved_since(case: Case, later: Sequence[CaseEvent], aspects: Iterable[str], words: Words) -> Moved:
    """Hold how a case stands against how it stood before `later`."""
    first = later[0].id if later else None
    then = standing_after(event for event in case.events if first is None or event.id < first)
    now = standing_after(case.events)
    return Moved(
        rows=tuple(_row(aspect, then[aspect], now[aspect], words) for aspect in aspects if _matters(aspect, then, now)),
        since=tuple(trail_item(event, words) for event in reversed(later))[:LONGEST_TRAIL],
        who=next((name_of(event) for event in reversed(later) if name_of(event)), ""),
    )


def standing_after(events: Iterable[CaseEvent]) -> dict[str, Aspect]:
    """Replay `events` into how the case stood after them."""
    found = dict.fromkeys(ASPECTS, Aspect("", None))
    for event in events:
        for aspect, value in _changed_by(event, found).items():
            if value != found[aspect].value:
                found[aspect] = Aspect(value, event)
    return found


def _changed_by(event: CaseEvent, before: dict[str, Aspect]) -> dict[str, str]:
    """Return the aspects that an event sets, as raw values."""
    found: dict[str, str] = {}
    status = STATUS_AFTER.get(event.kind)
    if status is not None:
        found["status"] = status.value
        found["holder"] = name_of(event) if event.kind is EventKind.CLAIMED else ""
        found["second"] = ""
    if event.kind is EventKind.PROPOSED:
        found |= {"second": name_of(event), "holder": ""}
    if event.kind is EventKind.PERSON_JUDGED and event.codes:
        found["person"] = event.codes[0]
    if event.kind in JUDGED_ANEW:
        found |= {"person": "", "changes": ""}
    if event.kind in (EventKind.CHANGE_ACCEPTED, EventKind.CHANGE_TAKEN_BACK):
        accepted = set(filter(None, before["changes"].value.split(",")))
        took = event.kind is EventKind.CHANGE_ACCEPTED
        found["changes"] = ",".join(sorted(accepted | set(event.codes) if took else accepted - set(event.codes)))
    return found


def _matters(aspect: str, then: dict[str, Aspect], now: dict[str, Aspect]) -> bool:
    return aspect in ("status", "holder", "person") or then[aspect].value != now[aspect].value


def _row(aspect: str, then: Aspect, now: Aspect, words: Words) -> ConflictRow:
    changed = then.value != now.value
    return ConflictRow(
        label=words(f"desk.conflict.{aspect}"),
        then=_in_words(aspect, then.value, words),
        now=_in_words(aspect, now.value, words),
        who=(name_of(now.event) or words("desk.system")) if changed and now.event else "",
        when=now.event.at if changed and now.event else None,
    )


def _in_words(aspect: str, value: str, words: Words) -> str:
    if not value:
        return words("desk.judge.open") if aspect == "person" else "—"
    if aspect == "status":
        return words(f"desk.status.{value}")
    if aspect == "person":
        return words(f"desk.person.{value}")
    if aspect == "changes":
        return "、".join(words(f"desk.item.{item}") for item in value.split(","))
    return value


def _still_wrong(work: Work, case: Case, pressed: Pressed) -> tuple[str, ...]:
    if pressed.deed != "correction" or not pressed.ticked:
        return ()
    try:
        wrong = {row.key for row in compare_now(work, case) if row.verdict is Verdict.MISMATCH}
    except Refused:  # nothing to compare with any more
        return ()
    return tuple(item for item in pressed.ticked if item in wrong)


def _kept(pressed: Pressed) -> str:
    if not pressed.ticked:
        return ""
    return "&".join([f"kept={pressed.deed}", *(f"tick={one}" for one in _plain(pressed.ticked))])


def _plain(ticked: Sequence[str]) -> list[str]:
    """Return what may stand in an address as it is; nobody else's words come back from a form."""
    return [one for one in ticked if one.replace("-", "").replace("_", "").isalnum() and one.isascii()]


def _way(work: Work, case: Case, running: bool, after: str | None) -> str:
    held_by_other = case.status is ApplicationStatus.UNDER_REVIEW and running and not held_by(work, case)
    staff = work.actor.staff
    if held_by_other and staff is not None:
        return "take_over" if staff.has_role(Role.SUPERVISOR) else "ask"
    if case.status is ApplicationStatus.ACCEPTED and not case.decision_waits:
        return "claim"
    return "next" if after is not None else "none"
