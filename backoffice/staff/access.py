"""Who may call a page: FastAPI dependencies of the desk's routes.

``Clerk = Annotated[StaffSession, Depends(signed_in)]`` for reading; routes that change something depend on
``may(Role.REVIEWER)``, which checks session, role, CSRF token and origin together.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request

from backoffice.office import Office
from backoffice.staff import services
from backoffice.staff.models import Role, StaffSession

COOKIE = "office_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
WATCHING_HEADER = "X-Watching"
EVENT_STREAM = "text/event-stream"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Exception):
    """No live session; the desk shows the sign-in page (401)."""


class NotAllowed(Exception):
    """Signed in, but the role is missing, or the request did not come from our own page (403)."""


def get_office(request: Request) -> Office:
    """Return the office of this application."""
    return cast("Office", request.app.state.office)


OfficeDep = Annotated[Office, Depends(get_office)]


def signed_in(request: Request, office: OfficeDep) -> StaffSession:
    """Return the live session of the request's cookie; raises :class:`NotSignedIn`.

    What a page asks by itself (live updates) does not prolong the session: it is no sign that somebody sits there.
    """
    token = request.cookies.get(COOKIE)
    by_itself = WATCHING_HEADER in request.headers or request.headers.get("Accept", "").startswith(EVENT_STREAM)
    find = services.peek_session if by_itself else services.find_session
    session = find(office, token) if token else None
    if session is None:
        raise NotSignedIn
    return session


Clerk = Annotated[StaffSession, Depends(signed_in)]


def own_origin(request: Request) -> None:
    """Refuse a changing request that another site sent; alone it guards the sign-in form, which has no session yet."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
        raise NotAllowed


async def csrf_checked(request: Request, session: Clerk) -> StaffSession:
    """Refuse a changing request without this session's token, in the header or in the form field."""
    own_origin(request)
    if request.method not in SAFE_METHODS:
        token = request.headers.get(CSRF_HEADER) or str((await request.form()).get(CSRF_FIELD, ""))
        if not hmac.compare_digest(token.encode(), session.csrf_token.encode()):
            raise NotAllowed
    return session


def may(*roles: Role) -> Callable[[StaffSession], Awaitable[StaffSession]]:
    """Return a dependency: signed in, CSRF and origin right, and at least one of `roles`."""

    async def allowed(session: Annotated[StaffSession, Depends(csrf_checked)]) -> StaffSession:
        if not session.staff.has_role(*roles):
            raise NotAllowed
        return session

    return allowed
