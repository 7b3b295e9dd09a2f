"""Migrations of the office's database: forward only; `migrate` brings any older database up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

HERE = Path(__file__).parent


def migrate(engine: Engine) -> None:
    """Bring the database of `engine` up to the newest version."""
    with engine.begin() as connection:
        settings = alembic_config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def alembic_config() -> Config:
    """Return alembic's settings; there is no alembic.ini, the office's own settings say where the database is."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    settings.set_main_option("path_separator", "os")
    return settings
