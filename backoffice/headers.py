"""Headers of every answer: nothing is kept in a cache, sniffed or framed. The pages of the desk have their own."""

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Choose = Callable[[str], Mapping[str, str]]


def plain_headers(_path: str) -> Mapping[str, str]:
    """Return the headers of answers that are no pages."""
    return HEADERS


class HeaderLayer:
    """ASGI layer that completes the headers of an answer by its path; what the answer or an inner layer set stays.

    A plain layer, so that server-sent events are not held back.
    """

    def __init__(self, app: ASGIApp, choose: Choose) -> None:
        self._app = app
        self._choose = choose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the headers of what starts the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        chosen = self._choose(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in chosen.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
