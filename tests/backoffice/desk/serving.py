"""Serves the real application on a real port."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from backoffice.app import create_app
from backoffice.office import Office
from backoffice.settings import Settings
from domain.clock import Clock


@dataclass
class Serving:
    """A running office and its address."""

    url: str
    app: FastAPI

    @property
    def office(self) -> Office:
        office: Office = self.app.state.office
        return office


@contextmanager
def serving(settings: Settings, clock: Clock) -> Iterator[Serving]:
    """Run the office on a free port of the loopback; its cookie may travel there without TLS."""
    plain = settings.model_copy(update={"sign_in": settings.sign_in.model_copy(update={"secure_cookie": False})})
    app = create_app(plain, clock)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Serving(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
        finally:
            server.should_exit = True
            thread.join()
    app.state.office.database.close()
