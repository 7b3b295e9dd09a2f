"""Migrations: complete, repeatable, safe when processes start together; and histories that cannot be rewritten."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backoffice.audit import services as audit
from backoffice.database import Database
from backoffice.migrations import differences, migrate
from backoffice.office import SYSTEM, Office
from tests.backoffice import acts


def test_migrations_make_exactly_the_tables_of_the_code(either_office: Office) -> None:
    migrate(either_office.database.engine)  # once more: nothing to do
    assert differences(either_office.database.engine) == []


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    databases = [Database(f"sqlite:///{tmp_path / 'new.db'}") for _ in range(3)]
    wrong: list[BaseException] = []

    def start(database: Database) -> None:
        try:
            migrate(database.engine)
        except BaseException as problem:  # noqa: BLE001 - the edge of the test's thread
            wrong.append(problem)

    threads = [threading.Thread(target=start, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert differences(databases[0].engine) == []
    for database in databases:
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
