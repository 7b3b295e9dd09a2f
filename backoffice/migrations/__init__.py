"""Migrations of the office's database: forward only; `migrate` brings any older database up to date."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

HERE = Path(__file__).parent
LOCK = 2_401_2123  # any number, the same in every process of this office


def migrate(engine: Engine) -> None:
    """Bring the database of `engine` up to the newest version, in one transaction; processes that start together take turns."""
    with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        command.upgrade(alembic_config(connection), "head")


def make_migration(engine: Engine, message: str) -> None:
    """Write a new migration from the difference between tables and database (for developers)."""
    number = len(list((HERE / "versions").glob("*.py"))) + 1
    with engine.begin() as connection:
        command.revision(alembic_config(connection), message, autogenerate=True, rev_id=f"{number:04d}")


def differences(engine: Engine) -> list[object]:
    """Return what tables and database do not agree on; empty when the migrations are complete."""
    from backoffice.tables import METADATA

    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def alembic_config(connection: Connection | None = None) -> Config:
    """Return alembic's settings; there is no alembic.ini, the office's own settings say where the database is."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
