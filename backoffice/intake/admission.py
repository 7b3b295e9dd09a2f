"""Who goes first when a whole fleet comes back after a cut: a citizen who stands at a terminal, then what has waited.

Applications that were tried before say so (RFC 9218 `Priority`). Of them only a few are taken at once in each process; the
others are told to come again, each at a moment of its own, so that they do not all come together once more. A process counts
only what it is doing itself: where several serve, each admits as many.
"""

import random
import re

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backoffice.fleet.problems import answer
from domain.wire.v1 import PRIORITY, ProblemCode

PATH = "/v1/applications"
MOST_WAITED = 3  # at once, of those that have waited
MOST = 48  # at once, of all
SOONEST_AGAIN, LATEST_AGAIN = 2, 20  # seconds
HURRIED_AGAIN = 2  # seconds, for who stands there
BACKGROUND = 5  # RFC 9218: greater numbers are less urgent; 3 where nothing is said
URGENCY = re.compile(rb"(?:^|[,\s])u=([0-7])(?:$|[,;\s])")


class Admission:
    """Lets applications pass, or asks them to come again (429, Retry-After)."""

    def __init__(self, app: ASGIApp, most_waited: int = MOST_WAITED, most: int = MOST) -> None:
        self._app = app
        self._most_waited = most_waited
        self._most = most
        self._waited = self._all = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].endswith(PATH):
            await self._app(scope, receive, send)
            return
        waited = has_waited(scope)
        if self._all >= self._most or (waited and self._waited >= self._most_waited):
            await (await _refusal(receive, waited=waited))(scope, receive, send)
            return
        self._all += 1
        self._waited += waited
        try:
            await self._app(scope, receive, send)
        finally:
            self._all -= 1
            self._waited -= waited


def has_waited(scope: Scope) -> bool:
    """Tell whether this request says that nobody stands and waits for it."""
    told = b",".join(value for name, value in scope["headers"] if name == PRIORITY.lower().encode())
    urgency = URGENCY.search(told)
    return urgency is not None and int(urgency[1]) >= BACKGROUND


def _again(*, waited: bool) -> int:
    return random.randint(SOONEST_AGAIN, LATEST_AGAIN) if waited else HURRIED_AGAIN  # noqa: S311 - spreads load, guards nothing


async def _refusal(receive: Receive, *, waited: bool) -> Response:
    """Say when to come again; what is too long now is too long then, too."""
    try:
        await _read_away(receive)
    except HTTPException:  # nobody further out would make an answer of it
        return answer(413, ProblemCode.MESSAGE_TOO_LARGE)
    return answer(429, ProblemCode.OFFICE_BUSY, _again(waited=waited))


async def _read_away(receive: Receive) -> None:
    """Take the body in: who is answered while it still speaks may find the line broken and the answer lost."""
    more = True
    while more:
        message: Message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
