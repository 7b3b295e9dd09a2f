"""Who may call a page: FastAPI dependencies of the desk's routes.

``Clerk = Annotated[StaffSession, Depends(signed_in)]`` for reading; routes that change something depend on
``may(Role.REVIEWER)``, which checks session, role, CSRF token and origin together; what an administrator does with accounts
and terminals on ``proven(Role.ADMIN)``, which also wants a code given a short while ago. Somebody whose account is not set up
yet (one-time password, no second factor) is :data:`Present` and sees the pages of the first steps only.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import Response

from backoffice.office import Office
from backoffice.staff import second_factor, sessions
from backoffice.staff.models import Role, Staff, StaffSession

COOKIE = "office_session"
HOST_COOKIE = f"__Host-{COOKIE}"  # browsers take it only over TLS, from this very host, for all of its paths
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
WATCHING_HEADER = "X-Watching"
EVENT_STREAM = "text/event-stream"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Exception):
    """No live session; the desk shows the sign-in page (401)."""


class NotAllowed(Exception):
    """Signed in, but the role is missing, or the request did not come from our own page (403)."""


class NotSetUp(Exception):
    """Signed in, but the password must be changed or the second factor set up first; the desk leads there."""


class NotProven(Exception):
    """Signed in and allowed, but too long ago: the desk asks for a code first, and nothing was done."""


def get_office(request: Request) -> Office:
    """Return the office of this application."""
    return cast("Office", request.app.state.office)


OfficeDep = Annotated[Office, Depends(get_office)]


def token_of(request: Request, office: Office) -> str | None:
    """Return the session's token that the browser sent."""
    return request.cookies.get(_cookie_name(office))


def give_cookie(answer: Response, office: Office, token: str) -> Response:
    """Let the browser keep a session's token; returns `answer`."""
    secure = office.settings.sign_in.secure_cookie
    answer.set_cookie(_cookie_name(office), token, httponly=True, samesite="strict", secure=secure, path="/")
    return answer


def take_cookie(answer: Response, office: Office) -> Response:
    """Let the browser forget its session, and whatever it kept of pages; returns `answer`."""
    secure = office.settings.sign_in.secure_cookie
    answer.delete_cookie(_cookie_name(office), httponly=True, samesite="strict", secure=secure, path="/")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def address_of(request: Request) -> str:
    """Return where a request comes from, as the proxy in front told."""
    return request.client.host[:45] if request.client else ""


def _cookie_name(office: Office) -> str:
    return HOST_COOKIE if office.settings.sign_in.secure_cookie else COOKIE


def present(request: Request, office: OfficeDep) -> StaffSession:
    """Return the live session of the request's cookie; raises :class:`NotSignedIn`.

    What a page asks by itself (live updates) does not prolong the session: it is no sign that somebody sits there.
    """
    token = token_of(request, office)
    by_itself = WATCHING_HEADER in request.headers or request.headers.get("Accept", "").startswith(EVENT_STREAM)
    find = sessions.peek_session if by_itself else sessions.find_session
    session = find(office, token) if token else None
    if session is None:
        raise NotSignedIn
    return session


Present = Annotated[StaffSession, Depends(present)]


def is_set_up(office: Office, staff: Staff) -> bool:
    """Tell whether nothing is left of the first steps."""
    return not staff.must_change_password and not second_factor.is_due(office, staff)


def signed_in(session: Present, office: OfficeDep) -> StaffSession:
    """Return the live session of somebody whose account is set up; raises :class:`NotSignedIn` or :class:`NotSetUp`."""
    if not is_set_up(office, session.staff):
        raise NotSetUp
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


async def own_page(request: Request, session: Present) -> StaffSession:
    """Refuse a changing request without this session's token, in the header or in the form field."""
    own_origin(request)
    if request.method not in SAFE_METHODS:
        token = request.headers.get(CSRF_HEADER) or str((await request.form()).get(CSRF_FIELD, ""))
        if not hmac.compare_digest(token.encode(), session.csrf_token.encode()):
            raise NotAllowed
    return session


FromOwnPage = Annotated[StaffSession, Depends(own_page)]


async def csrf_checked(session: FromOwnPage, office: OfficeDep) -> StaffSession:
    """Return the session of a request from our own page, of somebody whose account is set up."""
    return signed_in(session, office)


SignedUp = Annotated[StaffSession, Depends(csrf_checked)]


async def recently_proven(session: SignedUp, office: OfficeDep) -> StaffSession:
    """Return the session of somebody who proved a short while ago who he is; raises :class:`NotProven`."""
    if not sessions.is_fresh(office, session):
        raise NotProven
    return session


Proven = Annotated[StaffSession, Depends(recently_proven)]


def may(*roles: Role) -> Callable[[StaffSession], Awaitable[StaffSession]]:
    """Return a dependency: signed in, CSRF and origin right, and at least one of `roles`."""

    async def allowed(session: SignedUp) -> StaffSession:
        if not session.staff.has_role(*roles):
            raise NotAllowed
        return session

    return allowed


def proven(*roles: Role) -> Callable[[StaffSession, Office], Awaitable[StaffSession]]:
    """Return a dependency: as :func:`may`, and who sits there proved it a short while ago."""

    async def allowed(session: Annotated[StaffSession, Depends(may(*roles))], office: OfficeDep) -> StaffSession:
        return await recently_proven(session, office)

    return allowed
