"""Batches and numbered blanks in production; letters that came back, telephone calls, and how often a label was printed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ISSUED = sa.text("state = 'issued'")


def upgrade() -> None:
    """Make the tables."""
    _blanks()
    _batches()
    _letters()


def _blanks() -> None:
    op.create_table(
        "blank_receipt",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("first", sa.String(length=20), nullable=False),
        sa.Column("last", sa.String(length=20), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("received_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
    )
    op.create_index("ix_blank_receipt_kind", "blank_receipt", ["kind"])
    op.create_table(
        "blank",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("receipt_id", sa.Integer(), sa.ForeignKey("blank_receipt.id"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("review_case.id"), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("issued_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("spoiled_at", MOMENT, nullable=True),
        sa.Column("spoiled_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.UniqueConstraint("kind", "serial", name="uq_blank_kind_serial"),
    )
    op.create_index("ix_blank_stock", "blank", ["kind", "state", "id"])
    op.create_index("ix_blank_one_per_case", "blank", ["case_id"], unique=True, sqlite_where=ISSUED, postgresql_where=ISSUED)


def _batches() -> None:
    with op.batch_alter_table("certificate") as table:
        table.add_column(sa.Column("produced_by", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_certificate_produced_by_staff", "staff", ["produced_by"], ["id"])
    op.create_table(
        "production_batch",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(length=12), nullable=False, unique=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
    )
    op.create_index("ix_production_batch_closed_at", "production_batch", ["closed_at"])
    op.create_table(
        "batch_item",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("review_case.id"), primary_key=True),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("production_batch.id"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    op.create_index("ix_batch_item_batch_id", "batch_item", ["batch_id"])


def _letters() -> None:
    op.add_column("waybill", sa.Column("label_prints", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "returned_letter",
        sa.Column("waybill_id", sa.Integer(), sa.ForeignKey("waybill.id"), primary_key=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("registered_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
    )
    op.create_table(
        "letter_call",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("review_case.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
    )
    op.create_index("ix_letter_call_case_id", "letter_call", ["case_id"])
