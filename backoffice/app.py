"""The office's web application: one place that wires, and reads like a table of contents."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text

from backoffice.desk.mount import mount_desk
from backoffice.fleet.terminal_api import create_terminal_app
from backoffice.headers import HeaderLayer, plain_headers
from backoffice.metrics import add_metrics
from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.refusals import CaseChanged
from backoffice.settings import Settings
from domain.clock import Clock

__all__ = ["create_app", "open_office"]


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """Return the whole office: desk for staff, interface for terminals, health."""
    office = open_office(settings, clock)
    app = FastAPI(title="重庆交管自助业务后台", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.office = office
    app.mount("/terminal", create_terminal_app(office))  # before the desk's many routes, which are looked through in order
    mount_desk(app, office)
    _add_health(app, office)
    add_metrics(app, office)
    app.add_exception_handler(CaseChanged, _conflict)
    app.add_middleware(HeaderLayer, choose=plain_headers)
    return app


def _conflict(_request: Request, _changed: Exception) -> Response:
    """Answer 409 where a page has no better one."""
    return JSONResponse({"code": "case_changed"}, status_code=409)


def _add_health(app: FastAPI, office: Office) -> None:
    @app.get("/health", include_in_schema=False)
    def health() -> dict[str, str]:
        """Answer only when the database does."""
        with office.database.reading() as session:
            session.execute(text("SELECT 1"))
        return {"status": "ok", "profile": office.settings.profile}
