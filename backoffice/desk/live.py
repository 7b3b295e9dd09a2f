"""Live updates: one stream of server-sent events per open page.

`clock` comes every two seconds and proves the line is alive; `changed` comes when something happened to a case. The page then
asks for what it shows; nothing personal travels in the stream.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import DBAPIError
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.watching import Watch
from backoffice.office import Office
from backoffice.staff.access import WATCHING_HEADER, Clerk, token_of
from backoffice.staff.sessions import peek_session

LOOK_SECONDS = 0.4
CLOCK_EVERY = 5  # looks
SESSION_EVERY = 25  # looks: the stream ends with the session

router = APIRouter()


@router.get("/desk/events")
async def events(request: Request, _session: Clerk, pages: PagesDep) -> EventSourceResponse:
    """Stream what changes until the browser goes away or the session ends."""
    return EventSourceResponse(_stream(request, pages), ping=3600)


async def _stream(request: Request, pages: Pages) -> AsyncIterator[ServerSentEvent]:
    watch: Watch = request.app.state.watch
    try:
        with watch.following():
            async for event in _events(request, pages, watch):
                yield event
    except DBAPIError:  # the database is away: the browser asks again by itself, and says until then that the line is lost
        return


async def _events(request: Request, pages: Pages, watch: Watch) -> AsyncIterator[ServerSentEvent]:
    seen, looks = -1, 0  # says `changed` once at the beginning: something may have come while the page travelled
    while not await request.is_disconnected():
        if looks % SESSION_EVERY == 0 and not await run_in_threadpool(_signed_in, request, pages.office):
            return
        if looks % CLOCK_EVERY == 0:
            yield ServerSentEvent(_clock(request, pages), event="clock")
        now = await watch.newest()
        if now != seen:
            seen = now
            yield ServerSentEvent(str(seen), event="changed")
        looks += 1
        await asyncio.sleep(LOOK_SECONDS)


def mark_of(entries: Sequence[object]) -> str:
    """Return a short mark of a list as it was drawn; another mark means that it has changed."""
    return hashlib.sha256(repr(entries).encode()).hexdigest()[:16]


def drawn_anew(address: str) -> Response:
    """Let the page fetch its middle again; by itself, so that no session is prolonged."""
    where = {"path": address, "target": "#main", "select": "#main", "swap": "outerHTML", "headers": {WATCHING_HEADER: "yes"}}
    return Response(headers={"HX-Location": json.dumps(where)})


def news(request: Request, pages: Pages, drawn: str, entries: Sequence[object], address: str) -> Response:
    """Return the pill that says a list has changed; an empty list is drawn anew at once, nothing can move under the hand."""
    if drawn == mark_of(entries):
        return Response("")
    if drawn == mark_of([]):
        return drawn_anew(address)
    return pages.bare(request, "desk_news.html", address=address)


def _signed_in(request: Request, office: Office) -> bool:
    return peek_session(office, token_of(request, office) or "") is not None


def _clock(request: Request, pages: Pages) -> str:
    words = pages.words(request)
    return pages.text(request, "desk_clock.html", clock=pages.clock(words))
