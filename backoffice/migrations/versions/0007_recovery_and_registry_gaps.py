"""Old documents that the courier takes back, and people of whom the registry's data cannot be understood."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review_case", sa.Column("recovery_required", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("review_case", sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "registry_gap",
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.String(length=400), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_hash", name=op.f("pk_registry_gap")),
    )
