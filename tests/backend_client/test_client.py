"""What the terminal asks the office, over real HTTP, and how it tells the ways this can fail apart."""

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend_client.address import InsecureAddress, checked_address
from backend_client.client import OfficeClient, OfficeFailure
from backend_client.identity import Identity
from backend_client.line import Limits, OfficeLine
from domain.application import ApplicationStatus
from domain.failures import FailureCode, KnownFailure
from domain.numbers import allot
from domain.people import DocumentKind
from domain.wire.v1 import OFFICE_TIME_HEADER, ProblemCode
from domain.wire.v1_my_applications import Myself, ProgressQuestion
from tests.backend_client import samples
from tests.backend_client.faulty_line import Fault, open_faulty_line
from tests.backend_client.live_office import START, LiveOffice, RunningClock

FAST = Limits(connect=1.0, answer=0.5)


def test_enrol_seal_lodge_received(live: LiveOffice, identity: Identity, client: OfficeClient) -> None:
    number = allot(START.date(), identity.terminal_number, 1)
    message = samples.sealed_application(number, identity.sealing_key, identity.terminal_id)
    receipt = client.lodge(uuid4(), message)
    assert receipt.number == number
    assert receipt.status is ApplicationStatus.ACCEPTED
    assert receipt.due_date is not None
    assert receipt.due_date.isoformat() == "2026-11-26"
    assert not receipt.replayed
    assert live.case_numbers() == [number]


def test_a_heartbeat_brings_time_and_sealing_key(client: OfficeClient, identity: Identity) -> None:
    answer = client.heartbeat(samples.heartbeat())
    assert answer.sealing_key == identity.sealing_key
    assert abs(answer.office_time - START) < timedelta(minutes=5)


def _failure_of(client: OfficeClient) -> KnownFailure:
    with pytest.raises(KnownFailure) as caught:
        client.heartbeat(samples.heartbeat())
    return caught.value


def test_nobody_listens(live: LiveOffice, identity: Identity) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with live.client(identity, url=f"http://127.0.0.1:{port}") as client:
        assert _failure_of(client).code is FailureCode.NETWORK_DOWN


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.CUT_BEFORE, FailureCode.NETWORK_DOWN),
        (Fault.CUT_AFTER, FailureCode.NETWORK_DOWN),
        (Fault.STALL, FailureCode.NETWORK_DOWN),
        (Fault.HALF_CLOSE, FailureCode.NETWORK_DOWN),
        (Fault.GARBAGE, FailureCode.OFFICE_UNAVAILABLE),
    ],
)
def test_a_broken_line_is_told_from_a_broken_office(
    live: LiveOffice, identity: Identity, fault: Fault, code: FailureCode
) -> None:
    with open_faulty_line(live.port, lambda: fault) as line, live.client(identity, url=line.url, limits=FAST) as client:
        assert _failure_of(client).code is code


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n"])
def test_a_trickle_does_not_hold_the_terminal(
    tmp_path: Path, identity: Identity, clock: RunningClock, start: bytes, tls: bool
) -> None:
    context = _tls(tmp_path, datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)) if tls else None
    with _trickling(start, context) as url:
        client = OfficeClient(OfficeLine(url, FAST, tmp_path / "office.pem" if tls else None), identity, clock)
        assert _failure_of(client).code is FailureCode.NETWORK_DOWN
        client.close()


@contextmanager
def _trickling(start: bytes, context: ssl.SSLContext | None) -> Iterator[str]:
    """Send `start` and then a byte every now and then, for ever."""
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        plain, _ = listener.accept()
        with context.wrap_socket(plain, server_side=True) if context else plain as near:
            near.recv(65536)
            near.sendall(start)
            with suppress(OSError):
                while not stop.wait(0.05):
                    near.sendall(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        thread.join()
        listener.close()


def test_the_registry_is_down(live: LiveOffice, client: OfficeClient) -> None:
    live.registry.down = True
    with pytest.raises(OfficeFailure) as caught:
        client.eligibility(samples.question())
    assert caught.value.code is FailureCode.OFFICE_UNAVAILABLE
    assert caught.value.problem == ProblemCode.REGISTRY_UNAVAILABLE
    assert caught.value.retry_after == 5.0


def test_a_clock_that_is_wrong_learns_the_right_time(live: LiveOffice, identity: Identity) -> None:
    wrong = RunningClock()
    wrong.shift = timedelta(hours=-2)
    with live.client(identity, wrong) as client:
        failure = _failure_of(client)
    assert failure.code is FailureCode.CLOCK_WRONG
    assert isinstance(failure, OfficeFailure)
    assert failure.office_time is not None
    assert timedelta(hours=1, minutes=55) < failure.office_time - wrong.now() < timedelta(hours=2, minutes=5)
    assert not failure.final


def test_a_stranger_is_not_enrolled(live: LiveOffice, identity: Identity) -> None:
    stranger = Identity("terminal-ffff", 2, "", "", identity.sealing_key, identity.signing_key)
    with live.client(stranger) as client:
        assert _failure_of(client).code is FailureCode.TERMINAL_NOT_ENROLLED


def test_a_wrong_key_is_not_this_terminal(live: LiveOffice, identity: Identity) -> None:
    thief = Identity(identity.terminal_id, 1, "", "", identity.sealing_key, Ed25519PrivateKey.generate())
    with live.client(thief) as client:
        failure = _failure_of(client)
    assert failure.code is FailureCode.TERMINAL_NOT_ENROLLED
    assert isinstance(failure, OfficeFailure)
    assert failure.problem == ProblemCode.SIGNATURE_INVALID


def test_a_receipt_of_another_application_proves_nothing(identity: Identity, clock: RunningClock) -> None:
    body = (
        b'{"number":"2611230001000024","status":"accepted","received_at":"2026-11-23T12:00:00+08:00",'
        b'"due_date":null,"replayed":false}'
    )
    with _answering(200, {}, body) as url:
        client = OfficeClient(OfficeLine(url, FAST), identity, clock)
        with pytest.raises(KnownFailure) as caught:
            client.lodge(
                uuid4(), samples.sealed_application(samples.application_number(), identity.sealing_key, identity.terminal_id)
            )
        client.close()
    assert caught.value.code is FailureCode.OFFICE_UNAVAILABLE


def progress_question() -> ProgressQuestion:
    who = Myself(
        kind=DocumentKind.RESIDENT_ID_CARD, number="500103199001010010", name="测试甲", valid_to=date(2039, 6, 1), face=None
    )
    return ProgressQuestion(person=who, number="2611220001000017")


def test_progress_is_asked_for_by_number(client: OfficeClient) -> None:
    assert client.progress(progress_question()).progress is None  # nobody lodged it


def test_an_office_without_the_question_of_progress_refuses_it(identity: Identity, clock: RunningClock) -> None:
    with _answering(404, {}, b'{"code":"not_found","message":"x"}') as url:
        client = OfficeClient(OfficeLine(url, FAST), identity, clock)
        with pytest.raises(KnownFailure) as caught:
            client.progress(progress_question())
        client.close()
    assert caught.value.code is FailureCode.OFFICE_REFUSED


PROBLEM = b'{"code":"message_invalid","message":"x"}'


@pytest.mark.parametrize(
    ("status", "headers", "body", "code", "final", "retry_after"),
    [
        (422, {}, PROBLEM, FailureCode.OFFICE_REFUSED, True, None),
        (409, {}, b'{"code":"a_code_of_tomorrow","message":"x"}', FailureCode.OFFICE_REFUSED, True, None),
        (422, {}, b"<html>", FailureCode.OFFICE_REFUSED, False, None),  # not the office's word
        (404, {}, PROBLEM, FailureCode.OFFICE_REFUSED, False, None),  # a wrong address, not a wrong message
        (403, {}, b"<html>", FailureCode.OFFICE_REFUSED, False, None),
        (302, {"Location": "http://127.0.0.1:9/"}, b"", FailureCode.OFFICE_REFUSED, False, None),
        (429, {"Retry-After": "7"}, PROBLEM, FailureCode.OFFICE_UNAVAILABLE, False, 7.0),
        (503, {"Retry-After": "Mon, 23 Nov 2026 04:00:00 GMT"}, b"", FailureCode.OFFICE_UNAVAILABLE, False, 0.0),
        (503, {"Retry-After": "999999999"}, b"", FailureCode.OFFICE_UNAVAILABLE, False, 3600.0),
        (503, {"Retry-After": "soon"}, b"", FailureCode.OFFICE_UNAVAILABLE, False, None),
        (500, {}, b"\xff\xfe", FailureCode.OFFICE_UNAVAILABLE, False, None),
        (200, {}, b"{}", FailureCode.OFFICE_UNAVAILABLE, False, None),
        (200, {}, b"x" * 800_000, FailureCode.NETWORK_DOWN, False, None),
        (401, {OFFICE_TIME_HEADER: "soon"}, b'{"code":"clock_wrong","message":"x"}', FailureCode.CLOCK_WRONG, False, None),
    ],
)
def test_every_answer_has_its_meaning(
    identity: Identity,
    clock: RunningClock,
    status: int,
    headers: dict[str, str],
    body: bytes,
    code: FailureCode,
    final: bool,
    retry_after: float | None,
) -> None:
    with _answering(status, headers, body) as url:
        client = OfficeClient(OfficeLine(url, FAST), identity, clock)
        failure = _failure_of(client)
        client.close()
    assert failure.code is code
    assert getattr(failure, "final", False) is final
    assert getattr(failure, "retry_after", None) == retry_after


def test_proxies_of_the_environment_are_ignored(live: LiveOffice, identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with live.client(identity) as client:
        client.heartbeat(samples.heartbeat())


@pytest.mark.parametrize(
    "url", ["http://office.example", "ftp://127.0.0.1", "http://127.0.0.1.example.com", "office", "http://"]
)
def test_plain_http_is_for_the_same_machine_only(url: str) -> None:
    with pytest.raises(InsecureAddress):
        checked_address(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost", "https://office.example/"])
def test_https_and_loopback_are_taken(url: str) -> None:
    assert not checked_address(url).endswith("/")


@pytest.mark.parametrize(
    ("begins", "ends", "pinned", "code"),
    [
        (-1, 1, True, None),
        (-1, 1, False, FailureCode.NETWORK_DOWN),  # signed by an authority that is not the office's
        (1, 2, True, FailureCode.CLOCK_WRONG),  # not valid yet: this terminal's clock is behind
        (-2, -1, True, FailureCode.CLOCK_WRONG),
    ],
)
def test_the_office_is_known_by_its_own_authority(
    tmp_path: Path, identity: Identity, clock: RunningClock, begins: int, ends: int, pinned: bool, code: FailureCode | None
) -> None:
    context = _tls(tmp_path, datetime.now(UTC) + timedelta(days=begins), datetime.now(UTC) + timedelta(days=ends))
    body = b'{"office_time":"2026-11-23T12:00:00+08:00","sealing_key":{"key_id":"k","public_key":"%s"}}'
    public = base64.b64encode(bytes(32))
    with _answering(200, {}, body % public, context) as url:
        line = OfficeLine(url, Limits(2.0, 2.0), tmp_path / "office.pem" if pinned else None)
        client = OfficeClient(line, identity, clock)
        if code is None:
            assert client.heartbeat(samples.heartbeat()).sealing_key.key_id == "k"
        else:
            assert _failure_of(client).code is code
        client.close()


def _tls(folder: Path, begins: datetime, ends: datetime) -> ssl.SSLContext:
    """Make a self-signed certificate for 127.0.0.1; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "office")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "office.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "office.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "office.pem", folder / "office.key")
    return context


@contextmanager
def _answering(status: int, headers: dict[str, str], body: bytes, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Answer every request with the same bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            return  # the terminal hung up, as it should

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
