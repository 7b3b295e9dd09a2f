"""Pages of the production desk: what waits, ordering the certificate, checking it; batches and stock have their own files."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from backoffice.desk import live
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.dispatch import letters
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.paper_routes import ON_A_SHEET
from backoffice.dispatch.services import Label
from backoffice.office import Work, clerk
from backoffice.production import batch_routes, batches, blanks, services, slips, stock_routes
from backoffice.production.batch_routes import back_to
from backoffice.production.services import ProductionEntry
from backoffice.refusals import CaseChanged, Refused
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from domain.application import ApplicationStatus

Producer = Annotated[StaffSession, Depends(may(*ROLES_OF["production"]))]
STAGES = (ApplicationStatus.APPROVED, ApplicationStatus.IN_PRODUCTION, ApplicationStatus.PRODUCED)

router = APIRouter(prefix="/desk/production")
router.include_router(batch_routes.router)
router.include_router(stock_routes.router)


@router.get("")
def production_page(
    request: Request,
    session: Producer,
    pages: PagesDep,
    batch: str = "",
    at: str = "",
    said: str = "",
    scanning: str = "",
    found: str = "",
) -> HTMLResponse:
    """List what is in no batch, or one batch; `at` is the row to choose, `found` if it was looked for whatever it waits for."""
    with pages.office.reading(clerk(session.staff)) as work:
        chosen = batches.find_batch(work, batch) if batch else None
        entries = services.list_production(work, chosen.id if chosen else None)
        context: dict[str, Any] = {
            "batch": batches.entry_of(work, chosen) if chosen else None,
            "batches": batches.list_batches(work),
            "stock": blanks.list_stock(work),
            "labels": _labels(work, entries),
        }
    groups = [(status, [entry for entry in entries if entry.status is status]) for status in STAGES]
    return pages.page(
        request,
        session,
        "production_list.html",
        here="production",
        entries=entries,
        groups=groups,
        at=_chosen(entries, at, found=bool(found)),
        said=said,
        scanning=bool(scanning),
        mark=live.mark_of(entries),
        counts=[len(found) for _, found in groups],
        with_slip=slips.WITH_SLIP,
        print_at_once=batches.PRINT_AT_ONCE,
        alarm_below=pages.office.settings.production.alarm_below,
        **context,
    )


def _labels(work: Work, entries: list[ProductionEntry]) -> list[Label]:
    """Return the first labels of what is made, masked."""
    made = [entry.number for entry in entries if entry.status not in batches.TO_MAKE]
    return dispatch.list_labels(work, letters.having_waybills(work, made)[:ON_A_SHEET], masked=True)


@router.get("/news")
def news(request: Request, session: Producer, pages: PagesDep, drawn: str, batch: str = "") -> Response:
    """Say whether the list has changed since it was drawn."""
    with pages.office.reading(clerk(session.staff)) as work:
        entries = batches.list_items(work, batch) if batch else services.list_production(work)
    return live.news(request, pages, drawn, entries, f"/desk/production?batch={batch}" if batch else "/desk/production")


def _chosen(entries: list[ProductionEntry], at: str, *, found: bool) -> str:
    """Return the row to choose: where the clerk was or what was found, else the first that waits for a press."""
    numbers = [entry.number for entry in entries]
    waiting = [entry.number for entry in entries if entry.status is not ApplicationStatus.PRODUCED]
    if at in (numbers if found else waiting):
        return at
    return (waiting or numbers or [""])[0]


@router.get("/{number}/slip")
def slip_page(request: Request, number: str, session: Producer, pages: PagesDep) -> Response:
    """Show the work slip in full, for paper; audited."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            slip = slips.open_slip(work, number)
    except Refused as problem:
        return back_to("", number, problem)
    return pages.page(request, session, "production_slip.html", here="production", slip=slip)


@router.post("/{number}/produce")
def produce(
    number: str, session: Producer, pages: PagesDep, version: Annotated[int, Form()], batch: Annotated[str, Form()] = ""
) -> Response:
    """Order the certificate."""
    try:
        services.produce(pages.office, clerk(session.staff), number, version)
    except (Refused, CaseChanged) as problem:
        return back_to(batch, number, problem)
    return back_to(batch, number)


@router.post("/{number}/check")
def check(
    number: str,
    session: Producer,
    pages: PagesDep,
    version: Annotated[int, Form()],
    scanned: Annotated[str, Form(max_length=40)] = "",
    batch: Annotated[str, Form()] = "",
) -> Response:
    """Check the made certificate against its number."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            services.check_certificate(work, number, version, scanned)
    except (Refused, CaseChanged) as problem:
        return back_to(batch, number, problem)
    return back_to(batch, number)
