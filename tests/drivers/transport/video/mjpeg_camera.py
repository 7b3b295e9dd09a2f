"""A network camera on loopback: multipart JPEG over HTTP, which a test breaks on purpose."""

from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from tests.drivers.transport.video.pictures import jpeg, noise

INTERVAL_S = 0.02
LIVELY = tuple(jpeg(noise(seed)) for seed in range(8))


class Trouble(Enum):
    """What is wrong with the camera."""

    NONE = auto()
    END = auto()  # closes the connection
    STALL = auto()  # keeps the connection, sends nothing
    GARBAGE = auto()  # sends parts that are no pictures
    REPEAT = auto()  # sends one picture for ever
    DARK = auto()  # something lies over the lens
    SPECKLED = auto()  # every other part is garbage


class MjpegCamera:
    """The server; `trouble` may be set at any time."""

    def __init__(self) -> None:
        self.trouble = Trouble.NONE
        self.connections = 0
        self._port = 0
        self.plug()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}/camera.mjpg"

    def plug(self) -> None:
        """Listen, on the same port as before."""
        self._gone = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        self._server.daemon_threads = True
        self._port = self._server.server_port
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Drop every connection and listen no more; harmless when done already."""
        self._gone.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def part(self, number: int) -> bytes:
        """Return one part of the stream."""
        dark = jpeg(noise(number, brightest=4))
        return {
            Trouble.GARBAGE: b"\xff\xd8" + bytes(range(256)) * 8 + b"\xff\xd9",
            Trouble.SPECKLED: b"\xff\xd8nonsense\xff\xd9" if number % 2 else LIVELY[number % 8],
            Trouble.REPEAT: LIVELY[0],
            Trouble.DARK: dark,
        }.get(self.trouble, LIVELY[number % 8])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        camera, gone = self, self._gone

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                camera.connections += 1
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                number = 0
                while not gone.wait(INTERVAL_S) and camera.trouble is not Trouble.END:
                    if camera.trouble is Trouble.STALL:
                        continue
                    number += 1
                    if not self._send(camera.part(number)):
                        return

            def _send(self, part: bytes) -> bool:
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(part)}\r\n\r\n".encode()
                try:
                    self.wfile.write(head + part + b"\r\n")
                except OSError:  # the reader is gone
                    return False
                return True

        return Handler
