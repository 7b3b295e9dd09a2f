"""Temporary plates that are made with new number plates."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("certificate", sa.Column("temporary_plate", sa.String(length=12), nullable=True))
    op.add_column("certificate", sa.Column("temporary_until", sa.Date(), nullable=True))
