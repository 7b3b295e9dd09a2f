"""A TLS-terminating proxy in front of the office, as `systemd/backoffice.nginx.conf` makes nginx one.

It asks for client certificates of the terminals' authority, knows its list of revoked ones, lets enrolment and renewal through
without any, and passes on what it saw.
"""

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HEADER = "X-Client-Certificate"
OPEN = ("/terminal/v1/enrol", "/terminal/v1/certificate")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    office_port = 0

    def handle_error(self, request: object, client_address: object) -> None:
        """A refused handshake is the other side's matter."""


class _Front(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        assert isinstance(self.connection, ssl.SSLSocket)
        shown = self.connection.getpeercert(binary_form=True)
        if shown is None and self.path not in OPEN:
            self.send_error(403)
            return
        headers = {name: value for name, value in self.headers.items() if name not in (HEADER, "Host", "Connection")}
        if shown is not None:
            headers[HEADER] = quote(ssl.DER_cert_to_PEM_cert(shown))
        inner = http.client.HTTPConnection("127.0.0.1", self.server.office_port, timeout=10)
        inner.request("POST", self.path, body, headers)
        answer = inner.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        inner.close()


@contextmanager
def tls_front(folder: Path, office_port: int, authority: str, revoked: str | None = None) -> Iterator[str]:
    """Stand in front of the office until the end of the block; give the address. The server's own authority: `server.pem`."""
    own, clients = folder / "server.pem", folder / "clients.pem"
    own.write_bytes(server_certificate())
    clients.write_text(authority + (revoked or ""))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    context.load_verify_locations(clients)
    context.verify_mode = ssl.CERT_OPTIONAL
    if revoked is not None:
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    server = _Server(("127.0.0.1", 0), _Front)
    server.office_port = office_port
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="tls-front")
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def server_certificate() -> bytes:
    """Return key and certificate of a server on loopback that is its own authority, PEM."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "office")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
