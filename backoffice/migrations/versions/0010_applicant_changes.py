"""What applicants did about their own applications."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applicant_change",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("terminal_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["review_case.number"], name=op.f("fk_applicant_change_case_number_review_case")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_applicant_change")),
    )
    op.create_index(op.f("ix_applicant_change_case_number"), "applicant_change", ["case_number"], unique=False)
