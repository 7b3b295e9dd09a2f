"""Indexes for the desks of figures: what was paid, and what came in with which face."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_payment_paid_at", "payment")
    op.create_index("ix_payment_paid_at", "payment", ["paid_at", "amount_fen"])
    op.drop_index("ix_review_case_received_at", "review_case")
    op.create_index("ix_review_case_received_at", "review_case", ["received_at", "terminal_id", "face_decision"])
    op.drop_index("ix_case_pace_received", "case_pace")
    op.create_index("ix_case_pace_received", "case_pace", ["received_on", "terminal_id", "corrections", "returned"])
