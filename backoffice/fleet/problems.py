"""Every 4xx and 5xx of the terminal API is a :class:`domain.wire.v1.Problem`; none of them repeats what was sent."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from backoffice.retention.stores import StoreDown
from domain.wire.v1 import OFFICE_TIME_HEADER, Problem, ProblemCode

_log = logging.getLogger(__name__)

STORE_AGAIN = 30  # seconds
DATABASE_AGAIN = 5  # seconds
_OF_STATUS = {
    400: ProblemCode.MESSAGE_INVALID,
    404: ProblemCode.NOT_FOUND,
    405: ProblemCode.METHOD_NOT_ALLOWED,
    413: ProblemCode.MESSAGE_TOO_LARGE,
}

_MESSAGES = {
    ProblemCode.MESSAGE_INVALID: "the message does not have the form of this call",
    ProblemCode.MESSAGE_TOO_LARGE: "the message is too long",
    ProblemCode.WRONG_CONTENT_TYPE: "application/json is wanted",
    ProblemCode.NOT_FOUND: "there is nothing here",
    ProblemCode.METHOD_NOT_ALLOWED: "not with this method",
    ProblemCode.TOKEN_REFUSED: "the pairing token is unknown, used or too old",
    ProblemCode.UNKNOWN_TERMINAL: "this terminal is not enrolled here, or was revoked",
    ProblemCode.SIGNATURE_INVALID: "the signature does not fit the request",
    ProblemCode.CERTIFICATE_INVALID: "no certificate of this terminal that is good now",
    ProblemCode.CLOCK_WRONG: "signed too far from the office's time",
    ProblemCode.REPLAYED: "this request was seen before",
    ProblemCode.IDEMPOTENCY_KEY_INVALID: "Idempotency-Key must be a UUID",
    ProblemCode.KEY_REUSED: "the idempotency key came before with another body",
    ProblemCode.NUMBER_TAKEN: "the application number is known under another key",
    ProblemCode.HASH_MISMATCH: "the sealed bytes are not those that were hashed; kept for staff",
    ProblemCode.BODY_UNREADABLE: "the body cannot be unsealed or understood; kept for staff",
    ProblemCode.SERVICE_NOT_OFFERED: "this office does not do this service",
    ProblemCode.PAYMENT_WRONG: "the fee is not paid as the application says; kept for staff",
    ProblemCode.NOT_ELIGIBLE: "the rules refuse this person; ask for the eligibility",
    ProblemCode.TOO_MANY_PERSONS: "too many different people within an hour",
    ProblemCode.TICKET_INVALID: "the ticket is not good for this",
    ProblemCode.CODE_LIMIT: "too many codes were asked for",
    ProblemCode.HOLD_LIMIT: "too many different decisions were to be held within an hour",
    ProblemCode.NOT_POSSIBLE_NOW: "the matter has moved on; ask for it again",
    ProblemCode.UNKNOWN_APPLICATION: "no application of this number and key from this terminal",
    ProblemCode.DOCUMENT_NOT_READY: "this document is not there",
    ProblemCode.REGISTRY_UNAVAILABLE: "the registry does not answer",
    ProblemCode.OFFICE_BUSY: "ask again in a moment",
    ProblemCode.OFFICE_FAULT: "a fault of the office",
}

PROBLEM: dict[str, Any] = {"model": Problem}
PROBLEMS: dict[int | str, dict[str, Any]] = dict.fromkeys((401, 413, 415, 422, 500, 503), PROBLEM)
"""What OpenAPI says of every call."""


class TerminalRefusal(Exception):
    """A call is answered with a problem. `retry_after` in seconds."""

    def __init__(self, status: int, code: ProblemCode, retry_after: int | None = None) -> None:
        super().__init__(code.value)
        self.status = status
        self.code = code
        self.retry_after = retry_after


def answer(status: int, code: ProblemCode, retry_after: int | None = None) -> JSONResponse:
    """Return the answer for one problem."""
    problem = Problem(code=code.value, message=_MESSAGES[code])
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
    return JSONResponse(problem.model_dump(mode="json"), status, headers)


def answer_with_problems(app: FastAPI) -> None:
    """Make `app` answer every failure with a problem."""

    @app.exception_handler(TerminalRefusal)
    def refused(_request: Request, refusal: TerminalRefusal) -> JSONResponse:
        return answer(refusal.status, refusal.code, refusal.retry_after)

    @app.exception_handler(OperationalError)
    @app.exception_handler(PoolTimeout)
    def database_away(_request: Request, error: Exception) -> JSONResponse:
        _log.error("database: %s", type(error).__name__)
        return answer(HTTPStatus.SERVICE_UNAVAILABLE, ProblemCode.OFFICE_BUSY, DATABASE_AGAIN)

    @app.exception_handler(StoreDown)
    def store_down(_request: Request, _down: StoreDown) -> JSONResponse:
        return answer(HTTPStatus.SERVICE_UNAVAILABLE, ProblemCode.OFFICE_BUSY, STORE_AGAIN)

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, _error: RequestValidationError) -> JSONResponse:
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, ProblemCode.MESSAGE_INVALID)

    @app.exception_handler(HTTPException)
    def plain(_request: Request, error: HTTPException) -> JSONResponse:
        return answer(error.status_code, _OF_STATUS.get(error.status_code, ProblemCode.MESSAGE_INVALID))

    @app.exception_handler(Exception)
    def fault(request: Request, error: Exception) -> JSONResponse:
        _log.error("terminal api fault: %s", type(error).__name__)
        response = answer(HTTPStatus.INTERNAL_SERVER_ERROR, ProblemCode.OFFICE_FAULT)
        now = request.app.state.office.clock.now()  # this handler stands outside of the middleware that tells the time
        response.headers[OFFICE_TIME_HEADER] = now.isoformat()
        return response
