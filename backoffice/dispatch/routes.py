"""Pages of the dispatch desk: waybills, labels, posting, what is on its way and what came back."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk import live
from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.dispatch import services
from backoffice.dispatch.models import TrackingEvent
from backoffice.dispatch.services import DispatchEntry, Label
from backoffice.dispatch.tracking import refresh_tracking
from backoffice.office import Work, clerk
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from domain.application import ApplicationStatus

_S = ApplicationStatus
Dispatcher = Annotated[StaffSession, Depends(may(*ROLES_OF["dispatch"]))]
Version = Annotated[int, Form()]

LISTS = {
    "to_post": frozenset({_S.PRODUCED}),
    "on_the_way": frozenset({_S.POSTED, _S.RESENT}),
    "returned": frozenset({_S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP}),
    "delivered": frozenset({_S.DELIVERED}),
}
"""The lists under the keys 1 … 4."""

router = APIRouter(prefix="/desk/dispatch")


@router.get("")
def dispatch_page(
    request: Request, session: Dispatcher, pages: PagesDep, at: str = "", said: str = "", letters: str = ""
) -> HTMLResponse:
    """Show one list; `at` is the row to choose, and its list the one to show unless `letters` names another."""
    with pages.office.reading(clerk(session.staff)) as work:
        entries = services.list_dispatch(work, finished=True)
    here = letters if letters in LISTS else _list_of(entries, at)
    shown = [entry for entry in entries if entry.status in LISTS[here]]
    chosen = next((entry for entry in shown if entry.number == at), shown[0] if shown else None)
    return pages.page(
        request,
        session,
        "dispatch_list.html",
        here="dispatch",
        letters=here,
        lists={name: sum(entry.status in statuses for entry in entries) for name, statuses in LISTS.items()},
        entries=shown,
        chosen=chosen,
        said=said,
        mark=live.mark_of(shown),
        to_hand_over=sum(_ready(entry) for entry in entries),
        **_detail_of(pages, session, chosen),
    )


def _list_of(entries: list[DispatchEntry], at: str) -> str:
    status = next((entry.status for entry in entries if entry.number == at), _S.PRODUCED)
    return next((name for name, statuses in LISTS.items() if status in statuses), "to_post")


def _ready(entry: DispatchEntry) -> bool:
    return entry.status is _S.PRODUCED and entry.waybill_number is not None


def _detail_of(pages: Pages, session: StaffSession, entry: DispatchEntry | None) -> dict[str, Any]:
    """Return the masked label and the post's events of one letter."""
    if entry is None or entry.waybill_number is None:
        return {"label": None, "events": ()}
    with pages.office.reading(clerk(session.staff)) as work:
        waybill = services.find_waybill(work.session, cases.get_case(work.session, entry.number))
        events: tuple[TrackingEvent, ...] = tuple(reversed(waybill.tracking)) if waybill else ()
        return {"label": _masked(work, entry.number), "events": events}


def _masked(work: Work, number: str) -> Label | None:
    try:
        return services.label(work, number, masked=True)
    except Refused:  # the role may look at the list, but not at labels
        return None


@router.get("/news")
def news(request: Request, session: Dispatcher, pages: PagesDep, drawn: str, letters: str = "to_post") -> Response:
    """Say whether the list has changed since it was drawn."""
    here = letters if letters in LISTS else "to_post"
    with pages.office.reading(clerk(session.staff)) as work:
        entries = services.list_dispatch(work, finished=True)
    shown = [entry for entry in entries if entry.status in LISTS[here]]
    return live.news(request, pages, drawn, shown, f"/desk/dispatch?letters={here}")


@router.get("/hand-over")
def hand_over_list(request: Request, session: Dispatcher, pages: PagesDep) -> HTMLResponse:
    """Show the list that goes to the post with the letters, for paper."""
    with pages.office.reading(clerk(session.staff)) as work:
        entries = [entry for entry in services.list_dispatch(work) if _ready(entry)]
    now = pages.office.clock.now()
    return pages.page(request, session, "dispatch_hand_over.html", here="dispatch", entries=entries, now=now)


@router.get("/{number}/detail")
def detail(request: Request, number: str, session: Dispatcher, pages: PagesDep) -> HTMLResponse:
    """Return the panel of the chosen row."""
    with pages.office.reading(clerk(session.staff)) as work:
        entries = services.list_dispatch(work, finished=True)
    chosen = next((entry for entry in entries if entry.number == number), None)
    found = _detail_of(pages, session, chosen)
    return pages.bare(request, "dispatch_detail.html", chosen=chosen, csrf=session.csrf_token, **found)


@router.get("/{number}/label")
def label_page(request: Request, number: str, session: Dispatcher, pages: PagesDep) -> HTMLResponse:
    """Show the label in full, for paper; audited."""
    with pages.office.writing(clerk(session.staff)) as work:
        label = services.label(work, number, masked=False)
    return pages.page(request, session, "dispatch_label.html", here="dispatch", label=label, number=number)


@router.post("/{number}/waybill")
def waybill(number: str, session: Dispatcher, pages: PagesDep) -> Response:
    """Get a waybill from the post."""
    try:
        services.create_waybill(pages.office, clerk(session.staff), number)
    except (Refused, CaseChanged) as problem:
        return _back(number, problem)
    return _back(number)


@router.post("/{number}/post")
def post_letter(
    number: str, session: Dispatcher, pages: PagesDep, version: Version, scanned: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Hand the letter over: its waybill is scanned."""
    return _do(pages, session, number, lambda work: services.post_letter(work, number, version, scanned))


@router.post("/{number}/hold")
def hold(number: str, session: Dispatcher, pages: PagesDep, version: Version) -> Response:
    """Keep a returned letter at the window."""
    return _do(pages, session, number, lambda work: services.hold_for_pickup(work, number, version))


@router.post("/{number}/hand-over")
def hand_over(number: str, session: Dispatcher, pages: PagesDep, version: Version) -> Response:
    """The citizen fetched the letter at the window."""
    return _do(pages, session, number, lambda work: services.hand_over(work, number, version))


@router.post("/{number}/recovered")
def recovered(number: str, session: Dispatcher, pages: PagesDep, version: Version) -> Response:
    """The courier brought the old document back."""
    return _do(pages, session, number, lambda work: services.recover_old(work, number, version))


@router.post("/{number}/track")
def track(number: str, _session: Dispatcher, pages: PagesDep) -> Response:
    """Ask the post where the letter is."""
    try:
        refresh_tracking(pages.office, number)
    except (Refused, CaseChanged) as problem:
        return _back(number, problem)
    return _back(number)


def _do(pages: Pages, session: StaffSession, number: str, act: Callable[[Work], object]) -> Response:
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except (Refused, CaseChanged) as problem:
        return _back(number, problem)
    return _back(number)


def _back(number: str, problem: Refused | CaseChanged | None = None) -> RedirectResponse:
    said = "" if problem is None else f"&said={problem.reason if isinstance(problem, Refused) else Reason.WRONG_STATUS}"
    return RedirectResponse(f"/desk/dispatch?at={number}{said}", status_code=303)
