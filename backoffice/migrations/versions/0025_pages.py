"""Indexes for pages with very many cases: of views, of lengths by terminal, and of old documents that come back."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_case_event_case_id", "case_event")
    op.create_index("ix_case_event_case_id", "case_event", ["case_id", "staff_id", "at"])
    decided, finished = sa.text("decided_on IS NOT NULL"), sa.text("finished_on IS NOT NULL")
    op.drop_index("ix_case_pace_decided", "case_pace")
    op.create_index(
        "ix_case_pace_decided",
        "case_pace",
        ["decided_on", "way", "decide_minutes", "terminal_id"],
        sqlite_where=decided,
        postgresql_where=decided,
    )
    op.drop_index("ix_case_pace_finished", "case_pace")
    op.create_index(
        "ix_case_pace_finished",
        "case_pace",
        ["finished_on", "service", "in_time", "finish_minutes", "terminal_id"],
        sqlite_where=finished,
        postgresql_where=finished,
    )
    op.create_index(
        "ix_review_case_recovery",
        "review_case",
        ["status", "recovered_at"],
        sqlite_where=sa.text("recovery_required = 1"),
        postgresql_where=sa.text("recovery_required"),
    )
