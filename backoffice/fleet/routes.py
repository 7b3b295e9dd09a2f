"""Pages of the fleet desk: the list of terminals, and pairing a new one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.fleet import errands, services
from backoffice.fleet.errands import NewPin
from backoffice.fleet.overview import Presence, TerminalLine, list_terminals
from backoffice.fleet.services import NewToken
from backoffice.office import clerk
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession

Watcher = Annotated[StaffSession, Depends(may(*ROLES_OF["fleet"]))]
Admin = Annotated[StaffSession, Depends(may(Role.ADMIN))]
Number = Annotated[str, Form(pattern=r"^[0-9]{4}$")]
Place = Annotated[str, Form(min_length=1, max_length=120)]
District = Annotated[str, Form(max_length=12)]

router = APIRouter(prefix="/desk/fleet")


@router.get("")
def fleet_page(request: Request, session: Watcher, pages: PagesDep) -> HTMLResponse:
    """List the terminals."""
    return _page(request, session, pages, None)


@router.post("/pairing")
def make_pairing_token(
    request: Request, session: Admin, pages: PagesDep, place_zh: Place, place_en: Place, district: District = ""
) -> HTMLResponse:
    """Make a pairing token and show it this once."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            token = services.make_pairing_token(work, place_zh, place_en, district)
    except services.NoSuchDistrict:
        raise HTTPException(422) from None
    return _page(request, session, pages, token)


@router.post("/self-test/{terminal_id}")
def ask_for_self_test(session: Watcher, pages: PagesDep, terminal_id: str) -> RedirectResponse:
    """Have a terminal test itself between two visits."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            errands.ask_for_self_test(work, terminal_id)
    except services.NoSuchTerminal:
        raise HTTPException(404) from None
    return RedirectResponse("/desk/fleet", status_code=303)


@router.post("/technicians")
def allow_technician(request: Request, session: Admin, pages: PagesDep, number: Number) -> HTMLResponse:
    """Let a technician open the terminals and show the PIN this once."""
    with pages.office.writing(clerk(session.staff)) as work:
        pin = errands.allow(work, number)
    return _page(request, session, pages, None, pin)


@router.post("/technicians/{number}/withdraw")
def withdraw_technician(session: Admin, pages: PagesDep, number: str) -> RedirectResponse:
    """Let a technician in nowhere any more."""
    with pages.office.writing(clerk(session.staff)) as work:
        errands.withdraw(work, number)
    return RedirectResponse("/desk/fleet", status_code=303)


def _page(
    request: Request, session: StaffSession, pages: Pages, token: NewToken | None, pin: NewPin | None = None
) -> HTMLResponse:
    with pages.office.reading(clerk(session.staff)) as work:
        lines = list_terminals(work)
        tests, closed, technicians = errands.newest_self_tests(work), errands.closed_terminals(work), errands.technicians(work)
    return pages.page(
        request,
        session,
        "fleet_list.html",
        here="fleet",
        lines=lines,
        devices=_devices(lines),
        tally={presence: sum(line.presence is presence for line in lines) for presence in Presence},
        token=token,
        pin=pin,
        tests=tests,
        closed=closed,
        technicians=technicians,
        may_pair=session.staff.has_role(Role.ADMIN),
        now=pages.office.clock.now(),
    )


def _devices(lines: list[TerminalLine]) -> list[str]:
    return sorted({device for line in lines for device in line.cells})
