"""Review: whose desk a case is, who accepted it, what every action was based on, notes among colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review_case", sa.Column("district", sa.String(length=12), server_default="", nullable=False))
    op.add_column("review_case", sa.Column("accepted_by", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_review_case_district"), "review_case", ["district"], unique=False)
    op.add_column("review_case", sa.Column("queue_due", sa.Date(), server_default="9999-01-01", nullable=False))
    far = "9999-01-01 00:00:00.000000"
    op.add_column("review_case", sa.Column("queue_stage", sa.DateTime(timezone=True), server_default=far, nullable=False))
    op.execute("UPDATE review_case SET queue_due = due_date WHERE due_date IS NOT NULL")
    op.execute("UPDATE review_case SET queue_stage = stage_due_at WHERE stage_due_at IS NOT NULL")
    order = ["queue_due", "queue_stage", "number"]
    op.drop_index("ix_review_case_queue", "review_case")
    op.create_index("ix_review_case_queue", "review_case", ["status", *order], unique=False)
    op.create_index("ix_review_case_district_queue", "review_case", ["district", "status", *order], unique=False)
    op.create_index("ix_review_case_decided", "review_case", ["status", "stage_started_at"], unique=False)
    op.create_index("ix_review_case_corrected", "review_case", ["status", "corrections"], unique=False)
    op.add_column("case_event", sa.Column("based_on", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "case_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name=op.f("fk_case_note_case_id_review_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_note_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
