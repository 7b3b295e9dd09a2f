"""The control API and the dock over HTTP, the same for people, tests and scripts. Loopback only."""

import threading
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from pydantic import Field
from starlette.middleware.trustedhost import TrustedHostMiddleware

from domain.texts import Language, parse_texts
from simulators.control_calls import FaultBody, add_fault, add_switch, picture
from simulators.controls import Controls
from simulators.desk_api import add_desk
from simulators.document_api import add_documents
from simulators.http_server import refuse_without_echo
from simulators.partners.gate import Body
from simulators.power_api import add_surroundings
from simulators.terminal_link import TerminalAway, ask_frame, send_touch
from simulators.tray_api import add_tray
from simulators.world.portraits import Looks, dock_jpeg

PAGE = Path(__file__).parent / "dock" / "page"
TEXTS = Path(__file__).parents[1] / "config" / "texts"
OF_THE_DOCK = ("dock.toml", "dock_presets.toml")
ONE_AT_A_TIME = threading.Lock()
HOSTS = ["127.0.0.1", "localhost"]


class CardBody(Body):
    """Whose card lies on the reader."""

    person: str | None


class BankCardBody(Body):
    """Which bank card goes into the reader."""

    card: str


class KeysBody(Body):
    """What is typed on the PIN pad, and the key after it."""

    digits: str = Field(default="", pattern="^[0-9]{0,16}$")
    key: Literal["enter", "cancel", "clear"] | None = None


class AcquirerFaultBody(FaultBody):
    """One fault, or none; for one message or until it is mended."""

    once: bool = False


class SceneBody(Body):
    """What is in front of the camera."""

    scene: str


class PersonBody(Body):
    """Whose face it is."""

    person: str


class PoseBody(Body):
    """Where the person looks."""

    pose: str


class WallBody(Body):
    """What is behind the person."""

    wall: str


class LidsBody(Body):
    """What the person's eyes do."""

    lids: str


class NetworkBody(Body):
    """How the line shall be."""

    state: str


class TargetBody(Body):
    """Where the office listens."""

    host: str
    port: int = Field(ge=1, le=65535)


class SocketBody(Body):
    """Where the terminal's screen is."""

    socket: str | None


class LetterBody(Body):
    """Where a letter has come to; None is one step further."""

    state: str | None = None


class TouchBody(Body):
    """A touch on the terminal's screen, in shares of its width and height."""

    kind: Literal["press", "move", "release"]
    x: Annotated[float, Field(ge=0, le=1)]
    y: Annotated[float, Field(ge=0, le=1)]


def build(controls: Controls) -> FastAPI:
    """Return the application."""
    app = FastAPI(title="sandbox cabinet", docs_url="/api/docs", redoc_url=None, dependencies=[Depends(_own_pages_only)])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)  # no other site may reach in by a name of its own
    app.exception_handler(KeyError)(_not_found)
    app.exception_handler(ValueError)(_not_possible)
    app.exception_handler(TerminalAway)(_terminal_away)
    refuse_without_echo(app)
    _add_devices(app, controls)
    add_documents(app, controls)
    add_surroundings(app, controls)
    _add_camera(app, controls)
    add_tray(app, controls)
    add_desk(app, controls.desk_link)
    _add_bank_card(app, controls)
    _add_acquirer(app, controls)
    _add_world(app, controls)
    _add_terminal(app, controls)
    _add_page(app, controls)
    return app


def _add_devices(app: FastAPI, controls: Controls) -> None:
    add_fault(app, "id_card_reader", controls.set_reader_fault)
    add_switch(app, "receipt_printer", controls.set_printer_fault)

    @app.post("/api/id_card_reader/card")
    def card(body: CardBody) -> dict[str, Any]:
        controls.lay_card(body.person)
        return {"ok": True}

    @app.post("/api/receipt_printer/refill")
    def refill() -> dict[str, Any]:
        controls.refill_paper()
        return {"ok": True}

    @app.post("/api/receipt_printer/take")
    def take() -> dict[str, Any]:
        return {"ok": True, "taken": controls.take_slip()}

    @app.get("/api/slips")
    def slips() -> list[dict[str, Any]]:
        return controls.slip_rows()

    @app.get("/api/slips/{number}.png")
    def slip_picture(number: int) -> Response:
        return picture(controls.slip_picture(number))


def _add_camera(app: FastAPI, controls: Controls) -> None:
    add_fault(app, "camera", controls.set_camera_fault)

    @app.post("/api/camera/scene")
    def scene(body: SceneBody) -> dict[str, Any]:
        controls.set_scene(body.scene)
        return {"ok": True}

    @app.post("/api/camera/person")
    def person(body: PersonBody) -> dict[str, Any]:
        controls.set_person(body.person)
        return {"ok": True}

    @app.post("/api/camera/pose")
    def pose(body: PoseBody) -> dict[str, Any]:
        controls.set_pose(body.pose)
        return {"ok": True}

    @app.post("/api/camera/wall")
    def wall(body: WallBody) -> dict[str, Any]:
        controls.set_wall(body.wall)
        return {"ok": True}

    @app.post("/api/camera/lids")
    def lids(body: LidsBody) -> dict[str, Any]:
        controls.set_lids(body.lids)
        return {"ok": True}

    @app.get("/api/camera/picture.jpg")
    def camera_picture() -> Response:
        return picture(controls.camera.look(), "image/jpeg")


def _add_bank_card(app: FastAPI, controls: Controls) -> None:
    add_fault(app, "bank_card", controls.set_bank_card_fault)

    @app.post("/api/bank_card/insert")
    def insert(body: BankCardBody) -> dict[str, Any]:
        controls.insert_bank_card(body.card)
        return {"ok": True}

    @app.post("/api/bank_card/pull")
    def pull() -> dict[str, Any]:
        controls.pull_bank_card()
        return {"ok": True}


def _add_acquirer(app: FastAPI, controls: Controls) -> None:
    add_fault(app, "pin_pad", controls.set_pin_pad_fault)

    @app.post("/api/pin_pad/type")
    def type_keys(body: KeysBody) -> dict[str, Any]:
        return {"ok": True, "pressed": controls.press_pin_keys(body.digits, body.key)}

    @app.post("/api/acquirer/fault")
    def acquirer_fault(body: AcquirerFaultBody) -> dict[str, Any]:
        controls.set_acquirer_fault(body.fault, once=body.once)
        return {"ok": True}

    @app.get("/api/acquirer/transactions")
    def transactions() -> list[dict[str, Any]]:
        return controls.acquirer_transactions()


def _add_world(app: FastAPI, controls: Controls) -> None:
    @app.post("/api/network")
    def network(body: NetworkBody) -> dict[str, Any]:
        controls.set_network(body.state)
        return {"ok": True}

    @app.post("/api/network/target")
    def target(body: TargetBody) -> dict[str, Any]:
        controls.set_office(body.host, body.port)
        return {"ok": True}

    @app.post("/api/partners/{name}/fault")
    def partner_fault(name: str, body: FaultBody) -> dict[str, Any]:
        controls.set_partner_fault(name, body.fault)
        return {"ok": True}

    @app.get("/api/sms")
    def sms() -> list[dict[str, Any]]:
        return controls.messages()

    @app.get("/api/letters")
    def letters() -> list[dict[str, Any]]:
        return controls.letters()

    @app.post("/api/letters/{waybill_number}/advance")
    def advance(waybill_number: str, body: LetterBody) -> dict[str, Any]:
        return controls.advance_letter(waybill_number, body.state)

    @app.get("/api/people/{person}/portrait.jpg")
    def portrait(person: str) -> Response:
        return Response(_portrait(controls, person), media_type="image/jpeg", headers={"Cache-Control": "max-age=3600"})


def _add_terminal(app: FastAPI, controls: Controls) -> None:
    @app.post("/api/terminal")
    def attach(body: SocketBody) -> dict[str, Any]:
        controls.attach_terminal(Path(body.socket) if body.socket else None)
        return {"ok": True}

    @app.get("/terminal/frame")
    async def frame(after: int = -1) -> Response:
        newest = await ask_frame(_terminal(controls), after, lambda: controls.events.closed)
        if newest is None:
            return Response(status_code=204)
        headers = {
            "X-Frame": str(newest.number),
            "X-Width": str(newest.width),
            "X-Height": str(newest.height),
            "Cache-Control": "no-store",
        }
        return Response(newest.jpeg, media_type="image/jpeg", headers=headers)

    @app.post("/terminal/touch")
    async def touch(body: TouchBody) -> dict[str, Any]:
        await send_touch(_terminal(controls), body.kind, body.x, body.y)
        return {"ok": True}


def _add_page(app: FastAPI, controls: Controls) -> None:
    @app.get("/api/state")
    def state() -> dict[str, Any]:
        return controls.state()

    @app.post("/api/reset")
    def reset() -> dict[str, Any]:
        controls.reset()
        return {"ok": True}

    @app.get("/api/texts")
    def texts() -> dict[str, dict[str, str]]:
        return _texts()

    @app.get("/api/events")
    async def events() -> StreamingResponse:
        return StreamingResponse(_lines(controls), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    @app.get("/")
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    app.mount("/dock", StaticFiles(directory=PAGE))


async def _lines(controls: Controls) -> AsyncIterator[str]:
    yield "data: hello\n\n"
    async for what in controls.events.listen():
        yield f"data: {what}\n\n"


@cache
def _texts() -> dict[str, dict[str, str]]:
    book = parse_texts([(TEXTS / name).read_text(encoding="utf-8") for name in OF_THE_DOCK])
    return {language: book.in_language(language) for language in Language}


def _portrait(controls: Controls, person: str) -> bytes:
    looks = controls.people[person].looks
    with ONE_AT_A_TIME:  # a page asks for everybody at once; the cabinet has other things to do
        return _drawn(looks)


@cache
def _drawn(looks: Looks) -> bytes:
    return dock_jpeg(looks)


def _terminal(controls: Controls) -> Path:
    if controls.terminal_socket is None:
        raise TerminalAway
    return controls.terminal_socket


def _own_pages_only(request: Request) -> None:
    """Refuse what a page of another site sends through the user's browser."""
    origin = request.headers.get("origin")
    if origin is not None and origin != f"{request.url.scheme}://{request.url.netloc}":
        raise HTTPException(403, "asked by another site")


def _not_found(_: Request, __: Exception) -> Response:
    return JSONResponse({"code": "not_found", "message": "there is no such thing"}, status_code=404)


def _not_possible(_: Request, __: Exception) -> Response:
    return JSONResponse({"code": "not_possible", "message": "unknown word, or not possible now"}, status_code=422)


def _terminal_away(_: Request, __: Exception) -> Response:
    return JSONResponse({"code": "no_terminal", "message": "no terminal is attached"}, status_code=503)
