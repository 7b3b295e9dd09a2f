"""Finding a case from any desk: which page of it somebody's roles and districts open, or where it stands instead."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from backoffice.desk.rail import DESKS, ROLES_OF
from backoffice.dispatch import letters
from backoffice.office import Work
from backoffice.payments.models import Payment
from backoffice.production.models import Batch, BatchItem
from backoffice.production.services import MADE_HERE, in_scope
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.review.queue import QueueFilter, QueueList, found, list_queue
from backoffice.staff.models import Role, Staff
from backoffice.violations.models import Statement
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.services import ServiceSlug

_S = ApplicationStatus
MOST = 50  # more say that the words were too short
IN_POOL = frozenset({_S.APPROVED, _S.IN_PRODUCTION, _S.PRODUCED})
WITH_CASES = frozenset(Role) - {Role.ADMIN}
"""Who has anything to do with cases; nobody else is told that there is one."""


@dataclass(frozen=True)
class FoundCase:
    """One masked line; `address` is the page that whoever asked may open, `desk` whose page it is."""

    number: str
    service: ServiceSlug
    status: ApplicationStatus
    masked_name: str
    id_last_four: str
    desk: str  # text key `desk.rail.<desk>`; empty: none of theirs
    address: str


@dataclass(frozen=True)
class Finding:
    """What was found. `address`: the one page to go to; None where there is none, or more than one."""

    cases: tuple[FoundCase, ...] = ()
    address: str | None = None

    @property
    def why(self) -> str:
        """Say why there is no page to go to, as a text key's end."""
        if not self.cases:
            return "nothing"
        return "several" if any(one.address for one in self.cases) else "elsewhere"


def find(work: Work, staff: Staff, typed: str) -> Finding:
    """Find the cases of a number, its end, or the last four of an ID number, within the districts of `staff`."""
    words = "".join(character for character in typed if character.isalnum())[:32]
    if not words or not staff.has_role(*WITH_CASES):
        return Finding()
    chosen = select(Case).where(found(words), in_scope(work)).order_by(Case.id.desc()).limit(MOST)
    cases = tuple(_found(work, staff, case) for case in work.session.scalars(chosen))
    if cases and _all_in_queue(work, staff, words, cases):
        return Finding(cases, f"/desk/review?list={QueueList.ALL_OPEN}&find={words}")
    return Finding(cases, (cases[0].address or None) if len(cases) == 1 else None)


def _all_in_queue(work: Work, staff: Staff, words: str, cases: tuple[FoundCase, ...]) -> bool:
    """Tell whether the queue shows all of them together."""
    if not staff.has_role(*ROLES_OF["review"]):
        return False
    shown = {entry.number for entry in list_queue(work, QueueFilter(QueueList.ALL_OPEN, find=words))}
    return shown.issuperset(one.number for one in cases)


def _found(work: Work, staff: Staff, case: Case) -> FoundCase:
    desk, address = next(((desk, page) for desk, page in _pages(work, staff, case) if page), ("", ""))
    return FoundCase(case.number, case.service, case.status, case.masked_name, case.id_last_four, desk, address)


def _pages(work: Work, staff: Staff, case: Case) -> list[tuple[str, str]]:
    """Return the pages of a case at the desks of `staff`, the one that shows most of it first."""
    open_to = [desk.name for desk in DESKS if staff.has_role(*desk.roles)]
    return [(desk, page_of(work, case)) for desk, page_of in PAGES.items() if desk in open_to]


def _at_intake(work: Work, case: Case) -> str:
    held = select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.HELD_AT_INTAKE)
    return f"/desk/intake/{case.number}" if work.session.scalar(held.limit(1)) else ""


def _at_review(_work: Work, case: Case) -> str:
    return f"/desk/review?list={QueueList.ALL_OPEN}&find={case.number}"  # a full number finds what is closed, too


def _at_violations(work: Work, case: Case) -> str:
    return f"/desk/violations/{case.number}" if work.session.get(Statement, case.number) else ""


def _at_dispatch(work: Work, case: Case) -> str:
    return f"/desk/dispatch?at={case.number}" if letters.list_showing(work, case.number) else ""


def _at_production(work: Work, case: Case) -> str:
    of_case = select(Batch.number).join(BatchItem, BatchItem.batch_id == Batch.id).where(BatchItem.case_id == case.id)
    batch = work.session.scalar(of_case)
    if batch and case.status is not _S.WITHDRAWN:
        return f"/desk/production?batch={batch}&at={case.number}&found=yes"
    in_pool = case.status in IN_POOL and case.service in MADE_HERE
    return f"/desk/production?at={case.number}&found=yes" if in_pool else ""


def _at_payments(work: Work, case: Case) -> str:
    paid = work.session.scalar(select(Payment).where(Payment.case_number == case.number))
    return f"/desk/payments?day={paid.paid_at.astimezone(SHANGHAI).date()}&at={paid.order_id}" if paid else ""


def _at_audit(_work: Work, case: Case) -> str:
    return f"/desk/audit?subject={case.number}"


PAGES: dict[str, Callable[[Work, Case], str]] = {
    "review": _at_review,
    "intake": _at_intake,
    "violations": _at_violations,
    "dispatch": _at_dispatch,
    "production": _at_production,
    "payments": _at_payments,
    "audit": _at_audit,
}
"""Where each desk shows a case; empty where it does not."""
