"""The payment process as the terminal sees it: implements :class:`payment.contract.PaymentTerminal` over the local socket."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from pydantic import ValidationError

from domain.failures import FailureCode
from drivers.device import DeviceReport, SelfTestResult
from drivers.failure_reports import failed_report
from payment.contract import PaymentProgress, PaymentResult
from payment.socket_path import reachable
from payment.wire import LONGEST_LINE, Line, Request, Wish

log = logging.getLogger(__name__)

CONNECT_LIMIT_S = 2.0
QUERY_LIMIT_S = 90.0  # closing an order may have to clarify it with the acquirer first
STATUS_LIMIT_S = 5.0
PAYMENT_LIMIT_S = 600.0
SELF_TEST_LIMIT_S = 120.0  # reader, pad, and a sign-on that nobody answers
DEVICES = ("bank_card_reader", "pin_pad", "acquirer")

T = TypeVar("T")
OnResult = Callable[[PaymentResult | FailureCode], None]


class Conversation:
    """A payment under way, seen from the terminal."""

    def __init__(self, connection: "Connection | None") -> None:
        self._connection = connection

    def choose(self, index: int) -> None:
        """Choose an application of the card."""
        self._wish(Wish(wish="choose", index=index))

    def cancel(self) -> None:
        """Give up; honoured until the request is on the wire."""
        self._wish(Wish(wish="cancel"))

    def _wish(self, wish: Wish) -> None:
        if self._connection is not None:
            self._connection.say(wish.model_dump_json())


class PaymentClient:
    """See :class:`payment.contract.PaymentTerminal`. Each request has a connection and a thread of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pay(
        self, order_id: UUID, amount_fen: int, on_progress: Callable[[PaymentProgress], None], on_result: OnResult
    ) -> Conversation:
        """See the protocol. `PAYMENT_PROCESS_GONE`: the process ended or is away; ask again with :meth:`query`."""
        request = Request(do="pay", order=order_id, amount_fen=amount_fen)
        connection = self._connected(PAYMENT_LIMIT_S)

        def run() -> None:
            on_result(_result(self._last_line(connection, request, on_progress)))

        threading.Thread(target=run, name="payment", daemon=True).start()
        return Conversation(connection)

    def query(self, order_id: UUID, on_result: OnResult) -> None:
        """See the protocol."""
        self._in_thread(lambda: on_result(self.ask_result(Request(do="query", order=order_id))))

    def close_order(self, order_id: UUID, on_result: OnResult) -> None:
        """See the protocol."""
        self._in_thread(lambda: on_result(self.ask_result(Request(do="close", order=order_id))))

    def ask_result(self, request: Request) -> PaymentResult | FailureCode:
        """Ask and wait; for threads that may block."""
        return _result(self._last_line(self._connected(QUERY_LIMIT_S), request, lambda _: None))

    def recover(self, on_left: Callable[[int | FailureCode], None]) -> None:
        """See the protocol."""
        self._in_thread(lambda: on_left(self._ask_left()))

    def _ask_left(self) -> int | FailureCode:
        line = self._last_line(self._connected(QUERY_LIMIT_S), Request(do="recover"), lambda _: None)
        if line is None or line.left is None:
            return (line and line.failure) or FailureCode.PAYMENT_PROCESS_GONE
        return line.left

    def eject(self) -> None:
        """See the protocol."""
        self._in_thread(lambda: self._last_line(self._connected(STATUS_LIMIT_S), Request(do="eject"), lambda _: None))

    def reports(self) -> dict[str, DeviceReport]:
        """Ask how the devices are (blocks for a moment); when the process is away they all are."""
        line = self._last_line(self._connected(STATUS_LIMIT_S), Request(do="status"), lambda _: None)
        if line is None or line.reports is None:
            return {device: failed_report(FailureCode.PAYMENT_PROCESS_GONE) for device in DEVICES}
        return {name: report.opened() for name, report in line.reports.items()}

    def answers(self) -> bool:
        """Tell whether the process is there and answers (blocks for a moment)."""
        line = self._last_line(self._connected(STATUS_LIMIT_S), Request(do="status"), lambda _: None)
        return line is not None and line.reports is not None

    def self_test(self) -> dict[str, SelfTestResult]:
        """Have every device tested (blocks until they were); when the process is away all of them failed."""
        line = self._last_line(self._connected(SELF_TEST_LIMIT_S), Request(do="self_test"), lambda _: None)
        if line is None or line.tested is None:
            code = (line and line.failure) or FailureCode.PAYMENT_PROCESS_GONE
            return {device: SelfTestResult(passed=False, failure=code) for device in DEVICES}
        return {device: SelfTestResult(passed=failure is None, failure=failure) for device, failure in line.tested.items()}

    def _connected(self, limit_s: float) -> "Connection | None":
        try:
            return Connection(self._path, limit_s)
        except OSError:
            return None

    def _last_line(
        self, connection: "Connection | None", request: Request, on_progress: Callable[[PaymentProgress], None]
    ) -> Line | None:
        """Return the last line of the answer; None when the process is away or went away."""
        if connection is None:
            return None
        try:
            connection.say(request.model_dump_json())
            for line in connection.lines():
                if line.progress is None:
                    return line
                on_progress(line.progress.opened())
        except (OSError, ValidationError) as error:
            log.warning("payment process: %s", type(error).__name__)
        finally:
            connection.close()
        return None

    @staticmethod
    def _in_thread(act: Callable[[], object]) -> None:
        threading.Thread(target=act, name="payment-question", daemon=True).start()


class Connection:
    """One connection to the socket."""

    def __init__(self, path: Path, limit_s: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(CONNECT_LIMIT_S)
        try:
            with reachable(path) as address:
                self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise
        self._socket.settimeout(limit_s)
        self._file = self._socket.makefile("rb")
        self._writing = threading.Lock()

    def say(self, line: str) -> None:
        """Send one line; quietly when nobody listens any more (the reader of the answer notices)."""
        with self._writing, suppress(OSError):
            self._socket.sendall(line.encode() + b"\n")

    def lines(self) -> Iterator[Line]:
        """Yield what comes back until the other side hangs up; raises :class:`OSError`, :class:`ValidationError`."""
        while line := self._file.readline(LONGEST_LINE):
            yield Line.model_validate_json(line)

    def close(self) -> None:
        """Hang up."""
        with self._writing:
            self._file.close()
            self._socket.close()


def _result(line: Line | None) -> PaymentResult | FailureCode:
    if line is None:
        return FailureCode.PAYMENT_PROCESS_GONE
    if line.result is not None:
        return line.result.opened()
    return line.failure or FailureCode.PAYMENT_PROCESS_GONE
