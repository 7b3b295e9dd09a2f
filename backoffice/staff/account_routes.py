"""The page of the own account: password, second factor, sessions."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import Pages, PagesDep
from backoffice.office import clerk
from backoffice.staff import account, sessions, sign_in
from backoffice.staff.access import Clerk, Proven, SignedUp, address_of, give_cookie
from backoffice.staff.first_steps_routes import drawn_secret
from backoffice.staff.models import Staff, StaffSession
from backoffice.staff.passwords import WeakPassword

ACCOUNT = "/desk/account"
SAID = frozenset({"password_changed", "second_factor_set_up"})
Secret = Annotated[str, Form(max_length=200)]

router = APIRouter(prefix=ACCOUNT)


@router.get("")
def account_page(request: Request, session: Clerk, pages: PagesDep, said: str = "") -> HTMLResponse:
    """Show the own account."""
    return _page(request, session, pages, f"desk.account.said.{said}" if said in SAID else None, "ok")


@router.post("/password")
def change_password(
    request: Request, session: SignedUp, pages: PagesDep, old: Secret = "", new: Secret = "", again: Secret = ""
) -> Response:
    """Replace the own password; every other session ends."""
    if not (old and new and again):
        return _page(request, session, pages, "desk.account.said.missing")
    if new != again:
        return _page(request, session, pages, "desk.account.said.not_the_same")
    try:
        fresh = account.change_password(pages.office, session, old, new, address=address_of(request))
    except WeakPassword as weak:
        return _page(request, session, pages, f"desk.account.weak.{weak.weakness}")
    except sign_in.SignInRefused as refused:
        return _page(request, session, pages, f"desk.account.said.{'locked' if refused.locked else 'wrong'}")
    return give_cookie(RedirectResponse(f"{ACCOUNT}?said=password_changed", status_code=303), pages.office, fresh.token)


@router.post("/second-factor")
def renew_second_factor(session: Proven, pages: PagesDep) -> RedirectResponse:
    """Make the secret of another second factor; a short while after a code of the present one only."""
    if pages.office.settings.sign_in.second_factor:
        account.prepare_second_factor(pages.office, session)
    return RedirectResponse(ACCOUNT, status_code=303)


@router.post("/second-factor/confirm")
def confirm_second_factor(
    request: Request, session: Proven, pages: PagesDep, code: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """Put another second factor into use by its first code."""
    if not code.strip():
        return _page(request, session, pages, "desk.account.said.missing")
    try:
        fresh = account.confirm_second_factor(pages.office, session, code, address=address_of(request))
    except sign_in.SignInRefused as refused:
        return _page(request, session, pages, f"desk.account.said.{'locked' if refused.locked else 'wrong'}")
    return give_cookie(RedirectResponse(f"{ACCOUNT}?said=second_factor_set_up", status_code=303), pages.office, fresh.token)


@router.post("/sessions/others/end")
def end_other_sessions(session: SignedUp, pages: PagesDep) -> RedirectResponse:
    """End every own session but this one."""
    account.end_other_sessions(pages.office, session)
    return RedirectResponse(ACCOUNT, status_code=303)


@router.post("/sessions/{handle}/end")
def end_session(session: SignedUp, pages: PagesDep, handle: str) -> RedirectResponse:
    """End one own session."""
    account.end_session(pages.office, session, handle)
    return RedirectResponse(ACCOUNT, status_code=303)


def _page(request: Request, session: StaffSession, pages: Pages, said: str | None, ink: str = "warn") -> HTMLResponse:
    office = pages.office
    with office.reading(clerk(session.staff)) as work:
        staff = work.session.get_one(Staff, session.staff_id)
        living = sessions.living(work, staff)
    return pages.page(
        request,
        session,
        "staff_account.html",
        here="account",
        status=409 if said and ink != "ok" else 200,
        staff=staff,
        living=[(sessions.handle_of(one), one, one.token_hash == session.token_hash) for one in living],
        said=said,
        ink=ink,
        coded=office.settings.sign_in.second_factor,
        is_fresh=sessions.is_fresh(office, session),
        idle=office.settings.sign_in.idle_minutes,
        longest=office.settings.sign_in.longest_hours,
        **drawn_secret(pages, staff),
    )
