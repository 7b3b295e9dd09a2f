"""INSERT that knows ON CONFLICT, on either database."""

from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backoffice.database import Base


def insert_into(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of this database for the table of `model`."""
    insert = sqlite.Insert if session.get_bind().dialect.name == "sqlite" else postgresql.Insert
    return insert(cast("Table", model.__table__))
