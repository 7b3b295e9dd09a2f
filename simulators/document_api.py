"""The control API of the A4 printer and the code scanner."""

from typing import Any

from fastapi import FastAPI, Response
from pydantic import Field

from simulators.control_calls import add_fault, add_switch, picture
from simulators.controls import Controls
from simulators.partners.gate import Body


class CodeBody(Body):
    """A code that is held to the scanner."""

    text: str = Field(max_length=2000, repr=False)
    symbology: str = "qr"


def add_documents(app: FastAPI, controls: Controls) -> None:
    """Add the calls."""
    add_switch(app, "document_printer", controls.set_document_printer_fault)
    add_fault(app, "code_scanner", controls.set_code_scanner_fault)

    @app.post("/api/document_printer/refill")
    def refill() -> dict[str, Any]:
        controls.refill_documents()
        return {"ok": True}

    @app.post("/api/document_printer/take")
    def take() -> dict[str, Any]:
        return {"ok": True, "taken": controls.take_documents()}

    @app.get("/api/sheets")
    def sheets() -> list[dict[str, Any]]:
        return controls.sheet_rows()

    @app.get("/api/sheets/{number}.png")
    def sheet_picture(number: int) -> Response:
        return picture(controls.sheet_picture(number))

    @app.post("/api/code_scanner/show")
    def show(body: CodeBody) -> dict[str, Any]:
        controls.show_code(body.text, body.symbology)
        return {"ok": True}

    @app.get("/api/code_scanner/code.png")
    def code() -> Response:
        return picture(controls.code_picture())
