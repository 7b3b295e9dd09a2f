"""Where terminals stand."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("terminal", "pairing_token"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("district", sa.String(12), nullable=False, server_default=""))
