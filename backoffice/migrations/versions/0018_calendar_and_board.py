"""Working-day tables of staff, escalation, the pace of cases, legal holds."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index("ix_review_case_received_at", "review_case", ["received_at"])
    op.create_index("ix_case_event_kind_at", "case_event", ["kind", "at"])
    _calendar()
    _escalation()
    _pace()
    _hold()


def _calendar() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_index("ix_calendar_version_year", "calendar_version", ["year"])


def _escalation() -> None:
    op.create_table(
        "case_escalation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("review_case.id"), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("stage_started_at", MOMENT, nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("seen_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.UniqueConstraint("case_id", "stage_started_at", "level"),
    )
    op.create_index("ix_case_escalation_unseen", "case_escalation", ["seen_at", "level"])


def _pace() -> None:
    op.create_table(
        "case_pace",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("review_case.id"), primary_key=True),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("district", sa.String(12), nullable=False),
        sa.Column("terminal_id", sa.String(40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("paused_minutes", sa.Integer(), nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("way", sa.String(40), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decide_minutes", sa.Integer(), nullable=True),
        sa.Column("handle_seconds", sa.Integer(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("finish_minutes", sa.Integer(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
    )
    op.create_index("ix_case_pace_received", "case_pace", ["received_on", "terminal_id", "corrections"])
    op.create_index("ix_case_pace_decided", "case_pace", ["decided_on", "way", "decide_minutes"])
    op.create_index("ix_case_pace_finished", "case_pace", ["finished_on", "service", "in_time", "finish_minutes"])
    op.create_index("ix_case_pace_ended_at", "case_pace", ["ended_at"])


def _hold() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_number", sa.String(16), sa.ForeignKey("review_case.number"), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("set_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("lift_asked_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("lift_asked_at", MOMENT, nullable=True),
        sa.Column("lifted_by", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
    )
    op.create_index("ix_legal_hold_case_number", "legal_hold", ["case_number"])
