"""INSERT that knows ON CONFLICT, on either database."""

from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backoffice.database import Base


def insert_into(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of this database for the table of `model`."""
    return insert_for(session.get_bind().dialect.name, model)


def insert_for(dialect: str, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return the same for a database that is known by its name."""
    insert = sqlite.Insert if dialect == "sqlite" else postgresql.Insert
    return insert(cast("Table", model.__table__))
