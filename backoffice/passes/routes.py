"""Pages of the pass desk: the newest passes, looking one up by number or scanned code, revoking it with a reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import clerk
from backoffice.passes import services
from backoffice.passes.codes import PassCodeInvalid
from backoffice.passes.models import RevokedFor
from backoffice.passes.services import Standing
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession

Clerk = Annotated[StaffSession, Depends(may(*ROLES_OF["passes"]))]
Typed = Annotated[str, Form(min_length=1, max_length=1200)]

router = APIRouter(prefix="/desk/passes")


@router.get("")
def passes_page(request: Request, session: Clerk, pages: PagesDep) -> HTMLResponse:
    """List the newest passes."""
    return _page(request, session, pages)


@router.post("/look-up")
def look_up(request: Request, session: Clerk, pages: PagesDep, typed: Typed) -> HTMLResponse:
    """Show the pass of a number or of a scanned code; by POST, so that no code stands in an address."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            found = services.look_up(work, typed)
    except PassCodeInvalid as wrong:
        return _page(request, session, pages, said=f"desk.passes.wrong.{wrong.why}")
    return _page(request, session, pages, found=found, said="" if found else "desk.passes.unknown")


@router.post("/{number}/revoke")
def revoke(
    request: Request, session: Clerk, pages: PagesDep, number: str, reason: Annotated[RevokedFor, Form()]
) -> HTMLResponse:
    """Revoke it for good and show it so."""
    with pages.office.writing(clerk(session.staff)) as work:
        services.revoke(work, number, reason)
        work.session.flush()
        found = services.look_up(work, number)
    return _page(request, session, pages, found=found)


def _page(
    request: Request, session: StaffSession, pages: Pages, *, found: Standing | None = None, said: str = ""
) -> HTMLResponse:
    with pages.office.reading(clerk(session.staff)) as work:
        newest = services.list_newest(work)
        return pages.page(
            request, session, "passes_list.html", here="passes", newest=newest, found=found, said=said, reasons=list(RevokedFor)
        )
