"""The first steps of an account: an own password and a second factor. And proving once more who one is."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import Pages, PagesDep
from backoffice.staff import account, second_factor, sign_in
from backoffice.staff.access import (
    Clerk,
    FromOwnPage,
    OfficeDep,
    Present,
    SignedUp,
    address_of,
    give_cookie,
    is_set_up,
)
from backoffice.staff.models import Staff, StaffSession
from backoffice.staff.passwords import WeakPassword
from backoffice.staff.paths import OWN_PATH

FIRST_STEPS = "/desk/first-steps"
PROVE = "/desk/prove"
Code = Annotated[str, Form(max_length=20)]
Secret = Annotated[str, Form(max_length=200)]

router = APIRouter()


@router.get(FIRST_STEPS)
def first_steps(request: Request, session: Present, pages: PagesDep) -> Response:
    """Show the step that comes next; lead to the desks when nothing is left."""
    if is_set_up(pages.office, session.staff):
        return RedirectResponse("/desk", status_code=303)
    return _step(request, session, pages, None)


@router.post(f"{FIRST_STEPS}/password")
def choose_password(
    request: Request, session: FromOwnPage, pages: PagesDep, old: Secret = "", new: Secret = "", again: Secret = ""
) -> Response:
    """Replace the one-time password."""
    if not session.staff.must_change_password:
        return RedirectResponse(FIRST_STEPS, status_code=303)
    if not (old and new and again):
        return _step(request, session, pages, "desk.account.said.missing")
    if new != again:
        return _step(request, session, pages, "desk.account.said.not_the_same")
    try:
        fresh = account.change_password(pages.office, session, old, new, address=address_of(request))
    except WeakPassword as weak:
        return _step(request, session, pages, f"desk.account.weak.{weak.weakness}")
    except sign_in.SignInRefused as refused:
        return _step(request, session, pages, f"desk.account.said.{'locked' if refused.locked else 'wrong'}")
    return give_cookie(RedirectResponse(FIRST_STEPS, status_code=303), pages.office, fresh.token)


@router.post(f"{FIRST_STEPS}/second-factor")
def set_up_second_factor(request: Request, session: FromOwnPage, pages: PagesDep, code: Code = "") -> Response:
    """Put the second factor into use by its first code."""
    if not second_factor.is_due(pages.office, session.staff):
        return RedirectResponse(FIRST_STEPS, status_code=303)
    if not code.strip():
        return _step(request, session, pages, "desk.account.said.missing")
    try:
        fresh = account.confirm_second_factor(pages.office, session, code, address=address_of(request))
    except sign_in.SignInRefused as refused:
        return _step(request, session, pages, "desk.account.said.locked" if refused.locked else "desk.door.wrong")
    return give_cookie(RedirectResponse(FIRST_STEPS, status_code=303), pages.office, fresh.token)


@router.get(PROVE)
def prove_page(request: Request, session: Clerk, pages: PagesDep, back: str = "") -> HTMLResponse:
    """Ask for a code, or for the password where there are no codes."""
    return _prove_page(request, session, pages, back, None)


@router.post(PROVE)
def prove(
    request: Request, session: SignedUp, pages: PagesDep, office: OfficeDep, secret: Secret = "", back: Secret = ""
) -> Response:
    """Note that who sits there proved it just now, and lead back."""
    if not secret:
        return _prove_page(request, session, pages, back, "desk.account.said.missing")
    try:
        fresh = sign_in.prove(office, session, secret, address=address_of(request))
    except sign_in.SignInRefused as refused:
        problem = "desk.account.said.locked" if refused.locked else "desk.door.wrong"
        return _prove_page(request, session, pages, back, problem)
    where = back if OWN_PATH.fullmatch(back) else "/desk"
    return give_cookie(RedirectResponse(where, status_code=303), office, fresh.token)


def drawn_secret(pages: Pages, staff: Staff) -> dict[str, str | None]:
    """Return the prepared secret for a page: as a QR code and as letters."""
    secret = second_factor.prepared_secret(pages.office, staff)
    if secret is None:
        return {"drawn": None, "secret": None}
    code = segno.make(second_factor.address_of(pages.office, staff, secret), error="m", micro=False)
    return {"drawn": code.svg_inline(scale=4, border=2, svgclass=None, lineclass=None, dark="#15202B"), "secret": secret}


def _step(request: Request, session: StaffSession, pages: Pages, problem: str | None) -> HTMLResponse:
    template = "staff_first_password.html" if session.staff.must_change_password else "staff_first_factor.html"
    return pages.bare(
        request,
        template,
        status=409 if problem else 200,
        csrf=session.csrf_token,
        username=session.staff.username,
        problem=problem,
        steps=2 if pages.office.settings.sign_in.second_factor else 1,
        **drawn_secret(pages, session.staff),
    )


def _prove_page(request: Request, session: StaffSession, pages: Pages, back: str, problem: str | None) -> HTMLResponse:
    return pages.bare(
        request,
        "staff_prove.html",
        status=409 if problem else 200,
        csrf=session.csrf_token,
        username=session.staff.username,
        display_name=session.staff.display_name,
        back=back,
        problem=problem,
        coded=second_factor.is_asked(pages.office, session.staff),
        minutes=pages.office.settings.sign_in.proof_minutes,
    )
