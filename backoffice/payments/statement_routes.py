"""Pages of reconciling: the statement of a day taken in, its differences worked on by two people, the day closed."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.audit import services as audit
from backoffice.desk.conflict import Press, PressDep, Version
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.desk.typed_days import TypedDay, day_of, wrong_days
from backoffice.office import Work, clerk
from backoffice.payments import differences, ledger, reconciling
from backoffice.payments.chart import bars_of_counts
from backoffice.payments.differences import Proposal
from backoffice.payments.late import STATEMENT as HERE
from backoffice.payments.late import day_late, difference_late
from backoffice.payments.ledger import PaymentEntry
from backoffice.payments.matching import Explanation, explanations_of
from backoffice.payments.models import PaymentState
from backoffice.payments.routes import rights_of
from backoffice.payments.services import REFUNDERS
from backoffice.payments.statement_file import LONGEST
from backoffice.payments.statement_models import AcquirerStatement, Difference, DifferenceState
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession

CHART_DAYS = 14
LISTS = tuple(state.value for state in DifferenceState)
"""The lists under the keys 4 … 6."""

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["payments"]))]
Worker = Annotated[StaffSession, Depends(may(*REFUNDERS))]
Supervisor = Annotated[StaffSession, Depends(may(Role.SUPERVISOR))]
router = APIRouter(prefix=HERE)


@router.get("")
def statement_page(
    request: Request,
    session: Reader,
    pages: PagesDep,
    day: TypedDay = "",
    shown: str = DifferenceState.OPEN,
    at: Annotated[int, Query(ge=0)] = 0,
    said: str = "",
    where: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Show differences of every day and the totals of one; looking is audited. `where`: row and column of what was wrong."""
    today = pages.office.clock.now().date()
    named, wrong = day_of(day), wrong_days(day=day)
    shown = shown if shown in LISTS else DifferenceState.OPEN.value
    with pages.office.writing(clerk(session.staff)) as work:
        audit.record(work, "payments.differences_viewed", named.isoformat() if named else None, (shown,))
    with pages.office.reading(clerk(session.staff)) as work:
        chosen_day = min(named or reconciling.newest_day(work) or today - timedelta(days=1), today)
        context = _context(work, chosen_day, DifferenceState(shown), at)
    return pages.page(
        request,
        session,
        "payments_statement.html",
        here="payments",
        status=422 if wrong else 200,
        wrong=wrong,
        day=chosen_day,
        before=chosen_day - timedelta(days=1),
        after=min(chosen_day + timedelta(days=1), today),
        shown=shown,
        lists=LISTS,
        said=said,
        where=where.split(":", 1) if ":" in where else (),
        reasons=reconciling.REOPENING,
        **context,
        **rights_of(session),
    )


def _context(work: Work, day: date, shown: DifferenceState, at: int) -> dict[str, Any]:
    """Return what the page shows: the day's totals, one list of differences, and the chosen one."""
    whole_city = not ledger.districts_of(work)
    found = differences.list_differences(work, shown)
    chosen = next((one for one in found if one.id == at), found[0] if found else None)
    return {
        "statement": work.session.get(AcquirerStatement, day) if whole_city else None,
        "whole_city": whole_city,
        "totals": ledger.day_of(work, day),
        "expected": reconciling.total_of_postings(work, day),
        "entries": found,
        "postings": _postings_of(work, found),
        "count": differences.count_by_state(work),
        "undone": differences.undone(work),
        "of_day": differences.total_of_day(work, day),
        "owed": ledger.state_total(work, PaymentState.REFUND_DUE),
        "returned": ledger.state_total(work, PaymentState.REFUNDED),
        "bars": bars_of_counts(differences.last_days(work, day, CHART_DAYS)),
        **_detail(work, chosen),
    }


def _postings_of(work: Work, found: list[Difference]) -> dict[int, PaymentEntry | None]:
    entries = ledger.entries_of(work, [one.order_id for one in found if one.order_id])
    return {one.id: entries.get(one.order_id) if one.order_id else None for one in found}


def _posting_of(work: Work, difference: Difference) -> PaymentEntry | None:
    return ledger.find_entry(work, difference.order_id) if difference.order_id else None


def _detail(work: Work, chosen: Difference | None) -> dict[str, Any]:
    if chosen is None:
        return {"chosen": None, "posting": None, "offered": (), "closed_day": False}
    statement = work.session.get_one(AcquirerStatement, chosen.day)
    return {
        "chosen": chosen,
        "posting": _posting_of(work, chosen),
        "offered": explanations_of(chosen.kind, chosen.over_fen),
        "closed_day": statement.closed_at is not None,
    }


@router.get("/differences/{difference_id}")
def difference_detail(request: Request, difference_id: int, session: Reader, pages: PagesDep) -> HTMLResponse:
    """Return the panel of the chosen row."""
    with pages.office.reading(clerk(session.staff)) as work:
        context = _detail(work, differences.find_difference(work, difference_id))
    return pages.bare(request, "payments_difference.html", csrf=session.csrf_token, **context, **rights_of(session))


@router.post("")
def take_in(session: Worker, pages: PagesDep, statement: Annotated[UploadFile, File()]) -> Response:
    """Take in the acquirer's file."""
    content = statement.file.read(LONGEST + 1)
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            day = reconciling.import_statement(work, content).day
    except Refused as refused:
        return RedirectResponse(f"{HERE}?said={refused.reason}&where={':'.join(refused.items)}", status_code=303)
    return RedirectResponse(f"{HERE}?day={day.isoformat()}", status_code=303)


@router.post("/{day}/check")
def check_again(day: date, session: Worker, press: PressDep) -> Response:
    """Hold the statement against what is posted by now."""
    return _do(press, session, f"day={day.isoformat()}", lambda work: reconciling.check_again(work, day))


@router.post("/{day}/close")
def close_day(day: date, session: Supervisor, press: PressDep, version: Version) -> Response:
    """Close the day."""

    def late() -> Response:
        return day_late(press, session, "close_day", day)

    here = f"day={day.isoformat()}"
    return _do(press, session, here, lambda work: reconciling.close_day(work, day, version), late, {Reason.DAY_CLOSED})


@router.post("/{day}/reopen")
def reopen_day(
    day: date, session: Supervisor, press: PressDep, version: Version, why: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Open a closed day again."""

    def late() -> Response:
        return day_late(press, session, "reopen_day", day)

    return _do(press, session, f"day={day.isoformat()}", lambda work: reconciling.reopen_day(work, day, version, why), late)


@router.post("/differences/{difference_id}/explain")
def explain(
    difference_id: int,
    session: Worker,
    press: PressDep,
    version: Version,
    explanation: Annotated[Explanation, Form()],
    note: Annotated[str, Form(max_length=400)] = "",
    reference: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Explain a difference; a second person agrees."""
    proposal = Proposal(explanation, note, reference)

    def act(work: Work) -> object:
        return differences.explain(work, difference_id, version, proposal)

    def late() -> Response:
        return difference_late(press, session, "explain", difference_id, note, reference)

    return _do(press, session, f"at={difference_id}", act, late, {Reason.NOT_FOUND} if note.strip() else ())


@router.post("/differences/{difference_id}/agree")
def agree(difference_id: int, session: Supervisor, press: PressDep, version: Version) -> Response:
    """Agree as the second person."""

    def late() -> Response:
        return difference_late(press, session, "agree_difference", difference_id)

    here = f"shown=proposed&at={difference_id}"
    return _do(press, session, here, lambda work: differences.agree(work, difference_id, version), late)


@router.post("/differences/{difference_id}/decline")
def decline(difference_id: int, session: Worker, press: PressDep, version: Version) -> Response:
    """Do not agree, or take one's own proposal back."""

    def late() -> Response:
        return difference_late(press, session, "decline_difference", difference_id)

    here = f"shown=proposed&at={difference_id}"
    return _do(press, session, here, lambda work: differences.decline(work, difference_id, version), late)


def _do(
    press: Press,
    session: StaffSession,
    here: str,
    act: Callable[[Work], object],
    late: Callable[[], Response] | None = None,
    moved: Collection[Reason] = (),
) -> Response:
    """Do it in a transaction. `late`: what is said where it has changed since; `moved`: refusals that say no more than that."""
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except Refused as refused:
        if late is not None and refused.reason in moved:
            return late()
        return RedirectResponse(f"{HERE}?{here}&said={refused.reason}", status_code=303)
    except CaseChanged:
        return late() if late is not None else RedirectResponse(f"{HERE}?{here}&said={Reason.WRONG_STATUS}", status_code=303)
    return RedirectResponse(f"{HERE}?{here}", status_code=303)
