"""Pages of batches: choosing what goes in, printing, checking by scan, putting back, labels, handing over."""

import re
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.conflict import Press, PressDep, Version
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.paper_routes import PaperForm, show_labels
from backoffice.office import Work, clerk
from backoffice.production import batches, blanks, lists, services
from backoffice.production.batches import Piece
from backoffice.production.late import Shown, batch_late, case_late
from backoffice.production.models import BlankKind, SpoilReason
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession

Producer = Annotated[StaffSession, Depends(may(*ROLES_OF["production"]))]
Scanned = Annotated[str, Form(max_length=40)]
PIECE = re.compile(r"(\d{1,16})@(\d{1,9})")

router = APIRouter()


def pieces_of(pieces: Annotated[list[str] | None, Form()] = None) -> tuple[Piece, ...]:
    """Return the pieces that a form names, each with the version that its page showed: `2611200007000042@6`."""
    found = [PIECE.fullmatch(piece) for piece in pieces or ()]
    return tuple((one.group(1), int(one.group(2))) for one in found if one is not None)


Pieces = Annotated[tuple[Piece, ...], Depends(pieces_of)]


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
def open_batch(session: Producer, press: PressDep, pieces: Pieces) -> Response:
    """Open a batch over what was chosen."""
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            batch = batches.open_batch(work, [number for number, _ in pieces], dict(pieces))
    except (Refused, CaseChanged) as problem:  # one of them may stand in another batch by now
        return batch_late(press, session, "open_batch", "", pieces) or back_to("", "", problem)
    return back_to(batch.number, "")


@router.post("/batches/{batch}/print")
def print_next(batch: str, session: Producer, press: PressDep, pieces: Pieces) -> Response:
    """Print the next pieces: those that the page showed, and no others."""
    try:
        batches.print_next(press.pages.office, clerk(session.staff), batch, pieces)
    except CaseChanged as changed:
        return batch_late(press, session, "print", batch, pieces) or back_to(batch, "", changed)
    except Refused as refused:
        return back_to(batch, "", refused)
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
def close_batch(batch: str, session: Producer, press: PressDep) -> Response:
    """Hand the batch over to dispatch."""
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            batches.close(work, batch)
    except Refused as refused:
        closed = refused.reason is Reason.BATCH_CLOSED  # the page had it open, else it had no such form
        return (batch_late(press, session, "close_batch", batch, ()) if closed else None) or back_to(batch, "", refused)
    return back_to(batch, "")


@router.post("/{number}/put-back")
def put_back(number: str, session: Producer, press: PressDep, version: Version, batch: Annotated[str, Form()] = "") -> Response:
    """Take a case out of its batch."""
    shown = Shown(number, version, batch)
    return do(press, session, "put_back", shown, lambda work: batches.put_back(work, number, version, batch))


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
    press: PressDep,
    version: Version,
    blank: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[SpoilReason | Literal[""], Form()] = "",
    batch: Annotated[str, Form()] = "",
) -> Response:
    """Write the blank off, and take the next one."""
    if not reason:
        return back_to(batch, number, Refused(Reason.CODES_MISSING))
    shown = Shown(number, version, batch, blank)
    return do(press, session, "spoil", shown, lambda work: blanks.spoil(work, number, version, blank, reason))


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


def do(press: Press, session: StaffSession, deed: str, shown: Shown, act: Callable[[Work], object]) -> Response:
    """Do something with one case, in a transaction; go back to where it was done, or say what has changed since."""
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except CaseChanged:
        return case_late(press, session, deed, shown)
    except Refused as refused:
        return back_to(shown.batch, shown.number, refused)
    return back_to(shown.batch, shown.number)


def back_to(
    batch: str, number: str, problem: Refused | CaseChanged | None = None, *, scanning: bool = False
) -> RedirectResponse:
    """Return to the list, or to the batch, with what was not done and why."""
    where = f"batch={batch}&" if batch else ""
    said = "" if problem is None else f"&said={problem.reason if isinstance(problem, Refused) else Reason.WRONG_STATUS}"
    more = "&scanning=yes" if scanning else ""
    return RedirectResponse(f"/desk/production?{where}at={number}{said}{more}", status_code=303)
