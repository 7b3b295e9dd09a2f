"""What alembic runs: the connection comes from :func:`backoffice.migrations.migrate`."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from backoffice.database import AwareTime
from backoffice.tables import METADATA


def _plain_types(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write the office's own column types as what the database keeps, so that old migrations never change with the code."""
    del autogen
    if kind == "type" and isinstance(item, AwareTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=_plain_types,
    transaction_per_migration=False,
)
context.run_migrations()
