"""What got stuck: text messages the gateway refused, errands a partner refused, applications put aside at intake.

Numbers, codes and times only, never a person: the administrator, who sees no business data, reads this list, too.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.audit.models import AuditEntry
from backoffice.errands import Errand, ErrandKind
from backoffice.fleet.models import Terminal
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.notices import services as notices
from backoffice.notices.models import Notice
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.review.models import Case
from backoffice.staff.models import Role, Staff
from backoffice.staff.scope import may_see, within
from backoffice.troubles import registry_gaps

READERS = (Role.SUPERVISOR, Role.ADMIN)


SHOWN_OF_HASH = 12  # enough to tell people apart in a list


class TroubleKind(StrEnum):
    """What is stuck; the desk has a name and an advice for each."""

    NOTICE = "notice"  # the gateway refused a text message
    REGISTRY_SNAPSHOT = "registry_snapshot"
    REISSUE = "reissue"
    WAYBILL = "waybill"
    WAYBILL_CANCEL = "waybill_cancel"  # the post does not cancel an order that nobody needs
    TRACKING = "tracking"
    AT_ONCE = "at_once"  # what needs no clerk: a decision, a fine, a filing
    QUARANTINE = "quarantine"  # a lodged application that could not be taken
    REGISTRY_GAP = "registry_gap"  # the registry's data of a person asked for is incomplete


@dataclass(frozen=True)
class Trouble:
    """One line of the list."""

    kind: TroubleKind
    number: str  # of the application; of a person the beginning of the keyed hash
    detail: str  # code of what is stuck: kind of message, why a body was put aside, fields; empty when the kind says it all
    since: datetime
    terminal_id: str | None
    errand_id: int | None  # what can be tried again; None: only the cause can be removed


@dataclass(frozen=True)
class Retrying:
    """What is tried again by itself, because a partner does not answer."""

    kind: ErrandKind
    count: int
    since: datetime  # first try of the oldest
    next_try_at: datetime


def list_retrying(work: Work) -> list[Retrying]:
    """Return what is being retried, by kind. Raises Refused(role_missing)."""
    work.actor.require(*READERS)
    retried = errands.list_retried(work.session)
    by_kind = {kind: [errand for errand in retried if errand.kind is kind] for kind in ErrandKind}
    return [_retrying(kind, found) for kind, found in by_kind.items() if found]


def _retrying(kind: ErrandKind, found: list[Errand]) -> Retrying:
    nexts = [errand.next_try_at for errand in found if errand.next_try_at]
    return Retrying(kind, len(found), min(errands.retried_since(errand) for errand in found), min(nexts))


def list_troubles(work: Work) -> list[Trouble]:
    """Return what waits for staff, newest first, of the districts of who looks. Raises Refused(role_missing).

    Gaps of the registry belong to no district: everybody sees them.
    """
    staff = work.actor.require(*READERS)
    stuck = [_stuck(work, errand) for errand in errands.list_stuck(work.session)]
    own = [one for one in stuck if may_see(staff, _district_of(work, one.number))]
    found = own + _quarantined(work, staff) + _gaps(work)
    return sorted(found, key=lambda trouble: trouble.since, reverse=True)


def retry(work: Work, errand_id: int) -> None:
    """Let the worker try a stuck errand again; audited. Raises Refused(role_missing, not_found, wrong_status)."""
    staff = work.actor.require(Role.SUPERVISOR)
    errand = work.session.get(Errand, errand_id)
    if errand is None or not may_see(staff, _district_of(work, _stuck(work, errand).number)):
        raise Refused(Reason.NOT_FOUND)
    if not errand.stuck:
        raise Refused(Reason.WRONG_STATUS)
    if errand.kind is ErrandKind.NOTICE:
        notices.reopen(work, errand.subject)
    errands.owe(work.session, errand.kind, errand.subject, work.now)
    audit.record(work, f"errand.retried.{errand.kind}", errand.subject)


def _stuck(work: Work, errand: Errand) -> Trouble:
    number, detail = errand.subject, ""
    if errand.kind is ErrandKind.NOTICE:
        notice = work.session.scalar(select(Notice).where(Notice.idempotency_key == errand.subject))
        number, detail = (notice.case_number, notice.kind.value) if notice else (errand.subject, "")
    since = _stuck_since(work, errand) or errand.created_at
    return Trouble(TroubleKind(errand.kind.value), number, detail, since, None, errand.id)


def _district_of(work: Work, number: str) -> str:
    return work.session.scalar(select(Case.district).where(Case.number == number)) or ""


def _stuck_since(work: Work, errand: Errand) -> datetime | None:
    action = f"errand.stuck.{errand.kind}"
    newest = select(func.max(AuditEntry.at)).where(AuditEntry.action == action, AuditEntry.subject == errand.subject)
    return work.session.scalar(newest)


def _quarantined(work: Work, staff: Staff) -> list[Trouble]:
    """Return what is put aside at the terminals of these districts, and was not taken under the same key later."""
    taken = select(Lodgement.number).where(Lodgement.idempotency_key == Quarantined.idempotency_key)
    of_terminals = select(Quarantined).join(Terminal, Terminal.terminal_id == Quarantined.terminal_id)
    rows = work.session.scalars(of_terminals.where(~taken.exists(), within(staff, Terminal.district)))
    return [Trouble(TroubleKind.QUARANTINE, row.number, row.why, row.received_at, row.terminal_id, None) for row in rows]


def _gaps(work: Work) -> list[Trouble]:
    """Return the people of whom the registry says what nobody understands."""
    found = registry_gaps.list_gaps(work)
    kind = TroubleKind.REGISTRY_GAP
    return [Trouble(kind, gap.person_hash[:SHOWN_OF_HASH], gap.fields, gap.first_at, None, None) for gap in found]
