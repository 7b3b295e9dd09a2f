"""Codes by SMS, and truck passes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_code",
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_number", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["case_number"], ["review_case.number"], name=op.f("fk_phone_code_case_number_review_case")),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminal.terminal_id"], name=op.f("fk_phone_code_terminal_id_terminal")),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_phone_code")),
    )
    for column in ("terminal_id", "person_hash", "phone_hash", "asked_at", "case_number"):
        op.create_index(op.f(f"ix_phone_code_{column}"), "phone_code", [column], unique=False)
    op.create_table(
        "truck_pass",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("plate_hash", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoked_for", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["case_number"], ["review_case.number"], name=op.f("fk_truck_pass_case_number_review_case")),
        sa.ForeignKeyConstraint(["revoked_by"], ["staff.id"], name=op.f("fk_truck_pass_revoked_by_staff")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_truck_pass")),
        sa.UniqueConstraint("case_number", name=op.f("uq_truck_pass_case_number")),
    )
    for column in ("kind", "plate_hash", "valid_until"):
        op.create_index(op.f(f"ix_truck_pass_{column}"), "truck_pass", [column], unique=False)
