"""Hosts the real terminal and lets a citizen in another process see and touch it over a Unix socket.

One JSON object per line in (``do`` says what), one per line out, with ``error`` when it could not be done:

* ``state``: the last screen state; ``targets``: names of what is on the screen; ``words``: what can be read on it
* ``frame`` with ``after``: the window as JPEG when it has changed since that frame; ``picture`` with ``path``: as a PNG file
* ``touch`` with ``kind``, ``x``, ``y``: press, move or release at 0..1 of the window
* ``tap`` with ``name``; ``where`` with ``name``: its centre in pixels; ``label`` with ``name``: what stands on it
* ``events`` with ``after``: what the terminal noted of itself after that number (words and yes/no only)
* ``draw`` with ``name`` and ``strokes``: a finger's way at 0..1 of the item
"""

import base64
import json
import queue
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPointingDevice
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

ANSWER_LIMIT_S = 20.0
JPEG_QUALITY = 82
FRAME_MS = 17
Reply = dict[str, Any]


class Hand(QObject):
    """Does in the GUI thread what the socket's threads ask for: looks at the window and touches it."""

    asked = Signal(object)

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__()
        self._window = window
        self._finger: QPointingDevice = QTest.createTouchDevice()
        self._frames = 0
        self._last_picture = b""
        window.frameSwapped.connect(self._count_frame)
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def ask(self, request: Reply) -> Reply:
        """Hand `request` to the GUI thread and wait for the answer. Called in any other thread."""
        answers: queue.Queue[Reply] = queue.Queue(1)
        self.asked.emit((request, answers))
        try:
            return answers.get(timeout=ANSWER_LIMIT_S)
        except queue.Empty:
            return {"error": "the terminal does not answer"}

    @Slot()
    def _count_frame(self) -> None:
        self._frames += 1

    @Slot(object)
    def _answer(self, job: tuple[Reply, "queue.Queue[Reply]"]) -> None:
        request, answers = job
        act = self._ACTS.get(request.get("do", ""))
        try:
            answers.put(act(self, request) if act else {"error": "unknown request"})
        except (KeyError, TypeError, ValueError, LookupError) as error:
            answers.put({"error": f"{type(error).__name__}: {error}"})

    def _frame(self, request: Reply) -> Reply:
        if request.get("after") == self._frames:
            return {"n": self._frames}
        image = self._window.grabWindow()
        return {
            "n": self._frames,
            "jpeg": base64.b64encode(_encode(image, "JPG")).decode(),
            "width": image.width(),
            "height": image.height(),
        }

    def _picture(self, request: Reply) -> Reply:
        Path(request["path"]).write_bytes(_encode(self._window.grabWindow(), "PNG"))
        return {"ok": True}

    def _touch(self, request: Reply) -> Reply:
        point = QPoint(round(request["x"] * self._window.width()), round(request["y"] * self._window.height()))
        self._finger_event(request["kind"], point)
        return {"ok": True}

    def _tap(self, request: Reply) -> Reply:
        point = self._centre(request["name"])
        self._finger_event("press", point)
        self._finger_event("release", point)
        return {"ok": True}

    def _where(self, request: Reply) -> Reply:
        point = self._centre(request["name"])
        return {"x": point.x(), "y": point.y()}

    def _label(self, request: Reply) -> Reply:
        return {"label": str(self._find(request["name"]).property("label"))}

    def _centre(self, name: str) -> QPoint:
        item = self._find(name)
        if not item.isEnabled():
            raise LookupError(f"{name} cannot be touched now")
        point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        if not self._window.contentItem().contains(QPointF(point)):
            raise LookupError(f"{name} lies outside the window")
        return point

    def _draw(self, request: Reply) -> Reply:
        item = self._find(request["name"])
        for stroke in request["strokes"]:
            points = [item.mapToScene(QPointF(x * item.width(), y * item.height())).toPoint() for x, y in stroke]
            self._finger_event("press", points[0])
            for point in points[1:]:
                QTest.qWait(FRAME_MS)  # Qt Quick delivers one move per frame; faster ones would be merged
                self._finger_event("move", point)
            self._finger_event("release", points[-1])
        return {"ok": True}

    def _targets(self, _request: Reply) -> Reply:
        return {"targets": sorted(self._visible())}

    def _words(self, _request: Reply) -> Reply:
        texts = (item.property("text") for item in self._visible_items())
        return {"words": [text for text in texts if isinstance(text, str) and text]}

    def _finger_event(self, kind: str, point: QPoint) -> None:
        sequence = QTest.touchEvent(self._window, self._finger)
        {"press": sequence.press, "move": sequence.move, "release": sequence.release}[kind](0, point, self._window)
        sequence.commit()

    def _find(self, name: str) -> QQuickItem:
        item = self._visible().get(name)
        if item is None:
            raise LookupError(f"{name} is not on the screen")
        return item

    def _visible(self) -> dict[str, QQuickItem]:
        return {item.objectName(): item for item in self._visible_items() if item.objectName()}

    def _visible_items(self) -> Iterator[QQuickItem]:
        waiting = [self._window.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.isVisible() and item.opacity() > 0:
                yield item
                waiting.extend(item.childItems())

    _ACTS: ClassVar[dict[str, Callable[["Hand", Reply], Reply]]] = {
        "frame": _frame,
        "picture": _picture,
        "touch": _touch,
        "tap": _tap,
        "draw": _draw,
        "targets": _targets,
        "where": _where,
        "label": _label,
        "words": _words,
    }


def _encode(image: QImage, form: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, form, JPEG_QUALITY if form == "JPG" else -1)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class Door:
    """The Unix socket behind which the terminal stands, open to its owner only.

    `state` tells the last screen state and `events` what was noted after a number, without asking the GUI.
    """

    def __init__(self, path: Path, hand: Hand, state: Callable[[], Reply], events: Callable[[int], Reply]) -> None:
        self._hand = hand
        self._state = state
        self._events = events
        path.unlink(missing_ok=True)
        door = self

        class Visitor(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(BrokenPipeError, ConnectionResetError):  # the citizen has gone
                    for line in self.rfile:
                        self.wfile.write(json.dumps(door.answer(json.loads(line))).encode() + b"\n")

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True

        behind = path.with_name(f".{path.name}")  # whoever sees the door finds somebody listening behind it
        behind.unlink(missing_ok=True)
        self._server = Server(str(behind), Visitor)
        behind.chmod(0o600)
        behind.rename(path)
        self._thread = threading.Thread(target=self._server.serve_forever, name="citizen-door", daemon=True)
        self._thread.start()

    def answer(self, request: Reply) -> Reply:
        """Answer one request."""
        match request:
            case {"do": "state"}:
                return self._state()
            case {"do": "events", "after": int(after)}:
                return self._events(after)
            case _:
                return self._hand.ask(request)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
