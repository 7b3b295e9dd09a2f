"""A route for the longest and most frequent call: checked, read, done and answered in one thread, in one go.

FastAPI reads the JSON in the event loop, and gives each dependency that waits for the database a thread of its own; with three
pictures in the message that costs as much as taking the application in. What the route's function is declared with still makes
its page of the OpenAPI document.
"""

from collections.abc import Callable, Coroutine
from typing import Any, get_type_hints
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from backoffice.fleet.authentication import authenticate_line, json_only, office_of, read_request
from backoffice.fleet.problems import TerminalRefusal
from backoffice.fleet.signatures import IDEMPOTENCY_KEY, SignedRequest
from backoffice.office import Office
from domain.wire.v1 import ProblemCode


class DirectRoute(APIRoute):
    """Calls a function of (message, caller, key) that returns a model."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        form: type[BaseModel] = get_type_hints(self.endpoint)["message"]

        def answered(office: Office, request: SignedRequest) -> Response:
            caller = authenticate_line(office, request)
            key = idempotency_key(request.headers.first(IDEMPOTENCY_KEY))
            receipt: BaseModel = self.endpoint(_read(form, request.body), caller, key)
            return Response(receipt.model_dump_json(), media_type="application/json")

        async def handle(request: Request) -> Response:
            await json_only(request)
            return await run_in_threadpool(answered, await office_of(request), await read_request(request))

        return handle


def idempotency_key(told: str | None) -> UUID:
    """Return the key of a message; raises :class:`TerminalRefusal` (400) where none is told."""
    try:
        return UUID(told or "")
    except ValueError:
        raise TerminalRefusal(400, ProblemCode.IDEMPOTENCY_KEY_INVALID) from None


def _read(form: type[BaseModel], raw: bytes) -> BaseModel:
    try:
        return form.model_validate_json(raw)
    except ValidationError:  # pydantic's error would repeat what was sent
        raise TerminalRefusal(422, ProblemCode.MESSAGE_INVALID) from None
