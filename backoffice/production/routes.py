"""Pages of the production desk: what waits, ordering the certificate, checking it; batches and stock have their own files."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from backoffice.desk import live
from backoffice.desk.conflict import PressDep, Version
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.dispatch import letters
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.paper_routes import ON_A_SHEET
from backoffice.dispatch.services import Label
from backoffice.office import Work, clerk
from backoffice.production import batch_routes, batches, blanks, lists, services, slips, stock_routes
from backoffice.production.batch_routes import back_to, do
from backoffice.production.late import Shown, case_late
from backoffice.production.lists import ProductionEntry
from backoffice.production.models import Batch
from backoffice.refusals import CaseChanged, Refused
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from domain.application import ApplicationStatus

Producer = Annotated[StaffSession, Depends(may(*ROLES_OF["production"]))]
Begin = Annotated[str, Query(max_length=60)]


class WantedRow:
    """Which row of the list to choose, and which page of the pool to show, as the address tells it."""

    def __init__(self, at: str = "", found: str = "", begin: Begin = "") -> None:
        self.at = at
        self.found = bool(found)  # it was looked for, whatever it waits for
        self.begin = begin  # the place of the page's first row; empty: the page that has the row


router = APIRouter(prefix="/desk/production")
router.include_router(batch_routes.router)
router.include_router(stock_routes.router)


@router.get("")
def production_page(
    request: Request,
    session: Producer,
    pages: PagesDep,
    *,
    batch: str = "",
    row: Annotated[WantedRow, Depends()],
    said: str = "",
    scanning: str = "",
) -> HTMLResponse:
    """List one batch, or a page of what is in none."""
    with pages.office.reading(clerk(session.staff)) as work:
        chosen = batches.find_batch(work, batch) if batch else None
        shown = _batch_shown(work, chosen) if chosen else _pool_shown(work, row)
        context: dict[str, Any] = {
            "batch": batches.entry_of(work, chosen) if chosen else None,
            "batches": batches.list_batches(work),
            "stock": blanks.list_stock(work),
        }
    entries = shown["entries"]
    return pages.page(
        request,
        session,
        "production_list.html",
        here="production",
        groups=[(stage, [entry for entry in entries if entry.status is stage]) for stage in lists.STAGES],
        at=_chosen(entries, row),
        said=said,
        scanning=bool(scanning),
        mark=live.mark_of(entries),
        with_slip=slips.WITH_SLIP,
        print_at_once=batches.PRINT_AT_ONCE,
        alarm_below=pages.office.settings.production.alarm_below,
        **shown,
        **context,
    )


def _batch_shown(work: Work, batch: Batch) -> dict[str, Any]:
    entries = lists.list_pieces(work, batch.id)
    return {"entries": entries, "labels": _labels(work, entries)}


def _pool_shown(work: Work, row: WantedRow) -> dict[str, Any]:
    """Return the page of the pool that has the wanted row, where nothing is said of where it begins."""
    place = lists.place_of(row.begin)
    page = lists.list_pool(work, place)
    if place is None and row.at and row.at not in {entry.number for entry in page.entries}:
        place = lists.find_place(work, row.at)
        page = lists.list_pool(work, place) if place else page
    return {"entries": page.entries, "counts": lists.count_pool(work), "begin": place, "following": page.following}


def _labels(work: Work, entries: list[ProductionEntry]) -> list[Label]:
    """Return the first labels of what is made, masked."""
    made = [entry.number for entry in entries if entry.status not in lists.TO_MAKE]
    return dispatch.list_labels(work, letters.having_waybills(work, made)[:ON_A_SHEET], masked=True)


@router.get("/news")
def news(request: Request, session: Producer, pages: PagesDep, drawn: str, batch: str = "", begin: Begin = "") -> Response:
    """Say whether the list has changed since it was drawn."""
    place = lists.place_of(begin)
    with pages.office.reading(clerk(session.staff)) as work:
        entries = batches.list_items(work, batch) if batch else lists.list_pool(work, place).entries
    where = f"?batch={batch}" if batch else f"?begin={place}" if place else ""
    return live.news(request, pages, drawn, entries, f"/desk/production{where}")


def _chosen(entries: list[ProductionEntry], row: WantedRow) -> str:
    """Return the row to choose: where the clerk was or what was found, else the first that waits for a press."""
    numbers = [entry.number for entry in entries]
    waiting = [entry.number for entry in entries if entry.status is not ApplicationStatus.PRODUCED]
    if row.at in (numbers if row.found else waiting):
        return row.at
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
def produce(number: str, session: Producer, press: PressDep, version: Version, batch: Annotated[str, Form()] = "") -> Response:
    """Order the certificate."""
    try:
        services.produce(press.pages.office, clerk(session.staff), number, version)
    except CaseChanged:
        return case_late(press, session, "produce", Shown(number, version, batch))
    except Refused as refused:
        return back_to(batch, number, refused)
    return back_to(batch, number)


@router.post("/{number}/check")
def check(
    number: str,
    session: Producer,
    press: PressDep,
    version: Version,
    scanned: Annotated[str, Form(max_length=40)] = "",
    batch: Annotated[str, Form()] = "",
) -> Response:
    """Check the made certificate against its number."""
    shown = Shown(number, version, batch)
    return do(press, session, "check", shown, lambda work: services.check_certificate(work, number, version, scanned))
