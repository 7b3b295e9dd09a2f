"""Finds every route of an application, whatever it is mounted or included in."""

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.routing import BaseRoute, Mount

WITHOUT_BODY = {"HEAD", "OPTIONS"}


def routes_of(routes: Sequence[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Return method and path of each; static files are no route."""
    for route in routes:
        found: Any = route
        if isinstance(route, Mount):
            yield from routes_of(getattr(route.app, "routes", []), before + route.path)
        elif hasattr(found, "original_router"):  # FastAPI keeps an included router as it is
            yield from routes_of(found.original_router.routes, before + (found.include_context.prefix or ""))
        else:
            yield from ((method, before + found.path) for method in sorted(set(found.methods or ()) - WITHOUT_BODY))
