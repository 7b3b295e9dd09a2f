"""Pages of the fleet desk: the list of terminals, its alarms, pairing a new one, technicians."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.fleet import alarms, errands, routes_configuration, routes_one, services
from backoffice.fleet.errands import NewPin
from backoffice.fleet.levels import LEVELS
from backoffice.fleet.overview import Cell, Presence, TerminalLine, list_terminals, strips_of
from backoffice.fleet.services import NewToken
from backoffice.office import clerk
from backoffice.staff.access import may, proven
from backoffice.staff.models import Role, StaffSession
from backoffice.staff.scope import may_see

MOST_SHOWN = 100  # lines; those that need somebody come first
NOWHERE = "-"  # in the address: terminals whose district nobody told
Watcher = Annotated[StaffSession, Depends(may(*ROLES_OF["fleet"]))]
Admin = Annotated[StaffSession, Depends(proven(Role.ADMIN))]
Number = Annotated[str, Form(pattern=r"^[0-9]{4}$")]
Place = Annotated[str, Form(min_length=1, max_length=120)]
District = Annotated[str, Form(max_length=12)]
Show = Annotated[str, Query(pattern=r"^(all|trouble|devices|supplies|version)$")]
Where = Annotated[str, Query(max_length=12)]

router = APIRouter(prefix="/desk/fleet")
router.include_router(routes_one.router)
router.include_router(routes_configuration.router)


@dataclass(frozen=True)
class _Wish:
    """What the page is to show."""

    show: str = "all"
    district: str = ""
    token: NewToken | None = None
    pin: NewPin | None = None


@router.get("")
def fleet_page(request: Request, session: Watcher, pages: PagesDep, show: Show = "all", district: Where = "") -> HTMLResponse:
    """List the terminals."""
    return _page(request, session, pages, _Wish(show, district))


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
    return _page(request, session, pages, _Wish(token=token))


@router.post("/alarms/{alarm_id}")
def acknowledge_alarm(session: Watcher, pages: PagesDep, request: Request, alarm_id: int) -> RedirectResponse:
    """Say that somebody sees to an alarm."""
    with pages.office.writing(clerk(session.staff)) as work:
        terminal_id = alarms.acknowledge(work, alarm_id)
    came_from = request.headers.get("referer", "")
    back = f"/desk/fleet/terminal/{terminal_id}" if terminal_id and came_from.endswith(f"/{terminal_id}") else "/desk/fleet"
    return RedirectResponse(back, status_code=303)


@router.post("/technicians")
def allow_technician(request: Request, session: Admin, pages: PagesDep, number: Number) -> HTMLResponse:
    """Let a technician open the terminals and show the PIN this once."""
    with pages.office.writing(clerk(session.staff)) as work:
        pin = errands.allow(work, number)
    return _page(request, session, pages, _Wish(pin=pin))


@router.post("/technicians/{number}/withdraw")
def withdraw_technician(session: Admin, pages: PagesDep, number: str) -> RedirectResponse:
    """Let a technician in nowhere any more."""
    with pages.office.writing(clerk(session.staff)) as work:
        errands.withdraw(work, number)
    return RedirectResponse("/desk/fleet", status_code=303)


def _page(request: Request, session: StaffSession, pages: Pages, wish: _Wish) -> HTMLResponse:
    limits = pages.office.settings.fleet
    with pages.office.reading(clerk(session.staff)) as work:
        everything = list_terminals(work)
        here = [line for line in everything if not wish.district or (line.terminal.district or NOWHERE) == wish.district]
        usual = _usual_version(here)
        chosen = {name: [line for line in here if _belongs(line, name, usual, limits.level_low_percent)] for name in _SHOWS}
        lines = chosen[wish.show][:MOST_SHOWN]
        strips = strips_of(work, lines)
        opened, technicians = alarms.list_open(work), errands.technicians(work)
    return pages.page(
        request,
        session,
        "fleet_list.html",
        here="fleet",
        show=wish.show,
        district=wish.district,
        districts=sorted({line.terminal.district for line in everything}),
        lines=lines,
        strips=strips,
        more=len(chosen[wish.show]) - len(lines),
        counts={name: len(found) for name, found in chosen.items()},
        devices=_devices(here),
        levels=[level for level in LEVELS if any(line.state and level in line.state.levels for line in here)],
        tally={presence: sum(line.presence is presence for line in here) for presence in Presence},
        usual=usual,
        alarms=opened,
        low=limits.level_low_percent,
        clock_off=limits.clock_off_seconds,
        offline_minutes=limits.offline_minutes,
        token=wish.token,
        pin=wish.pin,
        technicians=technicians,
        may_pair=session.staff.has_role(Role.ADMIN),
        offered={code: name for code, name in pages.regions.items() if may_see(session.staff, code)},
        in_whole_city=not session.staff.districts,
    )


_SHOWS = ("all", "trouble", "devices", "supplies", "version")


def _belongs(line: TerminalLine, show: str, usual: str, low: int) -> bool:
    if show == "trouble":
        return line.needs_somebody
    if show == "devices":
        return any(look in (Cell.FAULT, Cell.DEGRADED) for look in line.cells.values())
    if show == "supplies":
        return line.state is not None and any(left <= low for left in line.state.levels.values())
    return show == "all" or (line.state is not None and line.state.software_version != usual)


def _usual_version(lines: Sequence[TerminalLine]) -> str:
    """Return the version that most terminals run; another one stands out."""
    told = Counter(line.state.software_version for line in lines if line.state)
    return max(told, key=lambda version: (told[version], version), default="")


def _devices(lines: Sequence[TerminalLine]) -> list[str]:
    return sorted({device for line in lines for device in line.cells})
