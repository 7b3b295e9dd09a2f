"""Which rulebook decided: the terminal's when it lodged, the office's when the case came in and at each decision."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review_case", sa.Column("terminal_rulebook", sa.String(length=64), nullable=True))
    op.add_column("review_case", sa.Column("rulebook", sa.String(length=64), nullable=True))
    op.add_column("decision", sa.Column("rulebook", sa.String(length=64), nullable=True))
