"""The local socket of the payment process. A terminal that goes away while paying cancels what can still be cancelled."""

import logging
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from pydantic import ValidationError

from domain.failures import FailureCode
from payment.socket_path import reachable
from payment.till import Conversation, Result, Till
from payment.wire import LONGEST_LINE, REQUEST, Line, Progress, Report, Request, Wish
from payment.wire import Result as ResultForm

log = logging.getLogger(__name__)

REQUEST_LIMIT_S = 5.0  # who connects says what it wants
MOST_VISITORS = 16  # the terminal needs three


class Server:
    """Serves one till at one socket; who can enter its folder can reach it."""

    def __init__(self, path: Path, till: Till) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with reachable(path) as address:
            self._server = _UnixServer(address, _Visitor)
        self._server.till = till
        path.chmod(0o660)  # on a terminal the screen has another user of the same group
        self._thread = threading.Thread(target=self._server.serve_forever, name="payment-socket", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 4 * MOST_VISITORS  # a full queue refuses at once instead of waiting
    till: Till

    def __init__(self, address: str, visitor: type["_Visitor"]) -> None:
        self._places = threading.BoundedSemaphore(MOST_VISITORS)
        super().__init__(address, visitor)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the visitor a thread, or show it out when too many are here."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            log.warning("more than %d visitors", MOST_VISITORS)
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one visitor in its thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _Visitor(socketserver.StreamRequestHandler):
    """One connection: one request, its answer."""

    def handle(self) -> None:
        self._writing = threading.Lock()
        self.connection.settimeout(REQUEST_LIMIT_S)
        request = self._read()
        self.connection.settimeout(None)
        if isinstance(request, Request):
            try:
                self._answer(request)
            except Exception as bug:  # noqa: BLE001 - the thread's edge: a bug must not end the process that holds the money
                log.error("bug while answering: %s", type(bug).__name__)  # noqa: TRY400 - a traceback could quote card data
                self._say(Line(failure=FailureCode.TERMINAL_FAULT))
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)  # wakes the thread that listens for wishes

    def _answer(self, request: Request) -> None:
        till = cast("_UnixServer", self.server).till
        if request.order is None and request.do in {"pay", "query", "close"}:
            self._say(Line(failure=FailureCode.TERMINAL_FAULT))
            return
        acts: dict[str, Callable[[], Line]] = {
            "pay": lambda: self._pay(till, request),
            "query": lambda: _result(till.query(_order(request))),
            "close": lambda: _result(till.close_order(_order(request))),
            "eject": lambda: _ejected(till),
            "status": lambda: Line(reports={name: Report.of(report) for name, report in till.reports().items()}),
            "self_test": lambda: Line(tested=till.self_test()),
            "recover": lambda: Line(left=till.recover()),
        }
        self._say(acts[request.do]())

    def _pay(self, till: Till, request: Request) -> Line:
        conversation = Conversation(lambda progress: self._say(Line(progress=Progress.of(progress))))
        listener = threading.Thread(target=self._listen, args=(conversation,), name="payment-wishes", daemon=True)
        listener.start()
        return _result(till.pay(_order(request), request.amount_fen, conversation))

    def _listen(self, conversation: Conversation) -> None:
        for wish in self._wishes():
            if wish.wish == "choose":
                conversation.choose(wish.index)
            else:
                conversation.cancel()
        conversation.cancel()  # the terminal has gone, or nothing can be understood any more

    def _wishes(self) -> Iterator[Wish]:
        while isinstance(wish := self._read(), Wish):
            yield wish

    def _read(self) -> Request | Wish | None:
        try:
            line = self.rfile.readline(LONGEST_LINE)
            return REQUEST.validate_json(line) if line.endswith(b"\n") else None
        except (OSError, ValueError, ValidationError):
            return None

    def _say(self, line: Line) -> None:
        try:
            with self._writing:
                self.wfile.write(line.model_dump_json().encode() + b"\n")
                self.wfile.flush()
        except OSError:
            log.info("the terminal is not listening any more")


def _order(request: Request) -> UUID:
    if request.order is None:
        raise LookupError("a request without its order")
    return request.order


def _result(result: Result) -> Line:
    return Line(failure=result) if isinstance(result, FailureCode) else Line(result=ResultForm.of(result))


def _ejected(till: Till) -> Line:
    till.eject()
    return Line(left=0)
