"""Pages of the dispatch desk: waybills, posting, what is on its way and what came back. Paper: `paper_routes.py`."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk import live
from backoffice.desk.conflict import Press, PressDep, Version, Ways
from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.dispatch import letters, paper_routes, returns, services
from backoffice.dispatch.all_waybills import order_all
from backoffice.dispatch.letters import DispatchEntry, Letters
from backoffice.dispatch.models import CallOutcome, ReturnReason, TrackingEvent
from backoffice.dispatch.returns import Stay
from backoffice.dispatch.services import Label
from backoffice.dispatch.tracking import refresh_tracking
from backoffice.office import Work, clerk
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases
from backoffice.review.conflict import Late, answer_late
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession

Dispatcher = Annotated[StaffSession, Depends(may(*ROLES_OF["dispatch"]))]
ListName = Annotated[str, Query(alias="letters")]
Scanned = Annotated[str, Form(max_length=40)]
WAITS = re.compile(r"([a-z_]{1,30}):(\d{1,4})(?:,|$)")


class Done:
    """What the press before has done, as the address tells it."""

    def __init__(
        self,
        posted: Annotated[str, Query(max_length=16)] = "",
        made: Annotated[int | None, Query(ge=0, le=9999)] = None,
        waits: Annotated[str, Query(max_length=400)] = "",
        scanning: str = "",
    ) -> None:
        self.posted = posted  # the number of the case whose letter was handed over
        self.made = made  # waybills; None: none were asked for
        self.waits = [(why, int(count)) for why, count in WAITS.findall(waits)]
        self.scanning = bool(scanning)  # the chosen row's field waits for the next scan


router = APIRouter(prefix="/desk/dispatch")
router.include_router(paper_routes.router)


@router.get("")
def dispatch_page(
    request: Request,
    session: Dispatcher,
    pages: PagesDep,
    at: str = "",
    *,
    done: Annotated[Done, Depends()],
    said: str = "",
    chosen_list: ListName = "",
) -> HTMLResponse:
    """Show one list; `at` is the row to choose, and its list the one to show unless `letters` names another."""
    with pages.office.reading(clerk(session.staff)) as work:
        here = Letters(chosen_list) if chosen_list in set(Letters) else letters.list_of(work, at)
        counts = letters.count_letters(work)
        shown = _with_chosen(work, letters.list_letters(work, here), here, at)
        posted = letters.find_letter(work, done.posted) if done.posted else None
        ready = letters.count_ready(work)
    chosen = next((entry for entry in shown if entry.number == at), shown[0] if shown else None)
    return pages.page(
        request,
        session,
        "dispatch_list.html",
        here="dispatch",
        letters=here,
        lists=counts,
        entries=shown,
        chosen=chosen,
        said=said,
        done=done,
        posted=posted,
        mark=live.mark_of(shown),
        to_hand_over=ready,
        without_waybill=counts[Letters.TO_POST] - ready,
        reasons=tuple(ReturnReason),
        **_detail_of(pages, session, chosen),
    )


def _with_chosen(work: Work, shown: list[DispatchEntry], here: Letters, at: str) -> list[DispatchEntry]:
    """Return the list with the row that was asked for, also where the list is too long to be shown whole."""
    if len(shown) < letters.MOST or any(entry.number == at for entry in shown) or letters.list_showing(work, at) is not here:
        return shown
    asked = letters.find_letter(work, at)
    return [asked, *shown] if asked else shown


def _detail_of(pages: Pages, session: StaffSession, entry: DispatchEntry | None) -> dict[str, Any]:
    """Return the masked label, the post's events, and for a letter that came back how it lies here."""
    nothing: dict[str, Any] = {"label": None, "events": (), "stay": None, "outcomes": tuple(CallOutcome)}
    if entry is None or entry.waybill_number is None:
        return nothing
    with pages.office.reading(clerk(session.staff)) as work:
        case = cases.get_case(work.session, entry.number)
        waybill = services.find_waybill(work.session, case)
        events: tuple[TrackingEvent, ...] = tuple(reversed(waybill.tracking)) if waybill else ()
        stay: Stay | None = returns.stay_of(work, case)
        return {**nothing, "label": _masked(work, entry.number), "events": events, "stay": stay}


def _masked(work: Work, number: str) -> Label | None:
    try:
        return services.label(work, number, masked=True)
    except Refused:  # the role may look at the list, but not at labels; or nobody knows the address
        return None


@router.get("/news")
def news(
    request: Request,
    session: Dispatcher,
    pages: PagesDep,
    drawn: str,
    chosen_list: ListName = "",
) -> Response:
    """Say whether the list has changed since it was drawn."""
    here = Letters(chosen_list) if chosen_list in set(Letters) else Letters.TO_POST
    with pages.office.reading(clerk(session.staff)) as work:
        shown = letters.list_letters(work, here)
    return live.news(request, pages, drawn, shown, f"/desk/dispatch?letters={here}")


@router.get("/{number}/detail")
def detail(request: Request, number: str, session: Dispatcher, pages: PagesDep) -> HTMLResponse:
    """Return the panel of the chosen row."""
    with pages.office.reading(clerk(session.staff)) as work:
        chosen = letters.find_letter(work, number)
    found = _detail_of(pages, session, chosen)
    return pages.bare(request, "dispatch_detail.html", chosen=chosen, csrf=session.csrf_token, **found)


@router.post("/waybills")
def waybills(session: Dispatcher, pages: PagesDep) -> Response:
    """Order the waybills of everything that is made, and say how many there are, how many wait and why."""
    try:
        ordered = order_all(pages.office, clerk(session.staff))
    except Refused as problem:
        return _back("", problem, Letters.TO_POST)
    waits = ",".join(f"{why}:{count}" for why, count in ordered.waiting.items())
    return RedirectResponse(f"/desk/dispatch?letters=to_post&made={ordered.made}&waits={waits}", status_code=303)


@router.post("/returns")
def register_return(
    session: Dispatcher,
    pages: PagesDep,
    reason: Annotated[ReturnReason | Literal[""], Form()] = "",
    scanned: Scanned = "",
    place: Annotated[str, Form(max_length=returns.LONGEST_PLACE)] = "",
) -> Response:
    """Register a letter that came back."""
    number = ""
    if not reason:
        return _back(number, Refused(Reason.CODES_MISSING), Letters.RETURNED)
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            number = returns.register(work, scanned, reason, place).number
    except (Refused, CaseChanged) as problem:
        return _back(number, problem, Letters.RETURNED)
    return _back(number)


@router.post("/{number}/waybill")
def waybill(number: str, session: Dispatcher, press: PressDep, version: Version) -> Response:
    """Get a waybill from the post."""
    try:
        services.create_waybill(press.pages.office, clerk(session.staff), number, version)
    except CaseChanged:
        return _late(press, session, "waybill", number, version)
    except Refused as problem:
        return _back(number, problem)
    return _back(number)


@router.post("/{number}/post")
def post_letter(
    number: str,
    session: Dispatcher,
    press: PressDep,
    version: Version,
    scanned: Scanned = "",
    back: Annotated[Letters, Form()] = Letters.TO_POST,
) -> Response:
    """Hand the letter over: its waybill is scanned. The list stays, and the next letter's field waits for its scan."""
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            following = letters.next_after(work, back, number)
            services.post_letter(work, number, version, scanned)
    except CaseChanged:
        return _late(press, session, "post", number, version, back)
    except Refused as problem:
        return _back(number, problem, back, scanning=True)
    return RedirectResponse(f"/desk/dispatch?letters={back}&at={following}&posted={number}&scanning=yes", status_code=303)


@router.post("/{number}/hold")
def hold(number: str, session: Dispatcher, press: PressDep, version: Version) -> Response:
    """Keep a returned letter at the window."""
    return _do(press, session, "hold", number, version, lambda work: returns.hold_for_pickup(work, number, version))


@router.post("/{number}/hand-over")
def hand_over(
    number: str,
    session: Dispatcher,
    press: PressDep,
    version: Version,
    id_number: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """The citizen fetched the letter at the window; the ID card is read or its number typed."""
    return _do(press, session, "hand_over", number, version, lambda work: returns.hand_over(work, number, version, id_number))


@router.post("/{number}/tell")
def tell(number: str, session: Dispatcher, press: PressDep, version: Version) -> Response:
    """Send the message about a letter that came back once more."""
    return _do(press, session, "tell", number, version, lambda work: returns.tell_again(work, number, version))


@router.post("/{number}/call")
def call(
    number: str, session: Dispatcher, press: PressDep, version: Version, outcome: Annotated[CallOutcome, Form()]
) -> Response:
    """Write a telephone call down."""
    return _do(press, session, "call", number, version, lambda work: returns.record_call(work, number, version, outcome))


@router.post("/{number}/recovered")
def recovered(
    number: str, session: Dispatcher, press: PressDep, version: Version, back: Annotated[Letters | None, Form()] = None
) -> Response:
    """The courier brought the old document back."""

    def act(work: Work) -> object:
        return services.recover_old(work, number, version)

    return _do(press, session, "recovered", number, version, act, back)


@router.post("/{number}/track")
def track(number: str, session: Dispatcher, pages: PagesDep) -> Response:
    """Ask the post where the letter is."""
    try:
        with pages.office.reading(clerk(session.staff)) as work:
            cases.require_in_scope(work, cases.get_case(work.session, number))
        refresh_tracking(pages.office, number)
    except (Refused, CaseChanged) as problem:
        return _back(number, problem)
    return _back(number)


def _do(
    press: Press,
    session: StaffSession,
    deed: str,
    number: str,
    version: int,
    act: Callable[[Work], object],
    back: Letters | None = None,
) -> Response:
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except CaseChanged:
        return _late(press, session, deed, number, version, back)
    except Refused as problem:
        return _back(number, problem, back)
    return _back(number, None, back)


def _late(press: Press, session: StaffSession, deed: str, number: str, version: int, back: Letters | None = None) -> Response:
    """Tell of a letter that has moved since its page was drawn."""

    def ways(work: Work) -> Ways:
        which = back or letters.list_of(work, number)
        following = letters.next_after(work, which, number)
        there = f"/desk/dispatch?letters={which}"
        return Ways("dispatch", f"/desk/dispatch?at={number}", there, f"{there}&at={following}" if following else "")

    return answer_late(press, session, number, version, Late(deed, ways))


def _back(
    number: str, problem: Refused | CaseChanged | None = None, back: Letters | None = None, *, scanning: bool = False
) -> RedirectResponse:
    where = f"&letters={back}" if back else ""
    said = "" if problem is None else f"&said={problem.reason if isinstance(problem, Refused) else Reason.WRONG_STATUS}"
    more = "&scanning=yes" if scanning else ""
    return RedirectResponse(f"/desk/dispatch?at={number}{where}{said}{more}", status_code=303)
