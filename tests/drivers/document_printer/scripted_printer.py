"""An IPP printer that answers what a test says: for what no good printer does. Its bytes are written here, from RFC 8010."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PRINT_JOB, CANCEL_JOB, GET_JOB, GET_JOBS, GET_PRINTER = 2, 8, 9, 10, 11
OK, NOT_FOUND = 0x0000, 0x0406
INTEGER, BOOLEAN, ENUM, NAME, KEYWORD = 0x21, 0x22, 0x23, 0x42, 0x44


def attribute(tag: int, name: str, *values: int | str) -> bytes:
    made = b""
    for place, value in enumerate(values):
        key = name.encode() if place == 0 else b""
        if tag == BOOLEAN:
            content = bytes((int(value),))
        else:
            content = struct.pack(">i", value) if isinstance(value, int) else value.encode()
        made += bytes((tag,)) + struct.pack(">H", len(key)) + key + struct.pack(">H", len(content)) + content
    return made


def answer(status: int, group: int = 0, *attributes: bytes) -> bytes:
    head = b"\x02\x00" + struct.pack(">HI", status, 1) + b"\x01" + attribute(0x47, "attributes-charset", "utf-8")
    return head + (bytes((group,)) + b"".join(attributes) if group else b"") + b"\x03"


@dataclass
class ScriptedPrinter:
    """How it is, and what became of the one job it has. `lose` names operations that it does and does not answer."""

    uri: str = ""
    state: int = 3
    accepting: bool = True
    reasons: tuple[str, ...] = ("none",)
    up_times: list[int] = field(default_factory=lambda: [100])
    refuse: int = OK  # status of Print-Job
    phases: list[tuple[int, int | None]] = field(default_factory=lambda: [(9, 2)])  # job-state, sheets that came out
    job_reasons: tuple[str, ...] = ("job-completed-successfully",)
    job: str = ""
    forgets: bool = False
    lose: tuple[int, ...] = ()
    garbage: tuple[int, ...] = ()
    asked: list[int] = field(default_factory=list)
    queued: int = 0

    def respond(self, request: bytes) -> bytes | None:
        operation = int(struct.unpack_from(">H", request, 2)[0])
        self.asked.append(operation)
        if operation == PRINT_JOB and self.refuse == OK:
            at = request.index(b"job-name") + len(b"job-name")
            length = struct.unpack_from(">H", request, at)[0]
            self.job = request[at + 2 : at + 2 + length].decode()
        if operation in self.lose:
            return None
        return b"HTTP but no IPP" if operation in self.garbage else self._answer(operation)

    def _answer(self, operation: int) -> bytes:
        if operation == GET_PRINTER:
            return self._how_it_is()
        if operation == PRINT_JOB:
            return answer(self.refuse, 2, attribute(INTEGER, "job-id", 7)) if self.refuse == OK else answer(self.refuse)
        if operation == CANCEL_JOB:
            return answer(OK)
        if not self.job or self.forgets:
            return answer(NOT_FOUND if operation == GET_JOB else OK)
        return self._its_job()

    def _how_it_is(self) -> bytes:
        up_time = self.up_times.pop(0) if len(self.up_times) > 1 else self.up_times[0]
        return answer(
            OK,
            4,
            attribute(ENUM, "printer-state", self.state),
            attribute(KEYWORD, "printer-state-reasons", *self.reasons),
            attribute(BOOLEAN, "printer-is-accepting-jobs", self.accepting),
            attribute(INTEGER, "printer-up-time", up_time),
            attribute(INTEGER, "queued-job-count", self.queued),
        )

    def _its_job(self) -> bytes:
        phase, sheets = self.phases.pop(0) if len(self.phases) > 1 else self.phases[0]
        counted = () if sheets is None else (attribute(INTEGER, "job-impressions-completed", sheets),)
        named = attribute(NAME, "job-name", self.job)
        reasons = attribute(KEYWORD, "job-state-reasons", *self.job_reasons)
        return answer(OK, 2, attribute(INTEGER, "job-id", 7), named, attribute(ENUM, "job-state", phase), reasons, *counted)


@contextmanager
def served(script: ScriptedPrinter) -> Iterator[ScriptedPrinter]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = script.respond(self.rfile.read(int(self.headers["Content-Length"])))
            if body is None:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/ipp")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.uri = f"ipp://127.0.0.1:{server.server_address[1]}/ipp/print"
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield script
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
