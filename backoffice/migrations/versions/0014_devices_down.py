"""Why a terminal's devices do not serve, and since when, as its last heartbeat told."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("terminal_state") as table:
        table.add_column(sa.Column("down", sa.JSON(), nullable=False, server_default="{}"))
