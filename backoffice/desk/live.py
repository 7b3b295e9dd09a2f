"""Live updates: one stream of server-sent events per open page.

`clock` comes every two seconds and proves the line is alive; `changed` comes when something happened to a case. The page then asks
for what it shows; nothing personal travels in the stream.
"""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from backoffice.desk.pages import Pages, PagesDep
from backoffice.office import Office
from backoffice.review import live
from backoffice.staff.access import Clerk

LOOK_SECONDS = 0.5
CLOCK_EVERY = 4  # looks

router = APIRouter()


def _newest_event(office: Office) -> int:
    with office.reading() as work:
        return live.newest_event(work)


@router.get("/desk/events")
async def events(request: Request, _session: Clerk, pages: PagesDep) -> EventSourceResponse:
    """Stream what changes until the browser goes away or the session ends."""
    return EventSourceResponse(_stream(request, pages), ping=3600)


async def _stream(request: Request, pages: Pages) -> AsyncIterator[ServerSentEvent]:
    seen = await run_in_threadpool(_newest_event, pages.office)
    looks = 0
    while not await request.is_disconnected():
        if looks % CLOCK_EVERY == 0:
            yield ServerSentEvent(_clock(request, pages), event="clock")
        now = await run_in_threadpool(_newest_event, pages.office)
        if now != seen:
            seen = now
            yield ServerSentEvent(str(seen), event="changed")
        looks += 1
        await asyncio.sleep(LOOK_SECONDS)


def _clock(request: Request, pages: Pages) -> str:
    words = pages.words(request)
    return pages.text(request, "desk_clock.html", clock=pages.clock(words))
