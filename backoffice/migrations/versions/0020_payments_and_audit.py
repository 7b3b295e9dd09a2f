"""The acquirer's statements, what differs from the postings, refunds by two people; questions of the auditor."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _statements()
    _lines()
    _refunds()
    _questions()
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])


def _statements() -> None:
    op.create_table(
        "acquirer_statement",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("imported_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("matched_fen", sa.BigInteger(), nullable=False),
        sa.Column("ours", sa.Integer(), nullable=False),
        sa.Column("ours_fen", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "payment_difference",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("day", sa.Date(), sa.ForeignKey("acquirer_statement.day"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("ours_fen", sa.BigInteger(), nullable=False),
        sa.Column("theirs_fen", sa.BigInteger(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("explanation", sa.String(40), nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.Column("refund_reference", sa.String(40), nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=True),
        sa.Column("proposed_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    for column in ("day", "state", "order_id"):
        op.create_index(f"ix_payment_difference_{column}", "payment_difference", [column])


def _lines() -> None:
    op.create_table(
        "statement_line",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("day", sa.Date(), sa.ForeignKey("acquirer_statement.day"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("terminal", sa.String(15), nullable=False),
        sa.Column("batch", sa.String(12), nullable=False),
        sa.Column("trace", sa.String(12), nullable=True),
        sa.Column("reference", sa.String(20), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("matched_order", sa.Uuid(), nullable=True),
        sa.Column("difference_id", sa.Integer(), sa.ForeignKey("payment_difference.id"), nullable=True),
    )
    for column in ("day", "matched_order", "difference_id"):
        op.create_index(f"ix_statement_line_{column}", "statement_line", [column])


def _refunds() -> None:
    with op.batch_alter_table("payment") as payment:
        payment.add_column(sa.Column("refund_proposed_at", MOMENT, nullable=True))
        payment.add_column(sa.Column("refund_proposed_by", sa.Integer(), nullable=True))
        payment.create_foreign_key("fk_payment_refund_proposed_by_staff", "staff", ["refund_proposed_by"], ["id"])


def _questions() -> None:
    op.create_table(
        "audit_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("audit_entry.id"), nullable=False, unique=True),
        sa.Column("staff_id", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("asked_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(300), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
    )
    op.create_index("ix_audit_question_staff_id", "audit_question", ["staff_id"])
