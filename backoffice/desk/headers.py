"""The headers every page of the desk carries: a strict content security policy, and nothing kept in any cache."""

from collections.abc import Mapping

POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
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


def desk_headers(path: str) -> Mapping[str, str]:
    """Return the headers of a page of the desk, or none for what is not the desk's."""
    if not path.startswith("/desk"):
        return {}
    caching = "public, max-age=31536000, immutable" if path.startswith(STATIC) else "no-store"
    return {**HEADERS, "Cache-Control": caching}
