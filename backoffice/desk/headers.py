"""The headers every page of the desk carries: a strict content security policy, and nothing kept in any cache."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC = "/desk/static/"


class DeskHeaders:
    """ASGI layer that sets the headers (a plain layer, so that server-sent events are not held back)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to what starts the answer."""
        if scope["type"] != "http" or not scope["path"].startswith("/desk"):
            await self._app(scope, receive, send)
            return
        caching = "public, max-age=31536000, immutable" if scope["path"].startswith(STATIC) else "no-store"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**HEADERS, "Cache-Control": caching})
            await send(message)

        await self._app(scope, receive, send_with_headers)
