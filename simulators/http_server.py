"""An HTTP server in a thread of its own, on a free port of the loopback interface."""

import logging
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

HOST = "127.0.0.1"
STOP_SECONDS = 2  # open streams are cut after this


class HttpServer:
    """Serves one application until :meth:`stop`; the address is known before the first request."""

    def __init__(self, app: FastAPI, name: str) -> None:
        self._socket = socket.create_server((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        config = uvicorn.Config(
            app,
            log_level=logging.WARNING,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name=name, daemon=True)

    def start(self) -> None:
        """Begin to serve; requests that come earlier wait in the listen queue."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def refuse_without_echo(app: FastAPI) -> None:
    """Answer malformed bodies with a code only: the framework's own answer would repeat what was sent, personal data too."""

    @app.exception_handler(RequestValidationError)
    def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        places = sorted({".".join(str(part) for part in detail["loc"][1:]) for detail in error.errors()})
        return JSONResponse({"code": "malformed", "message": f"wrong or missing: {', '.join(places)}"}, status_code=422)
