"""Pages of the board: the overview, the lists behind its numbers, and giving a case to somebody else."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.audit import services as audit
from backoffice.board import assigning, escalations, listing
from backoffice.board.due import STAGE_NAMES, CaseFilter, Due
from backoffice.board.overview import overview
from backoffice.desk.live import mark_of
from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import Work, clerk
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession

HERE = "/desk/board"
CARDS = ("districts", "services", "flow", "people", "terminals")
"""The charts under the keys 1 … 5."""

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["board"]))]
Supervisor = Annotated[StaffSession, Depends(may(Role.SUPERVISOR))]
Word = Annotated[str, Query(max_length=60)]
router = APIRouter(prefix=HERE)


@router.get("")
def board_page(request: Request, session: Reader, pages: PagesDep, only: Word = "", view: Word = "") -> HTMLResponse:
    """Show the overview; `only` one card in full, `view=table` numbers instead of drawings.

    Looking is audited, and the entry stands at the foot of the print, however it is printed.
    """
    with pages.office.writing(clerk(session.staff)) as work:
        number = audit.record(work, "board.viewed", None, (only,) if only in CARDS else ())
        opened = work.now
    shown = _shown(request, session, pages, only, view)
    who = session.staff.display_name
    return pages.page(request, session, "board.html", here="board", entry=number, opened=opened, who=who, **shown)


@router.get("/live")
def live_numbers(
    request: Request, session: Reader, pages: PagesDep, only: Word = "", view: Word = "", drawn: Word = ""
) -> HTMLResponse:
    """Return what has changed in place; asked by the page itself."""
    return pages.bare(request, "board_live.html", live=True, drawn=drawn, **_shown(request, session, pages, only, view))


def _shown(request: Request, session: StaffSession, pages: Pages, only: str, view: str) -> dict[str, Any]:
    with pages.office.reading(clerk(session.staff)) as work:
        shown = overview(work, full=only in CARDS)
    return {
        "board": shown,
        "cards": CARDS,
        "only": only if only in CARDS else "",
        "as_table": view == "table",
        "mark": mark_of(shown.late),
        "may_act": session.staff.has_role(Role.SUPERVISOR),
        "csrf": session.csrf_token,
        "regions": pages.regions,
        "following": pages.words(request)(f"desk.weekday.{shown.following.isoweekday()}") if shown.following else "",
        "shift_ends": f"{pages.shift.ends:%H:%M}",
    }


@router.get("/pill")
def pill(request: Request, session: Reader, pages: PagesDep) -> HTMLResponse:
    """Return the counter at the rail: cases that are late and that no supervisor has seen yet."""
    with pages.office.reading(clerk(session.staff)) as work:
        unseen = escalations.count_unseen(work)
    return pages.bare(request, "board_pill.html", unseen=unseen)


@router.post("/seen")
def seen(session: Supervisor, pages: PagesDep) -> Response:
    """Write down that a supervisor has seen what is late."""
    with pages.office.writing(clerk(session.staff)) as work:
        escalations.acknowledge(work)
    return RedirectResponse(HERE, status_code=303)


def wanted_cases(
    due: Due | None = None,
    stage: Word = "",
    district: Annotated[str | None, Query(max_length=12)] = None,
    terminal: Word = "",
    holder: Word = "",
    unclaimed: bool = False,
    find: Annotated[str, Query(max_length=32)] = "",
) -> CaseFilter:
    """Return the filter of the query string."""
    plain = "".join(letter for letter in find if letter.isalnum())
    return CaseFilter(due, stage if stage in STAGE_NAMES else "", district, terminal, holder, unclaimed, plain)


Wanted = Annotated[CaseFilter, Depends(wanted_cases)]


@router.get("/cases")
def cases_page(
    request: Request, session: Reader, pages: PagesDep, wanted: Wanted, said: Word = "", done: Word = ""
) -> HTMLResponse:
    """List the open cases behind a number."""
    with pages.office.reading(clerk(session.staff)) as work:
        rows, count = listing.list_cases(work, wanted), listing.count_cases(work, wanted)
    return pages.page(
        request,
        session,
        "board_cases.html",
        here="board",
        rows=rows,
        count=count,
        wanted=wanted,
        said=said,
        done=done,
        dues=list(Due),
        stages=STAGE_NAMES,
        may_act=session.staff.has_role(Role.SUPERVISOR),
    )


@router.get("/cases/{number}")
def assign_page(request: Request, number: str, session: Supervisor, pages: PagesDep, said: Word = "") -> HTMLResponse:
    """Show one case, masked, and who could take it."""
    with pages.office.reading(clerk(session.staff)) as work:
        case = listing.get_case(work, number)
        row = listing.shown(work, case, escalations.levels_of(work, [number]).get(number))
        held = {one.username: one for one in overview(work, full=True).people}
        clerks = [(one, held.get(one.username)) for one in assigning.candidates(work, case)] if row.movable else []
    return pages.page(
        request,
        session,
        "board_assign.html",
        here="board",
        row=row,
        clerks=clerks,
        said=said,
        assigned_minutes=pages.office.settings.board.assigned_minutes,
    )


@router.post("/cases/{number}/release")
def release(number: str, session: Supervisor, pages: PagesDep, version: Annotated[int, Form()]) -> Response:
    """Give a case back to the queue."""
    return _do(pages, session, number, "taken_over", lambda work: assigning.release(work, number, version))


@router.post("/cases/{number}/assign")
def assign(
    number: str,
    session: Supervisor,
    pages: PagesDep,
    version: Annotated[int, Form()],
    username: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Give a case to a clerk."""
    return _do(pages, session, number, "reassigned", lambda work: assigning.reassign(work, number, version, username))


def _do(pages: Pages, session: StaffSession, number: str, done: str, act: Callable[[Work], object]) -> Response:
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except Refused as refused:
        if refused.reason is Reason.NOT_FOUND:
            raise
        return RedirectResponse(f"{HERE}/cases/{number}?said={refused.reason}", status_code=303)
    except CaseChanged:
        return RedirectResponse(f"{HERE}/cases/{number}?said=changed", status_code=303)
    return RedirectResponse(f"{HERE}/cases?find={number}&done={done}", status_code=303)
