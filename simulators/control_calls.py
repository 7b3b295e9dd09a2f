"""Calls that every device of the control API has: break it or mend it, and look at what it shows."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Response

from simulators.partners.gate import Body


class FaultBody(Body):
    """One fault, or none."""

    fault: str | None


class SwitchBody(Body):
    """One fault of several, on or off."""

    fault: str
    on: bool


def add_fault(app: FastAPI, device: str, set_fault: Callable[[str | None], None]) -> None:
    """Add the call that breaks `device` in one way, or mends it."""

    @app.post(f"/api/{device}/fault")
    def fault(body: FaultBody) -> dict[str, Any]:
        set_fault(body.fault)
        return {"ok": True}


def add_switch(app: FastAPI, device: str, set_fault: Callable[[str, bool], None]) -> None:
    """Add the call that switches one of several faults of `device`."""

    @app.post(f"/api/{device}/fault")
    def fault(body: SwitchBody) -> dict[str, Any]:
        set_fault(body.fault, body.on)
        return {"ok": True}


def picture(seen: bytes | None, media_type: str = "image/png") -> Response:
    """Answer with a picture of this moment; 204 when there is none."""
    if seen is None:
        return Response(status_code=204)
    return Response(seen, media_type=media_type, headers={"Cache-Control": "no-store"})
