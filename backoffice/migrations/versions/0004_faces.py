"""Live pictures in a store of their own; how the identity was checked, and what came of the face."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "face_evidence",
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("object_name", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(length=128), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_number"], ["review_case.number"], name=op.f("fk_face_evidence_case_number_review_case")),
        sa.PrimaryKeyConstraint("case_number", name=op.f("pk_face_evidence")),
        sa.UniqueConstraint("object_name", name=op.f("uq_face_evidence_object_name")),
    )
    op.add_column("intake_lodgement", sa.Column("face_sha256", sa.String(length=64), nullable=True))
    op.add_column("intake_quarantine", sa.Column("face_key_id", sa.String(length=64), nullable=True))
    op.add_column("intake_quarantine", sa.Column("sealed_faces", sa.LargeBinary(), nullable=True))
    check = sa.Column("identity_check", sa.String(length=40), server_default="office_comparison", nullable=False)
    op.add_column("review_case", check)
    op.add_column("review_case", sa.Column("face_decision", sa.String(length=40), nullable=True))
