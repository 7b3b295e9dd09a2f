"""The real nginx before an office, with `systemd/backoffice.nginx.conf` itself: only addresses and folders are other ones."""

import base64
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import requests

from backend_client.certificate import CertificateFolder
from backend_client.client import OfficeClient
from backend_client.enrolment import enrol
from backend_client.identity import Identity
from backend_client.line import Limits, OfficeLine
from backend_client.sealing import seal, seal_faces
from backoffice.fleet import certificates, services
from backoffice.office import SYSTEM, Office
from domain import numbers
from domain.clock import SystemClock
from domain.failures import FailureCode, KnownFailure
from domain.wire import v1, v1_faces
from tests.backend_client.tls_front import server_certificate
from tests.backend_client.waiting import GENEROUS, until
from tests.paths import ROOT
from tools.benchmarks.office_load import SERVICE, application, picture

SAMPLE = ROOT / "systemd" / "backoffice.nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NOT_INSTALLED = "nginx is not installed (apt-get install nginx-light)"
HEADER = "X-Client-Certificate"
CLOCK = SystemClock()  # TLS looks at the machine's clock
# What stands around the sample in Debian's /etc/nginx/nginx.conf, as far as it matters; root must not lose its own folders.
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 2;
{user}
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{sample}
}}
"""


@dataclass
class Proxy:
    """A running nginx."""

    folder: Path
    office: Office
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def authority(self) -> Path:
        """By which it is known: the file that a terminal has as `office.ca_file`."""
        return self.folder / "server.pem"

    @property
    def log(self) -> str:
        """What it wrote down about this office."""
        return (self.folder / "office.log").read_text()

    def reload(self) -> None:
        """Take in a fresh list of revoked certificates, as the timer does."""
        _write_list(self.office, self.folder)
        before = _workers(self.process.pid)
        self.process.send_signal(signal.SIGHUP)
        until(lambda: before.isdisjoint(_workers(self.process.pid)), "other workers of nginx")

    def pair(self, name: str) -> "Terminal":
        """Pair a terminal over this line."""
        with self.office.writing(SYSTEM) as work:
            token = services.make_pairing_token(work, "测试商场一楼", "Test Mall").token
        line = OfficeLine(self.url, Limits(5.0, GENEROUS), self.authority)
        try:
            return Terminal(self, self.folder / name, enrol(self.folder / name, line, token, CLOCK))
        finally:
            line.close()

    @contextmanager
    def browser(self, terminal: "Terminal | None" = None) -> Iterator[requests.Session]:
        """Open lines that are kept, with the certificate of a terminal or without any."""
        with requests.Session() as session:
            session.trust_env = False
            session.verify = str(self.authority)
            session.cert = str(terminal.certificate) if terminal else None
            yield session


@dataclass
class Terminal:
    """A paired terminal, and where it keeps what."""

    proxy: Proxy
    state_dir: Path
    identity: Identity
    lodged: int = 0

    @property
    def certificate(self) -> Path:
        found = CertificateFolder(self.state_dir, CLOCK).find()
        assert found is not None
        return found.path

    @contextmanager
    def client(self, *, shows: bool = True) -> Iterator[OfficeClient]:
        present = CertificateFolder(self.state_dir, CLOCK).to_present
        line = OfficeLine(self.proxy.url, Limits(5.0, GENEROUS), self.proxy.authority, present if shows else lambda: None)
        client = OfficeClient(line, self.identity, CLOCK)
        try:
            yield client
        finally:
            client.close()

    def beat(self, *, shows: bool = True) -> None:
        """Say how it is; raises KnownFailure."""
        fingerprint = CertificateFolder(self.state_dir, CLOCK).find()
        assert fingerprint is not None
        counts = {"outbox_depth": 0, "outbox_oldest_seconds": 0, "outbox_dead": 0}
        told = {"software_version": "1", "sent_at": CLOCK.now(), "devices": {}, "certificate": fingerprint.fingerprint}
        with self.client(shows=shows) as client:
            client.heartbeat(v1.Heartbeat.model_validate(told | counts))

    def failure(self, *, shows: bool = True) -> FailureCode:
        """Return why a heartbeat does not come through."""
        with pytest.raises(KnownFailure) as caught:
            self.beat(shows=shows)
        return caught.value.code

    def write(self) -> v1.SealedApplication:
        """Seal one more application, with three pictures of the face and one of a paper."""
        self.lodged += 1
        now, identity = CLOCK.now(), self.identity
        number = numbers.allot(now.date(), identity.terminal_number, self.lodged)
        paper = v1.Attachment(kind="paper_0", jpeg=picture(1))
        body = application(number, identity.terminal_id, now).model_copy(update={"attachments": [paper]})
        live = v1_faces.FaceBody(number=number, terminal_id=identity.terminal_id, taken_at=now, pictures=[picture(1)] * 3)
        assert identity.face_key is not None
        shut, faces = seal(body, identity.sealing_key), seal_faces(live, SERVICE, identity.face_key)
        return v1.SealedApplication(
            number=number,
            service=SERVICE,
            confirmed_at=now,
            lodged_at=now,
            key_id=shut.key_id,
            sealed=base64.b64encode(shut.sealed).decode(),
            sealed_sha256=shut.sha256,
            faces=v1_faces.SealedFaces(
                key_id=faces.key_id, sealed=base64.b64encode(faces.sealed).decode(), sealed_sha256=faces.sha256
            ),
        )

    def lodge(self, count: int = 1) -> list[str]:
        """Hand applications over until each is taken, as the courier does: whatever fails is sent again under its key."""
        taken = []
        with self.client() as client:
            for _ in range(count):
                written = self.write()
                until(partial(_sent, client, uuid4(), written), "an application to be taken")
                taken.append(written.number)
        return taken


def _sent(client: OfficeClient, key: UUID, written: v1.SealedApplication) -> bool:
    with suppress(KnownFailure):
        return client.lodge(key, written).number == written.number
    return False


@contextmanager
def proxy_before(office: Office, folder: Path, ports: Sequence[int]) -> Iterator[Proxy]:
    """Run nginx before the processes that listen on `ports` until the end of the block."""
    assert NGINX is not None
    folder.mkdir()
    (folder / "server.pem").write_bytes(server_certificate())
    (folder / "terminals.pem").write_text(certificates.authority_of(office).pem)
    _write_list(office, folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(
        AROUND.format(folder=folder, user="user root;" if os.getuid() == 0 else "", sample=_sample(folder, port, ports))
    )
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stdout=out, stderr=out)
    try:
        until(lambda: process.poll() is not None or _listens(port), "nginx to listen")
        assert process.poll() is None, (folder / "out").read_text()
        yield Proxy(folder, office, port, process)
    finally:
        process.terminate()
        process.wait(GENEROUS)


def _sample(folder: Path, port: int, ports: Sequence[int]) -> str:
    text = SAMPLE.read_text(encoding="utf-8")
    changes = {
        "server 127.0.0.1:8080;": " ".join(f"server 127.0.0.1:{one};" for one in ports),
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/backoffice/tls/server.pem": f"{folder}/server.pem",
        "/etc/backoffice/tls/server.key": f"{folder}/server.pem",
        "/etc/backoffice/tls/terminals.pem;": f"{folder}/terminals.pem;",
        "/var/cache/backoffice-tls/terminals.crl;": f"{folder}/terminals.crl;",
        "/var/log/nginx/backoffice.log": f"{folder}/office.log",
    }
    for shipped, here in changes.items():
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, here)
    return text


def _write_list(office: Office, folder: Path) -> None:
    with office.reading() as work:
        (folder / "terminals.crl").write_text(certificates.revocation_list(work))


def _workers(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
