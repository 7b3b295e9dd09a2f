"""Many equal processes on one PostgreSQL: what one of them did, every other hears of (through the proxy: `test_proxy.py`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backoffice.__main__ import app
from backoffice.desk.watching import Listener
from backoffice.office import SYSTEM, Office
from backoffice.review.models import CaseEvent
from backoffice.settings import OVERLAY
from tests.backend_client.waiting import until
from tests.backoffice import acts
from tests.backoffice.people import application
from tools.benchmarks.office_house import house_on
from tools.postgresql import INSTALLED, NOT_INSTALLED, QUICK, Cluster, running_cluster


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
