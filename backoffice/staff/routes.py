"""Pages of staff: sign in, sign out, language and theme, finding a case."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import LANGUAGE_COOKIE, THEME_COOKIE, PagesDep
from backoffice.desk.rail import first_desk
from backoffice.office import clerk
from backoffice.staff import services
from backoffice.staff.access import COOKIE, Clerk, OfficeDep, csrf_checked, own_origin
from backoffice.staff.models import StaffSession
from domain.texts import Language

YEAR_SECONDS = 365 * 24 * 3600
OWN_PATH = re.compile(r"/desk(/[\w/-]*)?(\?[\w=&%.+-]*)?")
"""An address of this desk, never another site's."""

router = APIRouter()


@router.get("/")
@router.get("/desk")
def home(session: Clerk) -> Response:
    """Lead to the first desk this person may sit at."""
    return RedirectResponse(first_desk(session.staff) or "/desk/nothing", status_code=303)


@router.get("/desk/nothing")
def nothing(request: Request, session: Clerk, pages: PagesDep) -> HTMLResponse:
    """Say that no desk is open for this person's role."""
    return pages.page(request, session, "staff_nothing.html", here="")


@router.get("/desk/sign-in")
def sign_in_page(request: Request, pages: PagesDep) -> HTMLResponse:
    """Show the sign-in page."""
    return pages.bare(request, "staff_sign_in.html", problem=None, username="")


@router.post("/desk/sign-in", dependencies=[Depends(own_origin)])
def sign_in(
    request: Request,
    pages: PagesDep,
    office: OfficeDep,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Check user name and password; every failure gets the same sentence."""
    try:
        signed = services.sign_in(office, username, password)
    except services.SignInRefused as refused:
        problem = "desk.sign_in.locked" if refused.locked else "desk.sign_in.wrong"
        return pages.bare(request, "staff_sign_in.html", status=401, problem=problem, username=username)
    answer = RedirectResponse("/desk", status_code=303)
    secure = office.settings.sign_in.secure_cookie
    answer.set_cookie(COOKIE, signed.token, httponly=True, samesite="strict", secure=secure, path="/")
    return answer


@router.post("/desk/sign-out")
def sign_out(request: Request, office: OfficeDep, session: Annotated[StaffSession, Depends(csrf_checked)]) -> Response:
    """Revoke the session and forget its cookie."""
    with office.writing(clerk(session.staff)) as work:
        services.sign_out(work, request.cookies[COOKIE])
    answer = RedirectResponse("/desk/sign-in", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.post("/desk/preferences", dependencies=[Depends(own_origin)])
def preferences(
    language: Annotated[str, Form()] = "", theme: Annotated[str, Form()] = "", back: Annotated[str, Form()] = ""
) -> Response:
    """Keep language and theme in cookies; harmless without a session, so that the sign-in page can offer them."""
    answer = RedirectResponse(back if OWN_PATH.fullmatch(back) else "/desk", status_code=303)
    if language in set(Language):
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="strict", httponly=True)
    if theme in {"day", "night"}:
        answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR_SECONDS, samesite="strict", httponly=True)
    return answer


@router.get("/desk/find")
def find(q: str, _session: Clerk) -> Response:
    """Lead to the queue, filtered by a number or the last four of an ID number."""
    digits = "".join(character for character in q if character.isalnum())[:32]
    return RedirectResponse(f"/desk/review?list=all_open&find={digits}", status_code=303)
