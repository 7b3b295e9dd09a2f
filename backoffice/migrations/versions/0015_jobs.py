"""Requests to the job engine carry a token; executors say that they live."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("errand") as table:
        table.add_column(sa.Column("token", sa.String(length=32), nullable=False, server_default=""))
        table.drop_index("ix_errand_due")
        table.create_index("ix_errand_due", ["next_try_at"])
    op.create_table(
        "job_executor",
        sa.Column("executor_id", sa.String(length=120), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name=op.f("pk_job_executor")),
    )
