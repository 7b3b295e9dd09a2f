"""Technicians who may open terminals, self-tests on command, and terminals that staff took out of service."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "technician",
        sa.Column("number", sa.String(length=4), primary_key=True),
        sa.Column("pin", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "self_test_errand",
        sa.Column("errand", sa.String(length=36), primary_key=True),
        sa.Column("terminal_id", sa.String(length=40), sa.ForeignKey("terminal.terminal_id"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused", sa.String(length=40), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
    )
    op.create_index("ix_self_test_errand_terminal_id", "self_test_errand", ["terminal_id"])
    op.create_table(
        "service_switch",
        sa.Column("terminal_id", sa.String(length=40), sa.ForeignKey("terminal.terminal_id"), primary_key=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    )
