"""What was paid for applications; an application put aside keeps what was paid for it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("terminal_id", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(length=19), nullable=True),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("authorisation", sa.String(length=40), nullable=True),
        sa.Column("trace", sa.String(length=40), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("refund_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_by", sa.Integer(), nullable=True),
        sa.Column("refund_reference", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["review_case.number"], name=op.f("fk_payment_case_number_review_case")),
        sa.ForeignKeyConstraint(["refunded_by"], ["staff.id"], name=op.f("fk_payment_refunded_by_staff")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_payment")),
        sa.UniqueConstraint("case_number", name=op.f("uq_payment_case_number")),
    )
    for column in ("paid_at", "state", "terminal_id"):
        op.create_index(op.f(f"ix_payment_{column}"), "payment", [column], unique=False)
    op.add_column("intake_quarantine", sa.Column("payment", sa.Text(), nullable=True))
