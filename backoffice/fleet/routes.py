"""Pages of the fleet desk: the list of terminals, and pairing a new one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.fleet import services
from backoffice.fleet.overview import Presence, TerminalLine, list_terminals
from backoffice.fleet.services import NewToken
from backoffice.office import clerk
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession

Watcher = Annotated[StaffSession, Depends(may(*ROLES_OF["fleet"]))]
Admin = Annotated[StaffSession, Depends(may(Role.ADMIN))]
Place = Annotated[str, Form(min_length=1, max_length=120)]

router = APIRouter(prefix="/desk/fleet")


@router.get("")
def fleet_page(request: Request, session: Watcher, pages: PagesDep) -> HTMLResponse:
    """List the terminals."""
    return _page(request, session, pages, None)


@router.post("/pairing")
def make_pairing_token(request: Request, session: Admin, pages: PagesDep, place_zh: Place, place_en: Place) -> HTMLResponse:
    """Make a pairing token and show it this once."""
    with pages.office.writing(clerk(session.staff)) as work:
        token = services.make_pairing_token(work, place_zh, place_en)
    return _page(request, session, pages, token)


def _page(request: Request, session: StaffSession, pages: Pages, token: NewToken | None) -> HTMLResponse:
    with pages.office.reading(clerk(session.staff)) as work:
        lines = list_terminals(work)
    return pages.page(
        request,
        session,
        "fleet_list.html",
        here="fleet",
        lines=lines,
        devices=_devices(lines),
        tally={presence: sum(line.presence is presence for line in lines) for presence in Presence},
        token=token,
        may_pair=session.staff.has_role(Role.ADMIN),
        now=pages.office.clock.now(),
    )


def _devices(lines: list[TerminalLine]) -> list[str]:
    return sorted({device for line in lines for device in line.cells})
