"""The control API of the document camera."""

from typing import Any

from fastapi import FastAPI, Response

from simulators.control_calls import add_fault, picture
from simulators.controls import Controls
from simulators.partners.gate import Body


class PaperBody(Body):
    """What is laid on the tray, how, and of which of the own vehicles; `kind` None: nothing."""

    kind: str | None
    lie: str = "flat"
    vehicle: int | None = None


def add_tray(app: FastAPI, controls: Controls) -> None:
    """Add the calls."""
    add_fault(app, "document_camera", controls.set_document_camera_fault)

    @app.post("/api/document_camera/paper")
    def paper(body: PaperBody) -> dict[str, Any]:
        controls.lay_document(body.kind, body.lie, body.vehicle)
        return {"ok": True}

    @app.get("/api/document_camera/picture.jpg")
    def tray_picture() -> Response:
        return picture(controls.document_camera.look(), "image/jpeg")
