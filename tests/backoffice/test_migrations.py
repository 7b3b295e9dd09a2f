"""Migrations: complete, repeatable, safe when processes start together; and histories that cannot be rewritten."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backoffice.audit import services as audit
from backoffice.database import Database
from backoffice.migrations import differences, migrate
from backoffice.office import SYSTEM, Office
from backoffice.settings import OVERLAY as OVERLAY_VARIABLE
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY
from tests.paths import ROOT


def test_migrations_make_exactly_the_tables_of_the_code(either_office: Office) -> None:
    migrate(either_office.database.engine)  # once more: nothing to do
    assert differences(either_office.database.engine) == []


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    """Web and worker are started by the same target at the same moment."""
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(OVERLAY.format(state=tmp_path / "state", database="", url="http://127.0.0.1:1", key="k"))
    command = [sys.executable, "-m", "backoffice", "migrate"]
    environment = {**os.environ, OVERLAY_VARIABLE: str(overlay)}
    started = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert ends == [("", 0)] * 3
    database = Database(f"sqlite:///{tmp_path / 'state' / 'office.db'}")
    assert differences(database.engine) == []
    database.close()


@pytest.mark.parametrize(
    "rewriting",
    [
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET actor = 'nobody'",
        "UPDATE audit_entry SET subject = NULL",
        "DELETE FROM case_event",
        "UPDATE case_event SET kind = 'approved'",
    ],
)
def test_the_database_refuses_to_rewrite_history(either_office: Office, rewriting: str) -> None:
    acts.take_in(either_office)
    with pytest.raises(DBAPIError, match="append-only"), either_office.database.writing() as session:
        session.execute(text(rewriting))


def test_what_is_sealed_cannot_be_sealed_again(either_office: Office) -> None:
    acts.take_in(either_office)
    with either_office.writing(SYSTEM) as work:
        assert audit.seal(work.session) > 0
    with pytest.raises(DBAPIError, match="append-only"), either_office.database.writing() as session:
        session.execute(text("UPDATE audit_entry SET seal = 'forged'"))
