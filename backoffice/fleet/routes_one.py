"""The page of one terminal: devices, supplies, orders and their outcome, identity, alarms; its logs; its end."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.fleet import alarms, certificates, configuration, errands, pulse, services, terminal_commands
from backoffice.fleet.levels import LEVELS
from backoffice.fleet.overview import get_line
from backoffice.office import clerk
from backoffice.staff.access import may, proven
from backoffice.staff.models import Role, StaffSession
from domain.wire.v1_fleet import CommandKind

Watcher = Annotated[StaffSession, Depends(may(*ROLES_OF["fleet"]))]
Admin = Annotated[StaffSession, Depends(proven(Role.ADMIN))]
Kind = Annotated[CommandKind, Form()]
Reason = Annotated[str, Form(pattern=r"^[a-z_]{0,40}$")]
Back = Annotated[str, Form(pattern=r"^(terminal)?$")]

router = APIRouter()


@router.get("/terminal/{terminal_id}")
def terminal_page(request: Request, session: Watcher, pages: PagesDep, terminal_id: str) -> HTMLResponse:
    """Show one terminal."""
    office, limits = pages.office, pages.office.settings.fleet
    with office.reading(clerk(session.staff)) as work:
        try:
            line = get_line(work, terminal_id)
        except services.NoSuchTerminal:
            raise HTTPException(404) from None
        running = line.state.configuration if line.state else None
        wanted = configuration.wanted_version(work, terminal_id)
        shown: dict[str, Any] = {
            "line": line,
            "beat": pulse.strips(work, [terminal_id])[terminal_id],
            "history": alarms.history(work, terminal_id),
            "orders": terminal_commands.list_orders(work, terminal_id),
            "logs": terminal_commands.logs_of(work, terminal_id),
            "certificate": certificates.newest(work, terminal_id),
            "wanted": wanted,
            "configured": configuration.runs_with(work, wanted, running),
        }
    allowed = [kind.value for kind, roles in terminal_commands.ROLES.items() if session.staff.has_role(*roles)]
    return pages.page(
        request,
        session,
        "fleet_terminal.html",
        here="fleet",
        levels=LEVELS,
        low=limits.level_low_percent,
        soon=limits.certificate_soon_days,
        reasons=terminal_commands.REASONS,
        orders_allowed=allowed,
        may_pair=session.staff.has_role(Role.ADMIN),
        now=office.clock.now(),
        **shown,
    )


@router.post("/self-test/{terminal_id}")
def ask_for_self_test(session: Watcher, pages: PagesDep, terminal_id: str, back: Back = "") -> RedirectResponse:
    """Have a terminal test itself between two visits."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            errands.ask_for_self_test(work, terminal_id)
    except services.NoSuchTerminal:
        raise HTTPException(404) from None
    return RedirectResponse(f"/desk/fleet/terminal/{terminal_id}" if back else "/desk/fleet", status_code=303)


@router.post("/terminal/{terminal_id}/order")
def order(session: Watcher, pages: PagesDep, terminal_id: str, kind: Kind, reason: Reason = "") -> RedirectResponse:
    """Order something of a terminal."""
    parameters = {"reason": reason} if reason else {}
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            terminal_commands.order(work, terminal_id, kind, parameters)
    except services.NoSuchTerminal:
        raise HTTPException(404) from None
    return RedirectResponse(f"/desk/fleet/terminal/{terminal_id}", status_code=303)


@router.post("/terminal/{terminal_id}/revoke")
def revoke(session: Admin, pages: PagesDep, terminal_id: str) -> RedirectResponse:
    """Refuse a terminal from now on: stolen, or scrapped."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            terminal_commands.require_terminal(work, terminal_id, Role.ADMIN)
            services.revoke(work, terminal_id)
    except services.NoSuchTerminal:
        raise HTTPException(404) from None
    return RedirectResponse(f"/desk/fleet/terminal/{terminal_id}", status_code=303)


@router.get("/logs/{command}")
def fetch_log(session: Admin, pages: PagesDep, command: str) -> Response:
    """Hand out fetched logs as a file; that they were is audited."""
    with pages.office.writing(clerk(session.staff)) as work:
        kept, content = terminal_commands.fetch_log(work, command)
    name = f"{kept.terminal_id}-{kept.taken_at:%Y%m%d-%H%M%S}.log.gz"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/gzip", headers=headers)
