"""Which decisions were held within the last hour, by whom and at which terminal: the limit against trying numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fine_hold_asked",
        sa.Column("terminal_id", sa.String(length=40), nullable=False),
        sa.Column("payer_hash", sa.String(length=64), nullable=False),
        sa.Column("decision_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminal.terminal_id"], name=op.f("fk_fine_hold_asked_terminal_id_terminal")
        ),
        sa.PrimaryKeyConstraint("terminal_id", "payer_hash", "decision_hash", name=op.f("pk_fine_hold_asked")),
    )
    for column in ("payer_hash", "asked_at"):
        op.create_index(op.f(f"ix_fine_hold_asked_{column}"), "fine_hold_asked", [column], unique=False)
