"""Client certificates end to end, with a real TLS server in front of a real office."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from backend_client import certificate
from backend_client.certificate import CertificateFolder
from backend_client.client import OfficeClient
from backend_client.enrolment import enrol
from backend_client.identity import FOLDER, Identity
from backend_client.line import OfficeLine
from backoffice.fleet import certificates, services
from backoffice.fleet.authority import TerminalAuthority
from backoffice.fleet.models import TerminalCertificate
from backoffice.fleet.terminal_api import create_terminal_app
from backoffice.office import SYSTEM, Office
from domain.clock import SystemClock
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1 import Heartbeat
from domain.wire.v1_fleet import CertificateQuestion
from tests.backend_client.live_office import LIMITS, make_office
from tests.backend_client.tls_front import HEADER, tls_front
from tests.backoffice.serving import serving

CLOCK = SystemClock()  # TLS looks at the machine's clock


@dataclass
class Guarded:
    """An office that believes its proxy, and the port behind it."""

    office: Office
    port: int
    folder: Path

    @contextmanager
    def front(self, *, with_list: bool = False) -> Iterator[str]:
        with self.office.reading() as work:
            listed = certificates.revocation_list(work) if with_list else None
        with tls_front(self.folder, self.port, certificates.authority_of(self.office).pem, listed) as url:
            yield url

    def token(self) -> str:
        with self.office.writing(SYSTEM) as work:
            return services.make_pairing_token(work, "测试商场一楼", "Test Mall").token

    def enrolled(self, url: str, name: str = "terminal") -> "Paired":
        line = OfficeLine(url, LIMITS, self.folder / "server.pem")
        try:
            return Paired(enrol(self.folder / name, line, self.token(), CLOCK), self.folder / name, self.folder)
        finally:
            line.close()


@dataclass
class Paired:
    """One terminal and where it keeps what."""

    identity: Identity
    state_dir: Path
    folder: Path

    def beat(self, url: str, *, shows: bool = True) -> None:
        """Send a heartbeat; raises KnownFailure."""
        with self.client(url, shows=shows) as client:
            shown = CertificateFolder(self.state_dir, CLOCK).find()
            fingerprint = shown.fingerprint if shown else None
            client.heartbeat(_heartbeat(fingerprint))

    @contextmanager
    def client(self, url: str, *, shows: bool = True) -> Iterator[OfficeClient]:
        to_present = CertificateFolder(self.state_dir, CLOCK).to_present
        line = OfficeLine(url, LIMITS, self.folder / "server.pem", to_present if shows else lambda: None)
        client = OfficeClient(line, self.identity, CLOCK)
        try:
            yield client
        finally:
            client.close()

    def renew(self, url: str) -> None:
        with self.client(url) as client:
            request = certificate.make_request(self.state_dir / FOLDER)
            answer = client.renew_certificate(CertificateQuestion(certificate_request=request))
            certificate.keep(self.state_dir / FOLDER, answer.certificate)


def _heartbeat(fingerprint: str | None) -> Heartbeat:
    return Heartbeat(
        software_version="1",
        sent_at=CLOCK.now(),
        devices={},
        outbox_depth=0,
        outbox_oldest_seconds=0,
        outbox_dead=0,
        certificate=fingerprint,
    )


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    office = make_office(tmp_path / "office", CLOCK)
    fleet = office.settings.fleet.model_copy(update={"certificate_header": HEADER})
    office = replace(office, settings=office.settings.model_copy(update={"fleet": fleet}))
    app = FastAPI()
    app.mount("/terminal", create_terminal_app(office))
    with serving(app) as port:
        yield Guarded(office, port, tmp_path)
    office.database.close()


def failure_of(call: object) -> FailureCode:
    with pytest.raises(KnownFailure) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def test_pairing_gives_a_certificate_and_with_it_the_terminal_is_served(guarded: Guarded) -> None:
    with guarded.front() as url:
        terminal = guarded.enrolled(url)
        terminal.beat(url)
        assert failure_of(lambda: terminal.beat(url, shows=False)) is FailureCode.OFFICE_REFUSED, "the proxy says 403"
    kept = terminal.state_dir / FOLDER / certificate.FILE
    assert kept.stat().st_mode & 0o077 == 0


def test_who_comes_past_the_proxy_without_a_certificate_is_refused_by_the_office(guarded: Guarded) -> None:
    with guarded.front() as url:
        terminal = guarded.enrolled(url)
    assert failure_of(lambda: terminal.beat(f"http://127.0.0.1:{guarded.port}")) is FailureCode.TERMINAL_NOT_ENROLLED


def test_a_certificate_of_another_authority_does_not_come_through(guarded: Guarded) -> None:
    with guarded.front() as url:
        terminal = guarded.enrolled(url)
        request = certificate.make_request(terminal.state_dir / FOLDER)
        foreign = TerminalAuthority(guarded.folder / "foreign", CLOCK.now())
        made = foreign.issue(request, terminal.identity.terminal_id, CLOCK.now(), 90)
        certificate.keep(terminal.state_dir / FOLDER, made.pem)
        assert failure_of(lambda: terminal.beat(url)) is FailureCode.NETWORK_DOWN, "the handshake fails"


def test_the_certificate_of_another_terminal_is_refused(guarded: Guarded) -> None:
    with guarded.front() as url:
        one, other = guarded.enrolled(url, "one"), guarded.enrolled(url, "other")
        borrowed = Paired(one.identity, other.state_dir, one.folder)
        assert failure_of(lambda: borrowed.beat(url)) is FailureCode.TERMINAL_NOT_ENROLLED


def test_a_revoked_terminal_is_refused_at_once_and_stands_in_the_list(guarded: Guarded) -> None:
    with guarded.front() as url:
        one, other = guarded.enrolled(url, "one"), guarded.enrolled(url, "other")
        one.beat(url)
        with guarded.office.writing(SYSTEM) as work:
            services.revoke(work, one.identity.terminal_id)
        assert failure_of(lambda: one.beat(url)) is FailureCode.TERMINAL_NOT_ENROLLED, "the proxy does not know yet"
    with guarded.front(with_list=True) as url:
        assert failure_of(lambda: one.beat(url)) is FailureCode.NETWORK_DOWN, "now it does"
        other.beat(url)


def test_a_renewed_certificate_goes_on_and_ends_the_one_before_with_its_first_use(guarded: Guarded) -> None:
    with guarded.front() as url:
        terminal = guarded.enrolled(url)
        terminal.beat(url)
        before = (terminal.state_dir / FOLDER / certificate.FILE).read_bytes()
        terminal.renew(url)
        after = (terminal.state_dir / FOLDER / certificate.FILE).read_bytes()
        assert before != after
        (terminal.state_dir / FOLDER / certificate.FILE).write_bytes(before)
        terminal.beat(url)  # the answer may have been lost: the old one is still good
        (terminal.state_dir / FOLDER / certificate.FILE).write_bytes(after)
        terminal.beat(url)
        (terminal.state_dir / FOLDER / certificate.FILE).write_bytes(before)
        assert failure_of(lambda: terminal.beat(url)) is FailureCode.TERMINAL_NOT_ENROLLED


def test_a_terminal_whose_certificate_has_run_out_asks_for_another_without_one(guarded: Guarded) -> None:
    with guarded.front() as url:
        terminal = guarded.enrolled(url)
        request = certificate.make_request(terminal.state_dir / FOLDER)
        long_ago = CLOCK.now() - timedelta(days=100)
        made = certificates.authority_of(guarded.office).issue(request, terminal.identity.terminal_id, long_ago, 90)
        certificate.keep(terminal.state_dir / FOLDER, made.pem)
        assert CertificateFolder(terminal.state_dir, CLOCK).to_present() is None
        assert failure_of(lambda: terminal.beat(url)) is FailureCode.OFFICE_REFUSED
        terminal.renew(url)
        terminal.beat(url)


@pytest.mark.parametrize(("days", "due"), [(31, False), (29, True), (-1, True)])
def test_a_certificate_is_due_with_the_last_third_of_its_life(tmp_path: Path, days: int, due: bool) -> None:
    now = datetime.now(UTC)
    made = TerminalAuthority(tmp_path, now).issue(
        certificate.make_request(tmp_path / FOLDER), "t", now - timedelta(days=90 - days), 90
    )
    certificate.keep(tmp_path / FOLDER, made.pem)
    found = CertificateFolder(tmp_path, CLOCK).find()
    assert found is not None
    assert found.is_due(now) is due


def test_what_is_kept_belongs_together(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    authority = TerminalAuthority(tmp_path, now)
    for folder in ("one", "two"):
        request = certificate.make_request(tmp_path / folder)
    with pytest.raises(certificate.CertificateUnfit):
        certificate.keep(tmp_path / "one", authority.issue(request, "t", now, 90).pem)
    assert TerminalAuthority(tmp_path, now).pem == authority.pem, "made once"


def test_only_the_fingerprint_is_kept_at_the_office(guarded: Guarded) -> None:
    with guarded.front() as url:
        guarded.enrolled(url)
    with guarded.office.reading() as work:
        row = work.session.query(TerminalCertificate).one()
        assert len(row.fingerprint) == 64
