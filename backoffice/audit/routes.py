"""Pages of the audit desk: the chain, read only. Looking at it is itself an entry."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select

from backoffice.audit import services
from backoffice.audit.services import ChainReport
from backoffice.desk.pages import Pages, PagesDep, Words
from backoffice.desk.rail import ROLES_OF
from backoffice.fleet.models import Terminal
from backoffice.office import Work, clerk
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from backoffice.staff.services import list_staff

Auditor = Annotated[StaffSession, Depends(may(*ROLES_OF["audit"]))]
Word = Annotated[str, Query(max_length=60)]

router = APIRouter(prefix="/desk/audit")


@router.get("")
def audit_page(
    request: Request, session: Auditor, pages: PagesDep, subject: Word = "", actor: Word = "", *, verify: bool = False
) -> HTMLResponse:
    """List the newest entries, of one subject or actor if asked; with `verify` recompute the whole chain."""
    with pages.office.writing(clerk(session.staff)) as work:
        services.record(work, "audit.viewed", subject or actor or None)
    with pages.office.reading(clerk(session.staff)) as work:
        entries = services.list_entries(work.session, subject=subject or None, actor=actor or None)
        names = _names(work, pages.words(request))
    return pages.page(
        request,
        session,
        "audit_list.html",
        here="audit",
        entries=entries,
        names=names,
        subject=subject,
        actor=actor,
        report=_report(pages) if verify else None,
        waiting=sum(entry.seal is None for entry in entries),
    )


def _names(work: Work, words: Words) -> dict[str, str]:
    """Return what each actor is called: staff by their names, terminals by their numbers."""
    staff = {member.username: member.display_name for member in list_staff(work.session)}
    terminals = work.session.execute(select(Terminal.terminal_id, Terminal.terminal_number))
    named = {f"terminal:{key}": words("desk.audit.terminal", number=f"{number:04d}") for key, number in terminals}
    return {"system": words("desk.system"), **staff, **named}


def _report(pages: Pages) -> ChainReport:
    with pages.office.reading() as work:
        return services.verify(work.session)
