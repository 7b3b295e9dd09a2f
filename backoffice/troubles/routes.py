"""Pages of the list of troubles, a part of the fleet desk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import PagesDep
from backoffice.office import clerk
from backoffice.refusals import Refused
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession
from backoffice.troubles import services
from backoffice.working_days import alarms

HERE = "/desk/fleet/troubles"
Reader = Annotated[StaffSession, Depends(may(*services.READERS))]
Supervisor = Annotated[StaffSession, Depends(may(Role.SUPERVISOR))]

router = APIRouter(prefix=HERE)


@router.get("")
def troubles_page(request: Request, session: Reader, pages: PagesDep, said: str = "") -> HTMLResponse:
    """List what got stuck."""
    with pages.office.reading(clerk(session.staff)) as work:
        found, retrying = services.list_troubles(work), services.list_retrying(work)
        missing = alarms.list_alarms(work)
    return pages.page(
        request,
        session,
        "troubles_list.html",
        here="fleet",
        troubles=found,
        retrying=retrying,
        calendar_alarms=missing,
        may_retry=session.staff.has_role(Role.SUPERVISOR),
        said=said,
    )


@router.get("/count")
def count(request: Request, session: Reader, pages: PagesDep) -> HTMLResponse:
    """Return the link to the list with how many wait and are retried; asked by the fleet desk by itself."""
    with pages.office.reading(clerk(session.staff)) as work:
        waiting = len(services.list_troubles(work))
        retried = sum(line.count for line in services.list_retrying(work))
    return pages.bare(request, "troubles_count.html", waiting=waiting, retried=retried)


@router.post("/{errand_id}/retry")
def retry(errand_id: int, session: Supervisor, pages: PagesDep) -> Response:
    """Try one again."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            services.retry(work, errand_id)
    except Refused as refused:
        return RedirectResponse(f"{HERE}?said={refused.reason}", status_code=303)
    return RedirectResponse(HERE, status_code=303)
