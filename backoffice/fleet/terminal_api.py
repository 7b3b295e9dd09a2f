"""The terminal API as one application, mounted under `/terminal`; its OpenAPI is at `/terminal/openapi.json`."""

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backoffice.applicants import routes as applicants_routes
from backoffice.fleet import routes_terminal
from backoffice.fleet.problems import answer, answer_with_problems
from backoffice.intake import routes as intake_routes
from backoffice.intake.admission import Admission
from backoffice.intake.eligibility import Eligibility
from backoffice.intake.issuers import parse_issuers
from backoffice.notices import code_routes
from backoffice.office import Office
from backoffice.outcomes import routes as outcomes_routes
from backoffice.payments import fine_routes
from backoffice.payments.fines import FineDesk
from backoffice.recovery import routes as recovery_routes
from backoffice.violations import notice_routes
from backoffice.violations import routes as violations_routes
from backoffice.violations.notices import NoticeDesk
from backoffice.violations.services import ViolationDesk
from backoffice.working_days import routes_terminal as calendar_routes
from domain.clock import Clock
from domain.wire.v1 import OFFICE_TIME_HEADER, ProblemCode

LARGEST_MESSAGE = 16 * 1024 * 1024  # bytes; 8 MB of pictures, in base64 within the body and once more around the seal


def create_terminal_app(office: Office) -> FastAPI:
    """Return the terminal API of `office`."""
    app = FastAPI(title="Terminal API of the traffic police office", version="1", docs_url=None, redoc_url=None)
    app.state.office = office
    app.state.listening = False  # until the first heartbeat came in
    app.state.eligibility = _eligibility(office)
    app.state.violations = ViolationDesk(office)
    app.state.handling = NoticeDesk(office)
    app.state.fines = FineDesk(office)
    app.include_router(intake_routes.router)  # first, because routes are looked through in this order
    app.include_router(routes_terminal.router)
    app.include_router(recovery_routes.router)
    app.include_router(calendar_routes.router)
    for routes in (code_routes, violations_routes, notice_routes, fine_routes, outcomes_routes, applicants_routes):
        app.include_router(routes.router)
    answer_with_problems(app)
    app.add_middleware(Admission)
    app.add_middleware(SizeLimit, largest=LARGEST_MESSAGE)
    app.add_middleware(OfficeTime, clock=office.clock)
    return app


def _eligibility(office: Office) -> Eligibility:
    config = office.settings.config_dir
    issuers = parse_issuers((config / "issuers.toml").read_text(encoding="utf-8"))
    return Eligibility(office, office.regions, issuers)


class OfficeTime:
    """Puts the office's time on every answer, so that a terminal with a wrong clock can see by how much."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[OFFICE_TIME_HEADER] = self._clock.now().isoformat()
            await send(message)

        await self._app(scope, receive, stamped)


class SizeLimit:
    """Refuses long messages: by their announced length, and by what really comes."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _announced_length(scope) > self._largest:
            await _read_away(receive, 2 * self._largest)  # a proxy that cannot send the whole of it does not hear the answer
            await answer(413, ProblemCode.MESSAGE_TOO_LARGE)(scope, receive, send)
            return
        await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._largest:
                raise HTTPException(413)
            return message

        return counted


async def _read_away(receive: Receive, most: int) -> None:
    size, more = 0, True
    while more and size <= most:
        message = await receive()
        size += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)


def _announced_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
