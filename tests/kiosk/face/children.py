"""Face processes that misbehave. Each is a function that is called in a process of its own."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

from drivers.device import DeviceReport, DeviceStatus
from kiosk.face.wire import LONGEST_ORDER, ORDERS, Alive, LineReader, Ready, Report, encoded

ONLINE = DeviceReport(DeviceStatus.ONLINE)


def command(name: str) -> tuple[str, ...]:
    """The command that starts the one called `name`."""
    return (sys.executable, "-c", f"from tests.kiosk.face import children; children.{name}()")


def _line() -> socket.socket:
    return socket.socket(fileno=int(sys.argv[1]))


def _serve_until_asked(line: socket.socket) -> None:
    """Behave until the first try is asked for."""
    line.sendall(encoded(Ready()) + encoded(Report.of(ONLINE)))
    reader = LineReader(ORDERS, LONGEST_ORDER)
    while True:
        piece = line.recv(65536)
        if not piece:
            sys.exit(0)
        if any(order.kind == "verify" for order in reader.feed(piece)):
            return


def talks_garbage() -> None:
    """Answers a try with noise."""
    line = _line()
    _serve_until_asked(line)
    line.sendall(b"\x00\xffhello\n")
    line.recv(1)


def talks_without_end() -> None:
    """Answers a try with a line that never ends."""
    line = _line()
    _serve_until_asked(line)
    try:
        while True:
            line.sendall(b"x" * 65536)
    except OSError:
        return


def hangs_in_a_try() -> None:
    """Says that it is alive, and never what came of the try."""
    line = _line()
    _serve_until_asked(line)
    while True:
        line.sendall(encoded(Alive()))
        time.sleep(0.1)


def takes_nothing_in() -> None:
    """Is ready, and never reads."""
    line = _line()
    line.sendall(encoded(Ready()) + encoded(Report.of(ONLINE)))
    while line:
        time.sleep(60)


def never_gets_ready() -> None:
    """Hangs while it loads its models."""
    while True:
        time.sleep(60)


def dies_at_once() -> None:
    """Cannot even begin."""
    sys.exit(3)


def does_not_end() -> None:
    """Goes on when it is told to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    takes_nothing_in()


def tells_its_descriptors() -> None:
    """Writes into the file named by the environment which descriptors it was given."""
    Path(os.environ["FACE_TEST_OUT"]).write_text(" ".join(str(one) for one in Path("/proc/self/fd").iterdir()))
    takes_nothing_in()


def looks_when_let() -> None:
    """The real process, with a detector that stands still until the file named by the environment is there."""
    from kiosk.face.__main__ import main
    from kiosk.face.recogniser import Recogniser, open_recogniser
    from kiosk.face.vision import Face, Image

    let = Path(os.environ["FACE_TEST_OUT"])

    class Waiting:
        def find(self, _image: Image) -> list[Face]:
            while not let.exists():
                time.sleep(0.02)
            return []

    def opener(engine: str, config_dir: Path) -> Recogniser:
        quick = open_recogniser(engine, config_dir)
        return Recogniser(Waiting(), quick.engine, quick.gates, quick.calibration)

    sys.exit(main(open_recogniser=opener))
