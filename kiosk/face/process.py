"""The face process from inside: takes orders from the socket, has the camera and the models, and ends with its terminal."""

import logging
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock
from typing import TypeVar

from domain.failures import FailureCode
from drivers.camera.contract import Camera
from drivers.device import SelfTestResult
from drivers.supervisor import JobHandle, SupervisedDevice
from kiosk.face.attempt import Attempt, Looking, PhotoAttempt, Tools
from kiosk.face.contract import FaceProgress
from kiosk.face.quality import Mode
from kiosk.face.wire import (
    Alive,
    Cancel,
    Examined,
    Failed,
    LineReader,
    News,
    Order,
    Photographed,
    Progress,
    Ready,
    Report,
    SelfTest,
    TakePhoto,
    Verdict,
    Verify,
    encoded,
)

R = TypeVar("R")

log = logging.getLogger(__name__)

ALIVE_EVERY_S = 1.0
STOP_LIMIT_S = 4.0
PICTURE_LIMIT_S = 5.0
_PIECE = 65536


class Line:
    """The socket to the terminal. Any thread may tell; one hears."""

    def __init__(self, connection: socket.socket, reader: LineReader[Order]) -> None:
        self._connection = connection
        self._reader = reader
        self._telling = Lock()
        self._heard: list[Order] = []

    def tell(self, news: News) -> None:
        """Say something. When the terminal is gone nobody listens; whoever hears will notice."""
        with self._telling, suppress(OSError):
            self._connection.sendall(encoded(news))

    def hear(self, limit_s: float | None) -> list[Order] | None:
        """Return the orders of the next `limit_s` seconds (None: however long it takes); None when the terminal is gone.

        Raises :class:`kiosk.face.wire.Garbage`.
        """
        if self._heard:
            orders, self._heard = self._heard, []
            return orders
        if not select.select([self._connection], [], [], limit_s)[0]:
            return []
        piece = self._connection.recv(_PIECE)
        return self._reader.feed(piece) if piece else None

    def hear_one(self) -> Order | None:
        """Wait for one order; those that came with it are heard later."""
        while True:
            orders = self.hear(None)
            if orders is None:
                return None
            if orders:
                self._heard = orders[1:]
                return orders[0]


class FaceProcess:
    """Serves one terminal with warm models and an open camera."""

    def __init__(self, line: Line, camera: SupervisedDevice[Camera], tools: Tools) -> None:
        self._line = line
        self._camera = camera
        self._tools = tools
        self._running: dict[int, JobHandle] = {}

    def serve(self) -> None:
        """Do what is asked until the terminal is gone."""
        self._camera.start()
        try:
            self._line.tell(Ready())
            self._camera.observe(lambda report: self._line.tell(Report.of(report)))
            while (orders := self._line.hear(ALIVE_EVERY_S)) is not None:
                for order in orders:
                    self._obey(order)
                self._line.tell(Alive())
        except OSError:
            log.info("the terminal is gone")
        finally:
            self._camera.stop(STOP_LIMIT_S)
            self._tools.preview.clear()

    def _obey(self, order: Order) -> None:
        match order:
            case Verify():
                self._verify(order)
            case TakePhoto():
                self._photograph(order)
            case Cancel():
                if order.number in self._running:
                    self._running[order.number].cancel()
            case SelfTest():
                self._camera.submit(self._self_test, self._tell_tested)

    def _verify(self, order: Verify) -> None:
        attempt = Attempt(self._tools, order.references, self._teller(order.number))
        self._begin(order.number, attempt, lambda verdict: Verdict.of(order.number, verdict))

    def _photograph(self, order: TakePhoto) -> None:
        attempt = PhotoAttempt(self._tools, self._teller(order.number))
        self._begin(order.number, attempt, lambda photo: Photographed.of(order.number, photo))

    def _teller(self, number: int) -> Callable[[FaceProgress], None]:
        return lambda progress: self._line.tell(Progress.of(number, progress))

    def _begin(self, number: int, looking: Looking[R], in_words: Callable[[R], News]) -> None:
        def on_result(result: R | FailureCode) -> None:
            if isinstance(result, FailureCode):
                self._line.tell(Failed(number=number, code=result))
            else:
                self._line.tell(in_words(result))

        self._running = {number: self._camera.submit(looking.run, on_result)}  # the one before has its result

    def _self_test(self, camera: Camera, _cancelled: Event) -> SelfTestResult:
        """Camera, detector and engine once, without a person; who stands there by chance is not looked at."""
        tested = camera.self_test()
        if not tested.passed:
            return tested
        frame = camera.next_frame(0, PICTURE_LIMIT_S)
        if frame is None:
            return SelfTestResult(passed=False, failure=FailureCode.DEVICE_SILENT, details=tested.details)
        began = self._tools.clock.monotonic()
        self._tools.recogniser.assess(frame.image, Mode.LIVE)
        took = self._tools.clock.monotonic() - began
        return SelfTestResult(passed=True, details=(*tested.details, *self._details(took)))

    def _details(self, took_s: float) -> tuple[tuple[str, str], ...]:
        recogniser = self._tools.recogniser
        return (
            ("engine", recogniser.engine.name),
            ("calibration", recogniser.calibration.id),
            ("milliseconds", str(round(took_s * 1000))),
        )

    def _tell_tested(self, result: SelfTestResult | FailureCode) -> None:
        failed = SelfTestResult(passed=False, failure=result) if isinstance(result, FailureCode) else result
        self._line.tell(Examined.of(failed))
