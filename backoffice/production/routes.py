"""Pages of the production desk: what waits, ordering the certificate, checking it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk import live
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import clerk
from backoffice.production import services, slips
from backoffice.production.services import ProductionEntry
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from domain.application import ApplicationStatus

Producer = Annotated[StaffSession, Depends(may(*ROLES_OF["production"]))]
STAGES = (ApplicationStatus.APPROVED, ApplicationStatus.IN_PRODUCTION, ApplicationStatus.PRODUCED)

router = APIRouter(prefix="/desk/production")


@router.get("")
def production_page(request: Request, session: Producer, pages: PagesDep, at: str = "", said: str = "") -> HTMLResponse:
    """List what is approved, in production and made; `at` is the row to choose."""
    with pages.office.reading(clerk(session.staff)) as work:
        entries = services.list_production(work)
    groups = [(status, [entry for entry in entries if entry.status is status]) for status in STAGES]
    return pages.page(
        request,
        session,
        "production_list.html",
        here="production",
        groups=groups,
        at=_chosen(entries, at),
        said=said,
        mark=live.mark_of(entries),
        counts=[len(found) for _, found in groups],
        with_slip=slips.WITH_SLIP,
    )


@router.get("/news")
def news(request: Request, session: Producer, pages: PagesDep, drawn: str) -> Response:
    """Say whether the list has changed since it was drawn."""
    with pages.office.reading(clerk(session.staff)) as work:
        entries = services.list_production(work)
    return live.news(request, pages, drawn, entries, "/desk/production")


def _chosen(entries: list[ProductionEntry], at: str) -> str:
    """Return the row to choose: where the clerk was, else the first that waits for a press."""
    numbers = [entry.number for entry in entries]
    waiting = [entry.number for entry in entries if entry.status is not ApplicationStatus.PRODUCED]
    if at in waiting:
        return at
    return (waiting or numbers or [""])[0]


@router.get("/{number}/slip")
def slip_page(request: Request, number: str, session: Producer, pages: PagesDep) -> Response:
    """Show the work slip in full, for paper; audited."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            slip = slips.open_slip(work, number)
    except Refused as problem:
        return _back(number, problem)
    return pages.page(request, session, "production_slip.html", here="production", slip=slip)


@router.post("/{number}/produce")
def produce(number: str, session: Producer, pages: PagesDep, version: Annotated[int, Form()]) -> Response:
    """Order the certificate."""
    try:
        services.produce(pages.office, clerk(session.staff), number, version)
    except (Refused, CaseChanged) as problem:
        return _back(number, problem)
    return _back(number)


@router.post("/{number}/check")
def check(
    number: str,
    session: Producer,
    pages: PagesDep,
    version: Annotated[int, Form()],
    scanned: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Check the made certificate against its number."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            services.check_certificate(work, number, version, scanned)
    except (Refused, CaseChanged) as problem:
        return _back(number, problem)
    return _back(number)


def _back(number: str, problem: Refused | CaseChanged | None = None) -> RedirectResponse:
    said = "" if problem is None else f"&said={problem.reason if isinstance(problem, Refused) else Reason.WRONG_STATUS}"
    return RedirectResponse(f"/desk/production?at={number}{said}", status_code=303)
