"""The desk of people: who works here, as what and where; adding, disabling, helping back in. For administrators only.

Looking needs the role; every change needs a code given a short while ago.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import Work, clerk
from backoffice.refusals import Reason, Refused
from backoffice.staff import people, services, sessions
from backoffice.staff.access import may, proven
from backoffice.staff.models import Role, StaffSession
from backoffice.staff.scope import may_see

PEOPLE = "/desk/staff"
Looker = Annotated[StaffSession, Depends(may(*ROLES_OF["people"]))]
Administrator = Annotated[StaffSession, Depends(proven(*ROLES_OF["people"]))]
Roles = Annotated[list[Role], Form()]
Districts = Annotated[list[str], Form()]
Name = Annotated[str, Form(max_length=60)]

router = APIRouter(prefix=PEOPLE)


@dataclass(frozen=True)
class Typed:
    """A form of this page as it was sent, and why nothing was done."""

    form: str = ""  # newcomer, duties; empty: none came back
    username: str = ""
    display_name: str = ""
    roles: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    wrong: str = ""  # text key


@router.get("")
def people_page(request: Request, session: Looker, pages: PagesDep, at: str = "", done: str = "") -> HTMLResponse:
    """List everybody, and show one."""
    return _page(request, session, pages, at, done=bool(done))


@router.post("/add")
def add(
    request: Request,
    session: Administrator,
    pages: PagesDep,
    username: Name = "",
    display_name: Name = "",
    role: Roles = [],  # noqa: B006 - a form field's default, never changed
    district: Districts = [],  # noqa: B006 - as above
) -> HTMLResponse:
    """Add somebody and show the one-time password this once; a form that does not do comes back as it was typed."""
    typed = Typed("newcomer", username, display_name, tuple(role), tuple(district))
    if not display_name.strip():
        return _page(request, session, pages, typed=replace(typed, wrong="desk.people.name_missing"))
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            password = services.add_newcomer(work, username, display_name, tuple(role), tuple(district))
    except Refused as refused:
        return _page(request, session, pages, typed=replace(typed, wrong=f"desk.refusal.{refused.reason}"))
    return _page(request, session, pages, username, password=password)


@router.post("/{username}/duties")
def set_duties(
    request: Request,
    session: Administrator,
    pages: PagesDep,
    username: str,
    role: Roles = [],  # noqa: B006 - a form field's default, never changed
    district: Districts = [],  # noqa: B006 - as above
) -> Response:
    """Give somebody other roles and districts."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            services.set_duties(work, username, tuple(role), tuple(district))
    except Refused as refused:
        if refused.reason in (Reason.NOT_FOUND, Reason.OWN_ACCOUNT):
            raise
        wrong = f"desk.refusal.{refused.reason}"
        typed = Typed("duties", username, "", tuple(role), tuple(district), wrong)
        return _page(request, session, pages, username, typed=typed)
    return RedirectResponse(f"{PEOPLE}?at={username}&done=yes", status_code=303)


@router.post("/{username}/disable")
def disable(session: Administrator, pages: PagesDep, username: str) -> RedirectResponse:
    """Let somebody in no more."""
    return _done(session, pages, username, lambda work: services.disable_staff(work, username))


@router.post("/{username}/unlock")
def unlock(session: Administrator, pages: PagesDep, username: str) -> RedirectResponse:
    """Forget somebody's failures to sign in."""
    return _done(session, pages, username, lambda work: services.unlock(work, username))


@router.post("/{username}/reset-second-factor")
def reset_second_factor(session: Administrator, pages: PagesDep, username: str) -> RedirectResponse:
    """Take somebody's lost second factor away."""
    return _done(session, pages, username, lambda work: services.reset_second_factor(work, username))


@router.post("/{username}/end-sessions")
def end_sessions(session: Administrator, pages: PagesDep, username: str) -> RedirectResponse:
    """End every session of somebody."""
    return _done(session, pages, username, lambda work: services.end_sessions(work, username))


@router.post("/{username}/enable")
def enable(request: Request, session: Administrator, pages: PagesDep, username: str) -> HTMLResponse:
    """Let somebody in again and show the one-time password this once."""
    with pages.office.writing(clerk(session.staff)) as work:
        password = services.enable_staff(work, username)
    return _page(request, session, pages, username, password=password)


@router.post("/{username}/new-password")
def new_password(request: Request, session: Administrator, pages: PagesDep, username: str) -> HTMLResponse:
    """Give somebody a one-time password and show it this once."""
    with pages.office.writing(clerk(session.staff)) as work:
        password = services.give_one_time_password(work, username)
    return _page(request, session, pages, username, password=password)


def _done(session: StaffSession, pages: Pages, username: str, act: Callable[[Work], Any]) -> RedirectResponse:
    with pages.office.writing(clerk(session.staff)) as work:
        act(work)
    return RedirectResponse(f"{PEOPLE}?at={username}&done=yes", status_code=303)


def _page(
    request: Request,
    session: StaffSession,
    pages: Pages,
    at: str = "",
    *,
    password: str | None = None,
    done: bool = False,
    typed: Typed | None = None,
) -> HTMLResponse:
    with pages.office.reading(clerk(session.staff)) as work:
        lines = people.list_people(work)
    chosen = next((line for line in lines if line.staff.username == at), lines[0] if lines else None)
    return pages.page(
        request,
        session,
        "staff_people.html",
        here="people",
        status=422 if typed else 200,
        lines=lines,
        chosen=chosen,
        tally={state: sum(line.state is state for line in lines) for state in people.State},
        roles=list(Role),
        offered={code: name for code, name in pages.regions.items() if may_see(session.staff, code)},
        in_whole_city=not session.staff.districts,
        password=password,
        done=done,
        typed=typed or Typed(),
        is_fresh=sessions.is_fresh(pages.office, session),
        one_time_hours=pages.office.settings.sign_in.one_time_hours,
    )
