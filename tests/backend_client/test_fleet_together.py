"""A real courier and a real office: certificate, command key, orders, logs and configuration come and go by themselves."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from backend_client import orders, rolled_out
from backend_client.certificate import FILE, CertificateFolder
from backend_client.client import OfficeClient
from backend_client.courier import Courier, Post
from backend_client.database import database_path, open_database, writing
from backend_client.identity import FOLDER, Identity, load_identity
from backend_client.orders import Outcome
from backend_client.outbox import create_tables
from backend_client.settings import CourierSettings
from backoffice.fleet import configuration, terminal_commands
from backoffice.fleet.command_key import CommandKey
from backoffice.fleet.models import TerminalState
from backoffice.office import Actor
from backoffice.staff.models import Role
from domain.wire.v1_fleet import CommandKind, CommandResult
from tests.backend_client.live_office import LiveOffice
from tests.backoffice.acts import add

FRAGMENT = "[times]\ngoodbye = 12\n"


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    return tmp_path / "terminal"


@pytest.fixture
def courier(live: LiveOffice, identity: Identity, client: OfficeClient, state_dir: Path) -> Iterator[Courier]:
    engine = open_database(database_path(state_dir))
    with writing(engine) as connection:
        create_tables(connection)
    settings = CourierSettings(heartbeat=0.001)  # every round has one
    yield Courier(Post(engine, client, identity, state_dir), live.office.clock, settings)
    engine.dispose()


@pytest.fixture
def admin(live: LiveOffice) -> Actor:
    return add(live.office, "admin", Role.ADMIN)


def test_an_order_goes_out_and_its_outcome_comes_back(
    live: LiveOffice, courier: Courier, identity: Identity, state_dir: Path, admin: Actor
) -> None:
    (state_dir / "log").mkdir()
    (state_dir / "log" / "kiosk.log").write_text('{"event": "calm"}\n')
    with live.office.writing(admin) as work:
        logs = terminal_commands.order(work, identity.terminal_id, CommandKind.UPLOAD_LOGS)
        terminal_commands.order(work, identity.terminal_id, CommandKind.TAKE_OUT, {"reason": "repair"})
    courier.round()
    with live.office.writing(admin) as work:
        assert gzip.decompress(terminal_commands.fetch_log(work, logs)[1]) == b'{"event": "calm"}\n'
    courier.round()
    with live.office.reading() as work:
        told = {one.kind: one.state for one in terminal_commands.list_orders(work, identity.terminal_id)}
    assert told == {"upload_logs": "done", "take_out": "taken"}
    (waiting,) = orders.waiting(state_dir)
    orders.settle(state_dir, Outcome(waiting.command, live.office.clock.now(), CommandResult.DONE))
    courier.round()
    with live.office.reading() as work:
        told = {one.kind: one.state for one in terminal_commands.list_orders(work, identity.terminal_id)}
    assert told == {"upload_logs": "done", "take_out": "done"}
    assert orders.outcomes(state_dir) == []


def test_configuration_arrives(live: LiveOffice, courier: Courier, identity: Identity, state_dir: Path, admin: Actor) -> None:
    with live.office.writing(admin) as work:
        version = configuration.add_version(work, FRAGMENT, "why")
        configuration.roll_out(work, version.version, [], 100)
    courier.round()
    lying = rolled_out.lying(state_dir)
    assert lying is not None
    assert (lying.fragment, lying.sha256) == (FRAGMENT, version.sha256)


def test_a_certificate_is_renewed_before_it_ends_and_the_heartbeat_tells(
    live: LiveOffice, courier: Courier, identity: Identity, state_dir: Path
) -> None:
    folder = CertificateFolder(state_dir, live.office.clock)
    first = folder.find()
    assert first is not None
    courier.round()
    assert folder.find() == first, "new enough"
    live.office.clock.shift = timedelta(days=61)  # type: ignore[attr-defined]  # a RunningClock
    courier.round()
    second = folder.find()
    assert second is not None
    assert second.fingerprint != first.fingerprint
    courier.round()
    with live.office.reading() as work:
        assert work.session.get_one(TerminalState, identity.terminal_id).certificate_days == 89


def test_a_terminal_that_was_paired_before_there_were_certificates_gets_one(
    live: LiveOffice, client: OfficeClient, identity: Identity, state_dir: Path
) -> None:
    (state_dir / FOLDER / FILE).unlink()
    older = replace(identity, command_key=None)
    engine = open_database(database_path(state_dir))
    with writing(engine) as connection:
        create_tables(connection)
    Courier(Post(engine, client, older, state_dir), live.office.clock, CourierSettings()).round()
    engine.dispose()
    assert CertificateFolder(state_dir, live.office.clock).find() is not None
    kept = load_identity(state_dir)
    assert kept.command_key == CommandKey(live.office.settings.keys_dir).public
