"""Districts and second factors of staff, proofs of sessions, failures counted by name and by address."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NEVER = "1970-01-01 00:00:00+00"


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("districts", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("second_factor", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("second_factor_next", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("second_factor_step", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("second_factor_since", sa.DateTime(timezone=True), nullable=True))
        table.drop_column("failed_sign_ins")
        table.drop_column("locked_until")
    with op.batch_alter_table("staff_session") as table:
        table.add_column(sa.Column("address", sa.String(length=45), nullable=False, server_default=""))
        table.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False, server_default=NEVER))
    op.create_table(
        "sign_in_count",
        sa.Column("key", sa.String(length=64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_sign_in_count_newest_at", "sign_in_count", ["newest_at"])
