"""Pages of staff: sign in, sign out, language and theme, finding a case."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.finding import MOST
from backoffice.desk.finding import find as finding_of
from backoffice.desk.pages import LANGUAGE_COOKIE, THEME_COOKIE, Pages, PagesDep
from backoffice.desk.rail import first_desk
from backoffice.office import clerk
from backoffice.staff import sign_in as entrance
from backoffice.staff.access import Clerk, FromOwnPage, OfficeDep, address_of, give_cookie, own_origin, take_cookie, token_of
from backoffice.staff.paths import OWN_PATH
from domain.texts import Language

YEAR_SECONDS = 365 * 24 * 3600

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
    return _sign_in_page(request, pages, None, "")


@router.post("/desk/sign-in", dependencies=[Depends(own_origin)])
def sign_in(
    request: Request,
    pages: PagesDep,
    office: OfficeDep,
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    code: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Check user name, password and code; every failure gets the same sentence."""
    before = token_of(request, office)
    try:
        signed = entrance.sign_in(office, username, password, code, address=address_of(request), before=before)
    except entrance.SignInRefused as refused:
        problem = f"desk.sign_in.{'locked' if refused.locked else 'run_out' if refused.run_out else 'wrong'}"
        return _sign_in_page(request, pages, problem, username)
    return give_cookie(RedirectResponse("/desk", status_code=303), office, signed.token)


def _sign_in_page(request: Request, pages: Pages, problem: str | None, username: str) -> HTMLResponse:
    coded = pages.office.settings.sign_in.second_factor
    status = 401 if problem else 200
    return pages.bare(request, "staff_sign_in.html", status=status, problem=problem, username=username, coded=coded)


@router.post("/desk/sign-out")
def sign_out(request: Request, office: OfficeDep, session: FromOwnPage) -> Response:
    """Revoke the session and forget its cookie."""
    with office.writing(clerk(session.staff)) as work:
        entrance.sign_out(work, token_of(request, office) or "")
    return take_cookie(RedirectResponse("/desk/sign-in", status_code=303), office)


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
def find(request: Request, session: Clerk, pages: PagesDep, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Lead to the page of a case that this person may open; where there is none, or more than one, say so."""
    with pages.office.reading(clerk(session.staff)) as work:
        finding = finding_of(work, session.staff, q)
    if finding.address:
        return RedirectResponse(finding.address, status_code=303)
    return pages.page(request, session, "staff_found.html", here="", finding=finding, most=MOST)
