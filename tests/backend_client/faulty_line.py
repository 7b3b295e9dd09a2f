"""A TCP relay between terminal and office that breaks connections in the ways real lines do."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum

ACCEPT_POLL = 0.1  # seconds


class Fault(Enum):
    """What happens to one connection; the terminal uses one per request."""

    NONE = "none"
    CUT_BEFORE = "cut_before"  # the office never hears of it
    CUT_AFTER = "cut_after"  # the office did it, the answer is lost
    STALL = "stall"  # the office did it, the answer hangs
    HALF_CLOSE = "half_close"  # half of the answer arrives
    GARBAGE = "garbage"  # some box in between answers


class FaultyLine:
    """Relays to `target`; `choose` says what happens to each connection."""

    def __init__(self, target: int, choose: Callable[[], Fault]) -> None:
        self._target = target
        self.choose = choose
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(ACCEPT_POLL)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._accept, name="faulty-line")
        self._workers: list[threading.Thread] = []
        self.seen: list[Fault] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._listener.close()
        for worker in self._workers:
            worker.join(10)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            fault = self.choose()
            self.seen.append(fault)
            worker = threading.Thread(target=self._relay, args=(near, fault), name="faulty-line-relay")
            self._workers.append(worker)
            worker.start()

    def _relay(self, near: socket.socket, fault: Fault) -> None:
        with near:
            if fault is Fault.CUT_BEFORE:
                near.recv(10)
                return
            if fault is Fault.GARBAGE:
                near.recv(65536)
                near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n<html>login!")
                return
            with socket.create_connection(("127.0.0.1", self._target)) as far:
                pump = threading.Thread(target=_pump, args=(near, far), name="faulty-line-pump")
                pump.start()
                self._answer(near, _everything(far), fault, pump)
                _hang_up(near)
                pump.join(10)

    def _answer(self, near: socket.socket, answer: bytes, fault: Fault, pump: threading.Thread) -> None:
        if fault is Fault.STALL:
            while pump.is_alive() and not self._stop.is_set():  # until the terminal hangs up
                pump.join(ACCEPT_POLL)
        elif fault is Fault.HALF_CLOSE:
            near.sendall(answer[: len(answer) // 2])
        elif fault is Fault.NONE:
            near.sendall(answer)


def _everything(far: socket.socket) -> bytes:
    """Return the office's whole answer; it closes the connection after it."""
    answer = b""
    while piece := far.recv(65536):
        answer += piece
    return answer


def _hang_up(near: socket.socket) -> None:
    try:
        near.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the terminal was first


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
    except OSError:
        return  # one of them hung up; the relay sees it as well


@contextmanager
def open_faulty_line(target: int, choose: Callable[[], Fault]) -> Iterator[FaultyLine]:
    """Relay to the loopback port `target` until the end of the block."""
    line = FaultyLine(target, choose)
    line.start()
    try:
        yield line
    finally:
        line.close()
