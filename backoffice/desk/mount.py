"""Puts the desk onto the office's web application: pages, static files, headers, and what a refusal looks like."""

from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from backoffice.audit import routes as audit
from backoffice.board import routes as board
from backoffice.desk import live
from backoffice.desk.headers import desk_headers
from backoffice.desk.pages import STATIC, Pages
from backoffice.desk.watching import Watch
from backoffice.dispatch import routes as dispatch
from backoffice.fleet import routes as fleet
from backoffice.headers import HeaderLayer
from backoffice.intake import desk_routes as intake
from backoffice.office import Office
from backoffice.passes import routes as passes
from backoffice.payments import routes as payments
from backoffice.payments import statement_routes as statements
from backoffice.production import routes as production
from backoffice.refusals import Reason, Refused
from backoffice.retention import routes as retention
from backoffice.review import routes as review
from backoffice.staff import account_routes, first_steps_routes, people_routes
from backoffice.staff import routes as staff
from backoffice.staff.access import EVENT_STREAM, NotAllowed, NotProven, NotSetUp, NotSignedIn
from backoffice.staff.first_steps_routes import FIRST_STEPS, PROVE
from backoffice.statistics import routes as statistics
from backoffice.troubles import routes as troubles
from backoffice.violations import desk_routes as violations
from backoffice.working_days import routes as working_days

SIGN_IN = "/desk/sign-in"
STATUS_OF = {
    Reason.NOT_FOUND: 404,
    Reason.EVIDENCE_GONE: 410,
    Reason.ROLE_MISSING: 403,
    Reason.PHOTO_CLOSED: 403,
    Reason.EVIDENCE_MISSING: 503,
    Reason.STORE_DOWN: 503,
}
"""HTTP status of a refusal; every other is 409: it does not fit the state of the case."""


def mount_desk(app: FastAPI, office: Office) -> None:
    """Add every desk to `app`; needs nothing else but the office."""
    app.state.office = office
    app.state.pages = Pages(office)
    app.state.watch = Watch(office)
    app.mount("/desk/static", StaticFiles(directory=STATIC), name="desk-static")
    for routes in (
        staff,
        live,
        intake,
        review,
        production,
        dispatch,
        violations,
        passes,
        payments,
        statements,
        fleet,
        troubles,
        audit,
        board,
        statistics,
        working_days,
        retention,
    ):
        app.include_router(routes.router, include_in_schema=False)
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    for routes in (first_steps_routes, account_routes, people_routes):
        app.include_router(routes.router, include_in_schema=False)
    app.add_exception_handler(NotSetUp, _to_first_steps)
    app.add_exception_handler(NotProven, _to_proof)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _no_page)
    app.add_middleware(HeaderLayer, choose=desk_headers)


def _to_sign_in(request: Request, _problem: Exception) -> Response:
    return _lead(request, SIGN_IN, 401)


def _to_first_steps(request: Request, _problem: Exception) -> Response:
    return _lead(request, FIRST_STEPS, 403)


def _to_proof(request: Request, _problem: Exception) -> Response:
    """Ask for a code, then lead back to the page the request came from; what it asked for was not done."""
    origin = urlsplit(request.headers.get("Referer", ""))
    back = f"{origin.path}?{origin.query}" if origin.query else origin.path
    return _lead(request, f"{PROVE}?{urlencode({'back': back})}", 403)


def _lead(request: Request, where: str, status: int) -> Response:
    if "HX-Request" in request.headers:
        return Response(status_code=status, headers={"HX-Redirect": where})
    if request.headers.get("Accept", "").startswith(EVENT_STREAM):
        return Response(status_code=204)  # tells an EventSource to stop asking
    return RedirectResponse(where, status_code=303)


def _not_allowed(request: Request, _problem: Exception) -> HTMLResponse:
    return _stand(request, 403, "desk.stand.not_allowed")


def _refused(request: Request, problem: Exception) -> HTMLResponse:
    assert isinstance(problem, Refused)  # noqa: S101 - the handler is registered for this type only
    return _stand(request, STATUS_OF.get(problem.reason, 409), f"desk.refusal.{problem.reason}")


def _not_understood(request: Request, _problem: Exception) -> HTMLResponse:
    """Say so in words: the framework's own answer would repeat what was typed."""
    return _stand(request, 422, "desk.stand.not_understood")


def _no_page(request: Request, problem: Exception) -> HTMLResponse:
    status = problem.status_code if isinstance(problem, HTTPException) else 404
    return _stand(request, status, "desk.stand.no_page" if status == 404 else "desk.stand.not_understood")


def _stand(request: Request, status: int, sentence: str) -> HTMLResponse:
    pages: Pages = request.app.state.pages
    return pages.bare(request, "desk_stand.html", status=status, sentence=sentence, code=status)
