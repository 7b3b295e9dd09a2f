"""Pages of batches: choosing what goes in, printing, checking by scan, putting back, labels, handing over."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.paper_routes import PaperForm, show_labels
from backoffice.office import Work, clerk
from backoffice.production import batches, blanks, lists, services
from backoffice.production.models import BlankKind, SpoilReason
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession

Producer = Annotated[StaffSession, Depends(may(*ROLES_OF["production"]))]
Scanned = Annotated[str, Form(max_length=40)]

router = APIRouter()


@router.get("/new-batch")
def new_batch_page(request: Request, session: Producer, pages: PagesDep, kind: BlankKind | None = None) -> HTMLResponse:
    """Choose what goes into a new batch: one kind at a time, the most urgent first."""
    with pages.office.reading(clerk(session.staff)) as work:
        waiting = lists.count_to_make(work)
        counts = {one: waiting[one.value] for one in BlankKind}
        here = kind or next((one for one, count in counts.items() if count), BlankKind.DRIVER_LICENCE)
        most = pages.office.settings.production.largest_batch
        entries = lists.list_to_make(work, here, most)
        stock = {one.kind: one for one in blanks.list_stock(work)}
    return pages.page(
        request,
        session,
        "production_new_batch.html",
        here="production",
        kind=here,
        counts=counts,
        entries=entries,
        most=most,
        stock=stock.get(here),
    )


@router.post("/batches")
def open_batch(session: Producer, pages: PagesDep, numbers: Annotated[list[str] | None, Form()] = None) -> Response:
    """Open a batch over what was chosen."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            batch = batches.open_batch(work, numbers or [])
    except (Refused, CaseChanged) as problem:
        return back_to("", "", problem)
    return back_to(batch.number, "")


@router.post("/batches/{batch}/print")
def print_next(batch: str, session: Producer, pages: PagesDep) -> Response:
    """Print the next pieces."""
    try:
        batches.print_next(pages.office, clerk(session.staff), batch)
    except (Refused, CaseChanged) as problem:
        return back_to(batch, "", problem)
    return back_to(batch, "")


@router.post("/batches/{batch}/scan")
def check_scanned(batch: str, session: Producer, pages: PagesDep, scanned: Scanned = "") -> Response:
    """Check whichever piece of the batch was scanned."""
    number = ""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            entry = batches.find_scanned(work, batch, scanned)
            number = entry.number
            services.check_certificate(work, number, entry.version, scanned)
    except (Refused, CaseChanged) as problem:
        return back_to(batch, number, problem, scanning=True)
    return back_to(batch, number, scanning=True)


@router.post("/batches/{batch}/close")
def close_batch(batch: str, session: Producer, pages: PagesDep) -> Response:
    """Hand the batch over to dispatch."""
    return _do(pages, session, batch, "", lambda work: batches.close(work, batch))


@router.post("/{number}/put-back")
def put_back(number: str, session: Producer, pages: PagesDep, batch: Annotated[str, Form()] = "") -> Response:
    """Take a case out of its batch."""
    return _do(pages, session, batch, number, lambda work: batches.put_back(work, number))


@router.get("/{number}/spoil")
def spoil_page(request: Request, number: str, session: Producer, pages: PagesDep, batch: str = "") -> Response:
    """Ask why the blank of a case is spoiled."""
    with pages.office.reading(clerk(session.staff)) as work:
        of_batch = batches.find_batch(work, batch).id if batch else None
        entry = lists.find_piece(work, number, of_batch)
    if entry is None or entry.blank is None:
        return back_to(batch, number, Refused(Reason.BLANK_MISSING))
    return pages.page(
        request, session, "production_spoil.html", here="production", entry=entry, batch=batch, reasons=tuple(SpoilReason)
    )


@router.post("/{number}/spoil")
def spoil(
    number: str,
    session: Producer,
    pages: PagesDep,
    version: Annotated[int, Form()],
    reason: Annotated[SpoilReason | Literal[""], Form()] = "",
    batch: Annotated[str, Form()] = "",
) -> Response:
    """Write the blank off, and take the next one."""
    if not reason:
        return back_to(batch, number, Refused(Reason.CODES_MISSING))
    return _do(pages, session, batch, number, lambda work: blanks.spoil(work, number, version, reason))


@router.get("/batches/{batch}/labels")
def batch_labels(
    request: Request, batch: str, session: Producer, pages: PagesDep, form: PaperForm = PaperForm.A4
) -> HTMLResponse:
    """Show the labels of a batch in full, for paper; every one is audited."""
    with pages.office.writing(clerk(session.staff)) as work:
        numbers = [entry.number for entry in batches.list_items(work, batch)]
        found = dispatch.list_labels(work, numbers, masked=False)
    address = f"/desk/production/batches/{batch}/labels"
    back = f"/desk/production?batch={batch}"
    return show_labels(request, session, pages, found, form, here="production", back=back, address=address)


def _do(pages: Pages, session: StaffSession, batch: str, number: str, act: Callable[[Work], object]) -> Response:
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except (Refused, CaseChanged) as problem:
        return back_to(batch, number, problem)
    return back_to(batch, number)


def back_to(
    batch: str, number: str, problem: Refused | CaseChanged | None = None, *, scanning: bool = False
) -> RedirectResponse:
    """Return to the list, or to the batch, with what was not done and why."""
    where = f"batch={batch}&" if batch else ""
    said = "" if problem is None else f"&said={problem.reason if isinstance(problem, Refused) else Reason.WRONG_STATUS}"
    more = "&scanning=yes" if scanning else ""
    return RedirectResponse(f"/desk/production?{where}at={number}{said}{more}", status_code=303)
