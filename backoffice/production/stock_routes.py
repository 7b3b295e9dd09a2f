"""Pages of the blank stock: what came in, is used and left, and the sheet of a day for paper."""

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import clerk
from backoffice.production import blanks
from backoffice.production.models import BlankKind, BlankReceipt, SpoilReason
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession

Producer = Annotated[StaffSession, Depends(may(*ROLES_OF["production"]))]
Digits = Annotated[str, Form(max_length=blanks.LONGEST)]

RECEIPTS_SHOWN = 40

router = APIRouter()


@router.get("/stock")
def stock_page(request: Request, session: Producer, pages: PagesDep, said: str = "") -> HTMLResponse:
    """Show the account of every kind, and the newest receipts."""
    newest = select(BlankReceipt).order_by(BlankReceipt.id.desc()).limit(RECEIPTS_SHOWN)
    with pages.office.reading(clerk(session.staff)) as work:
        stock = blanks.list_stock(work)
        receipts = list(work.session.scalars(newest))
    return pages.page(
        request,
        session,
        "production_stock.html",
        here="production",
        stock=stock,
        receipts=receipts,
        kinds=[one.kind for one in stock],
        reasons=tuple(SpoilReason),
        alarm_below=pages.office.settings.production.alarm_below,
        said=said,
    )


@router.post("/stock/receipts")
def receive(
    session: Producer,
    pages: PagesDep,
    kind: Annotated[BlankKind, Form()],
    first: Digits = "",
    last: Digits = "",
    prefix: Digits = "",
) -> Response:
    """Take a range of numbers in."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            blanks.receive(work, kind, prefix, first, last)
    except (Refused, CaseChanged) as problem:
        return _back(problem)
    return _back()


@router.post("/stock/spoiled")
def spoiled(
    session: Producer,
    pages: PagesDep,
    kind: Annotated[BlankKind, Form()],
    reason: Annotated[SpoilReason | Literal[""], Form()] = "",
    serial: Digits = "",
) -> Response:
    """Write off a blank that was found damaged on the shelf."""
    if not reason:
        return _back(Refused(Reason.CODES_MISSING))
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            blanks.spoil_in_stock(work, kind, serial, reason)
    except (Refused, CaseChanged) as problem:
        return _back(problem)
    return _back()


@router.get("/stock/sheet")
def sheet_page(request: Request, session: Producer, pages: PagesDep, day: date | None = None) -> HTMLResponse:
    """Show the stock sheet of a day, for paper: counted by hand beside it and signed by two."""
    today = pages.office.clock.now().date()
    chosen = min(day or today, today)
    with pages.office.writing(clerk(session.staff)) as work:
        sheets = [blanks.sheet_of(work, one.kind, chosen) for one in blanks.list_stock(work)]
        number = audit.record(work, "blanks.sheet_opened", chosen.isoformat())
    return pages.page(
        request,
        session,
        "production_stock_sheet.html",
        here="production",
        sheets=sheets,
        day=chosen,
        before=chosen - timedelta(days=1),
        after=chosen + timedelta(days=1) if chosen < today else None,
        now=pages.office.clock.now(),
        sheet=number,
    )


def _back(problem: Refused | CaseChanged | None = None) -> RedirectResponse:
    said = "" if problem is None else f"?said={problem.reason if isinstance(problem, Refused) else Reason.WRONG_STATUS}"
    return RedirectResponse(f"/desk/production/stock{said}", status_code=303)
