"""Many equal processes on one PostgreSQL: what one of them did, the pages of every other show."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from backoffice.__main__ import app
from backoffice.desk.watching import Listener
from backoffice.office import SYSTEM, Office
from backoffice.review.models import CaseEvent
from backoffice.settings import OVERLAY
from backoffice.staff.access import COOKIE
from tests.backend_client.waiting import GENEROUS, until
from tests.backoffice import acts
from tests.backoffice.people import application
from tools.benchmarks.office_house import House, house_on
from tools.benchmarks.office_load import Line, Writer, picture
from tools.postgresql import INSTALLED, NOT_INSTALLED, QUICK, Cluster, running_cluster


@pytest.fixture
def house(tmp_path: Path, postgresql_url: str) -> Iterator[House]:
    with house_on(tmp_path / "house", postgresql_url) as house:
        yield house


@contextlib.contextmanager
def events(port: int, token: str) -> Iterator[Iterator[int]]:
    """Open the event stream of the desk; gives the number of each change."""
    timeout = httpx.Timeout(GENEROUS)
    with (
        httpx.Client(trust_env=False, timeout=timeout) as client,
        client.stream("GET", f"http://127.0.0.1:{port}/desk/events", headers={"Cookie": f"{COOKIE}={token}"}) as stream,
    ):
        assert stream.status_code == 200
        yield _changes(stream.iter_lines())


def _changes(lines: Iterator[str]) -> Iterator[int]:
    for line in lines:
        if line == "event: changed":
            yield int(next(lines).removeprefix("data: "))


def test_a_case_posted_to_one_process_shows_at_another(house: House) -> None:
    token = house.sign_a_clerk_in()
    (terminal,) = house.enrol(1)
    writer = Writer(terminal, [picture(1)])
    with house.serving(1) as first, house.serving(2) as second, contextlib.closing(Line(first)) as line:
        with events(second, token) as changes:
            before = next(changes)
            assert line.send(writer.write().raw).status == 200
            assert next(changes) > before
        crew = _children_of(_chief())
        os.kill(crew[0], signal.SIGKILL)
        until(lambda: len(set(_children_of(_chief())) - set(crew)) == 1, "the chief to hire another")
        assert _answers(second)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _chief() -> int:
    """Return the process of this test that has a crew."""
    (chief,) = [
        child for child in _children_of(os.getpid()) if b"--workers\x002" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return chief


def _children_of(pid: int) -> list[int]:
    return [int(one) for one in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, check=False).stdout.split()]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if not INSTALLED:
        pytest.skip(NOT_INSTALLED)
    with running_cluster(*QUICK) as running:
        yield running


@pytest.mark.expects_log
def test_after_the_database_came_back_changes_are_heard_again(cluster: Cluster, tmp_path: Path) -> None:
    with house_on(tmp_path / "house", cluster.address + "postgres") as house:
        listener = Listener(house.settings.database)
        with listener.listening():
            until(lambda: listener.newest == 0, "the first look")
            acts.take_in(house.office)
            until(lambda: _knows_newest(listener, house.office), "news")
            cluster.stop()
            until(lambda: listener.newest is None, "the loss to be seen")
            cluster.start()
            until(lambda: _knows_newest(listener, house.office), "news again")
            acts.take_in(house.office, application(2))
            until(lambda: _knows_newest(listener, house.office), "news of the second case")
        assert listener.newest is None


def _knows_newest(listener: Listener, office: Office) -> bool:
    try:
        with office.reading() as work:
            newest = work.session.query(CaseEvent.id).order_by(CaseEvent.id.desc()).first()
    except Exception:  # noqa: BLE001 - the pool still holds connections from before
        return False
    return newest is not None and listener.newest == newest[0]


def test_more_than_one_process_needs_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "office.toml"
    overlay.write_text(f'profile = "sandbox"\nstate_dir = "{tmp_path / "state"}"\n')
    monkeypatch.setenv(OVERLAY, str(overlay))
    refused = CliRunner().invoke(app, ["serve", "--workers", "2"])
    assert (refused.exit_code, "workers_need_postgresql" in refused.stderr) == (1, True)
    assert not (tmp_path / "state").exists()


def test_only_a_history_that_grew_is_announced(either_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    monkeypatch.setattr(either_office.database, "_announce", lambda: told.append(True))
    with either_office.writing(SYSTEM) as work:
        work.session.execute(CaseEvent.__table__.select())
    assert told == []
    acts.take_in(either_office)
    assert told == ([True] if either_office.database.engine.dialect.name == "postgresql" else [])
