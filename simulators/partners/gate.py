"""What every partner's door has in common: the key, the fault "down", idempotency keys, answers that carry a code."""

import hmac
import json
import secrets
import threading
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from simulators.http_server import HttpServer, refuse_without_echo


class PartnerFault(StrEnum):
    """What can be wrong with a partner."""

    DOWN = "down"  # 503 to everything


class Body(BaseModel):
    """A request's body; unknown fields are an error."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Refused(Exception):
    """The partner says no, with an HTTP status and a code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Replays:
    """Answers by idempotency key: the same key and body get the same answer, the same key with another body is refused."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[str, tuple[str, dict[str, Any]]] = {}

    def once(self, key: str | None, body: Body, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the answer given before for `key`, or act and remember; raises :class:`Refused`."""
        if not key:
            raise Refused(400, "idempotency_key_missing")
        asked = json.dumps(body.model_dump(mode="json"), sort_keys=True)
        with self._lock:
            if key in self._answers:
                before, answer = self._answers[key]
                if before != asked:
                    raise Refused(422, "idempotency_key_reused")
                return answer
            self._answers[key] = asked, act()
            return self._answers[key][1]

    def forget(self) -> None:
        """Forget every key."""
        with self._lock:
            self._answers.clear()


class PartnerGate:
    """One partner's HTTP server with its key; the partner adds its routes to `app`."""

    def __init__(self, name: str, changed: Callable[[str], None]) -> None:
        self.name = name
        self.key = secrets.token_urlsafe(24)
        self.fault: PartnerFault | None = None
        self.requests = 0
        self._changed = changed
        self.app = FastAPI(title=f"sandbox {name}", docs_url=None, redoc_url=None)
        refuse_without_echo(self.app)
        self.app.exception_handler(Refused)(_refused)
        self.app.middleware("http")(self._check)
        self.server = HttpServer(self.app, name=f"partner-{name}")

    @property
    def url(self) -> str:
        """Where the partner answers."""
        return self.server.url

    def changed(self) -> None:
        """Tell the dock that something happened here."""
        self._changed(self.name)

    def set_fault(self, fault: PartnerFault | None) -> None:
        """Break or mend the partner."""
        self.fault = fault
        self.changed()

    async def _check(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        self.requests += 1
        if self.fault is PartnerFault.DOWN:
            return JSONResponse({"code": "down", "message": "service unavailable"}, status_code=503)
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.key}".encode()):
            return JSONResponse({"code": "unauthorised", "message": "wrong or missing key"}, status_code=401)
        return await call_next(request)


def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return JSONResponse({"code": error.code, "message": error.code.replace("_", " ")}, status_code=error.status)
