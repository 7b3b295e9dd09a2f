"""Pages of the payments desk: one day's payments, what is to be given back, and the day as a file."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.desk import live
from backoffice.desk.conflict import Press, PressDep, Version
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.desk.typed_days import TypedDay, day_of, wrong_days
from backoffice.fleet.models import Terminal
from backoffice.office import Work, clerk
from backoffice.payments import ledger, services
from backoffice.payments.chart import bars_of
from backoffice.payments.differences import count_by_state
from backoffice.payments.late import HERE, refund_late
from backoffice.payments.ledger import PaymentEntry, PaymentFilter
from backoffice.payments.models import PaymentState
from backoffice.refusals import CaseChanged, Refused
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession
from backoffice.staff.scope import within

CHART_DAYS = 14
LISTS = ("day", PaymentState.REFUND_DUE.value, PaymentState.REFUNDED.value)
"""The lists under the keys 1 … 3: one day, and what is owed or given back, whatever its day."""

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["payments"]))]
Supervisor = Annotated[StaffSession, Depends(may(Role.SUPERVISOR))]
Worker = Annotated[StaffSession, Depends(may(*services.REFUNDERS))]
Terminals = Annotated[int, Query(ge=0, le=9999)]
Day = Annotated[date, Query(ge=date(1970, 1, 1), le=date(2199, 12, 31))]
router = APIRouter(prefix=HERE)


@router.get("")
def payments_page(
    request: Request,
    session: Reader,
    pages: PagesDep,
    day: TypedDay = "",
    terminal: Terminals = 0,
    shown: str = "day",
    at: str = "",
    said: str = "",
) -> HTMLResponse:
    """Show one list; `at` is the order to choose. Looking is audited."""
    today = pages.office.clock.now().date()
    chosen_day, wrong, shown = min(day_of(day) or today, today), wrong_days(day=day), shown if shown in LISTS else "day"
    with pages.office.writing(clerk(session.staff)) as work:
        audit.record(work, "payments.viewed", None, (chosen_day.isoformat(), shown))
    with pages.office.reading(clerk(session.staff)) as work:
        entries = ledger.list_payments(work, _wanted(shown, chosen_day, terminal))
        found = _totals(work, chosen_day)
        differences = count_by_state(work)
    return pages.page(
        request,
        session,
        "payments_list.html",
        here="payments",
        status=422 if wrong else 200,
        wrong=wrong,
        entries=entries,
        cut=len(entries) == ledger.LONGEST,
        chosen=next((entry for entry in entries if str(entry.order_id) == at), entries[0] if entries else None),
        shown=shown,
        lists=LISTS,
        day=chosen_day,
        before=chosen_day - timedelta(days=1),
        after=min(chosen_day + timedelta(days=1), today),
        terminal=terminal,
        said=said,
        mark=live.mark_of(entries),
        differences=differences,
        **found,
        **rights_of(session),
    )


def _wanted(shown: str, day: date, terminal: int) -> PaymentFilter:
    if shown == "day":
        return PaymentFilter(day=day, terminal=terminal)
    return PaymentFilter(terminal=terminal, state=PaymentState(shown))


def _totals(work: Work, day: date) -> dict[str, Any]:
    every = select(Terminal.terminal_number).order_by(Terminal.terminal_number)
    numbers = work.session.scalars(every.where(within(work.actor.staff, Terminal.district)) if work.actor.staff else every)
    totals = ledger.day_of(work, day)
    return {
        "totals": totals,
        "of_terminal": dict(totals.terminals),
        "owed": ledger.state_total(work, PaymentState.REFUND_DUE),
        "returned": ledger.state_total(work, PaymentState.REFUNDED),
        "bars": bars_of(ledger.last_days(work, day, CHART_DAYS)),
        "terminals": tuple(numbers),
    }


def rights_of(session: StaffSession) -> dict[str, Any]:
    """Return what a page of the money desk offers this member of staff."""
    return {
        "me": session.staff.id,
        "may_work": session.staff.has_role(*services.REFUNDERS),
        "may_agree": session.staff.has_role(Role.SUPERVISOR),
        "may_open_case": session.staff.has_role(*ROLES_OF["review"]),
    }


@router.get("/news")
def news(
    request: Request,
    session: Reader,
    pages: PagesDep,
    drawn: str,
    day: Day,
    terminal: Terminals = 0,
    shown: str = "day",
) -> Response:
    """Say whether the list has changed since it was drawn."""
    shown = shown if shown in LISTS else "day"
    with pages.office.reading(clerk(session.staff)) as work:
        entries = ledger.list_payments(work, _wanted(shown, day, terminal))
    address = f"{HERE}?day={day.isoformat()}&terminal={terminal}&shown={shown}"
    return live.news(request, pages, drawn, entries, address)


@router.get("/day.csv")
def day_as_csv(session: Reader, pages: PagesDep, day: Day) -> Response:
    """Return a day's payments as a file, to be held against the acquirer's statement; audited."""
    with pages.office.writing(clerk(session.staff)) as work:
        audit.record(work, "payments.exported", None, (day.isoformat(),))
        entries = ledger.list_payments(work, PaymentFilter(day=day), limit=None)
    headers = {"Content-Disposition": f'attachment; filename="payments-{day.isoformat()}.csv"', "Cache-Control": "no-store"}
    return Response(ledger.as_csv(entries), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{order_id}/detail")
def detail(request: Request, order_id: UUID, session: Reader, pages: PagesDep) -> HTMLResponse:
    """Return the panel of the chosen row."""
    with pages.office.reading(clerk(session.staff)) as work:
        chosen: PaymentEntry | None = ledger.find_entry(work, order_id)
    return pages.bare(request, "payments_detail.html", chosen=chosen, csrf=session.csrf_token, **rights_of(session))


@router.post("/{order_id}/refund")
def propose_refund(
    order_id: UUID,
    session: Worker,
    press: PressDep,
    version: Version,
    reference: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Say that the money was given back; a second person confirms, and nothing is moved."""
    try:
        return _do(press, session, order_id, lambda work: services.propose_refund(work, order_id, version, reference))
    except CaseChanged:
        return refund_late(press, session, "refund", order_id, reference)


@router.post("/{order_id}/refund/confirm")
def confirm_refund(order_id: UUID, session: Supervisor, press: PressDep, version: Version) -> Response:
    """Confirm as the second person."""
    done = PaymentState.REFUNDED
    try:
        return _do(press, session, order_id, lambda work: services.confirm_refund(work, order_id, version), done)
    except CaseChanged:
        return refund_late(press, session, "confirm_refund", order_id)


@router.post("/{order_id}/refund/decline")
def decline_refund(order_id: UUID, session: Worker, press: PressDep, version: Version) -> Response:
    """Do not confirm, or take one's own proposal back."""
    try:
        return _do(press, session, order_id, lambda work: services.decline_refund(work, order_id, version))
    except CaseChanged:
        return refund_late(press, session, "decline_refund", order_id)


def _do(
    press: Press,
    session: StaffSession,
    order_id: UUID,
    act: Callable[[Work], object],
    done: PaymentState = PaymentState.REFUND_DUE,
) -> Response:
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except Refused as refused:
        return _back(PaymentState.REFUND_DUE, order_id, f"&said={refused.reason}")
    return _back(done, order_id)


def _back(shown: PaymentState, order_id: UUID, said: str = "") -> RedirectResponse:
    return RedirectResponse(f"{HERE}?shown={shown}&at={order_id}{said}", status_code=303)
