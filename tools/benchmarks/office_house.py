"""An office to be measured: its database, its processes, terminals that are enrolled, and one clerk who is signed in."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend_client.identity import Identity, public_key_text
from backoffice.fleet import services as fleet
from backoffice.intake.keys import SealingKeys, face_keys
from backoffice.migrations import migrate
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.settings import OVERLAY, Settings, load_settings
from backoffice.staff.models import Role, Staff, StaffSession
from domain.clock import SystemClock
from domain.wire.v1 import EnrolmentRequest
from tools.postgresql import running_cluster

TOKEN = "a clerk of the benchmark"  # noqa: S105 - lives for one run, in a database that is thrown away
PATIENCE_S = 60.0


@dataclass(frozen=True)
class House:
    """One office under measurement."""

    folder: Path
    settings: Settings
    office: Office
    ports: list[int] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of its processes."""
        return {**os.environ, OVERLAY: str(self.folder / "office.toml"), "PYTHONDONTWRITEBYTECODE": "1"}

    @contextmanager
    def serving(self, workers: int) -> Iterator[int]:
        """Run `backoffice serve` until the end of the block; gives the port."""
        port_file = self.folder / f"port-{len(self.ports)}"
        command = [sys.executable, "-m", "backoffice", "serve", "--port-file", str(port_file), "--workers", str(workers)]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        try:
            port = _announced(port_file, process)
            _wait_until_it_answers(port)
            self.ports.append(port)
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE_S)

    def enrol(self, count: int) -> list[Identity]:
        """Enrol terminals, as the fleet desk and a technician do together."""
        return [self._enrolled() for _ in range(count)]

    def _enrolled(self) -> Identity:
        key = Ed25519PrivateKey.generate()
        with self.office.writing(SYSTEM) as work:
            token = fleet.make_pairing_token(work, "测试", "test").token
        request = EnrolmentRequest(pairing_token=token, public_key=public_key_text(key), software_version="1")
        with self.office.writing(SYSTEM) as work:
            terminal = fleet.enrol(work, request)
        return Identity(
            terminal_id=terminal.terminal_id,
            terminal_number=terminal.terminal_number,
            place_zh=terminal.place_zh,
            place_en=terminal.place_en,
            sealing_key=SealingKeys(self.settings.keys_dir).current(),
            signing_key=key,
            face_key=face_keys(self.settings.keys_dir).current(),
        )

    def sign_a_clerk_in(self, *roles: Role) -> str:
        """Return the token of a session, a reviewer's without `roles`; nobody typed a password: that is not measured here."""
        with self.office.writing(SYSTEM) as work:
            staff = Staff(
                username="clerk",
                display_name="测量员",
                password_hash="-",  # noqa: S106
                roles=[role.value for role in roles or (Role.REVIEWER,)],
                created_at=work.now,
            )
            session = StaffSession(
                token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(),
                staff=staff,
                csrf_token="-",  # noqa: S106
                created_at=work.now,
                last_seen_at=work.now,
                proved_at=work.now,
            )
            work.session.add_all((staff, session))
        return TOKEN


@contextmanager
def house_on(folder: Path, database_url: str) -> Iterator[House]:
    """Open an office with an empty, migrated database."""
    folder.mkdir()
    (folder / "office.toml").write_text(
        f'profile = "sandbox"\nstate_dir = "{folder / "state"}"\ndatabase_url = "{database_url}"\n'
        "[sign_in]\nsecond_factor = false\nsecure_cookie = false\n",
        encoding="utf-8",
    )
    settings = load_settings(folder / "office.toml")
    settings.state_dir.mkdir(mode=0o700)
    office = open_office(settings, SystemClock())
    try:
        migrate(office.database.engine)
        yield House(folder, settings, office)
    finally:
        office.database.close()


@contextmanager
def house_on_postgresql(folder: Path) -> Iterator[House]:
    """Open an office on an own PostgreSQL that keeps what it has committed (fsync is on)."""
    with running_cluster() as cluster:
        with psycopg.connect(cluster.address.replace("+psycopg", "") + "postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE office")
        with house_on(folder, cluster.address + "office") as house:
            yield house


def _announced(port_file: Path, process: "subprocess.Popen[bytes]") -> int:
    deadline = time.monotonic() + PATIENCE_S
    while not port_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the office did not start; see its log")
        time.sleep(0.05)
    return int(port_file.read_text("ascii"))


def _wait_until_it_answers(port: int) -> None:
    import httpx

    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False, timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the office does not answer")
