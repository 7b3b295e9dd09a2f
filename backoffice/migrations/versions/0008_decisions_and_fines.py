"""Notices of handling, penalty decisions, statements against them; fines held and posted; documents made."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fine_hold",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminal.terminal_id"], name=op.f("fk_fine_hold_terminal_id_terminal")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fine_hold")),
    )
    op.create_index(op.f("ix_fine_hold_terminal_id"), "fine_hold", ["terminal_id"], unique=False)
    op.create_index(op.f("ix_fine_hold_valid_until"), "fine_hold", ["valid_until"], unique=False)
    op.create_table(
        "handling_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.String(length=40), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("sha256_zh", sa.String(length=64), nullable=False),
        sa.Column("sha256_en", sa.String(length=64), nullable=False),
        sa.Column("remedies_sha256", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminal.terminal_id"], name=op.f("fk_handling_notice_terminal_id_terminal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling_notice")),
    )
    op.create_index(op.f("ix_handling_notice_terminal_id"), "handling_notice", ["terminal_id"], unique=False)
    op.create_index(op.f("ix_handling_notice_valid_until"), "handling_notice", ["valid_until"], unique=False)
    op.create_table(
        "fine_hold_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hold_key", sa.Uuid(), nullable=False),
        sa.Column("decision_hash", sa.String(length=64), nullable=False),
        sa.Column("fine_fen", sa.Integer(), nullable=False),
        sa.Column("surcharge_fen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hold_key"], ["fine_hold.key"], name=op.f("fk_fine_hold_line_hold_key_fine_hold")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fine_hold_line")),
        sa.UniqueConstraint("hold_key", "decision_hash", name=op.f("uq_fine_hold_line_hold_key_decision_hash")),
    )
    op.create_index(op.f("ix_fine_hold_line_decision_hash"), "fine_hold_line", ["decision_hash"], unique=False)
    op.create_index(op.f("ix_fine_hold_line_hold_key"), "fine_hold_line", ["hold_key"], unique=False)
    op.create_table(
        "fine_posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("decision_hash", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("fine_fen", sa.Integer(), nullable=False),
        sa.Column("surcharge_fen", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["review_case.number"], name=op.f("fk_fine_posting_case_number_review_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fine_posting")),
        sa.UniqueConstraint("case_number", "decision_hash", name=op.f("uq_fine_posting_case_number_decision_hash")),
    )
    op.create_index(op.f("ix_fine_posting_case_number"), "fine_posting", ["case_number"], unique=False)
    op.create_index(op.f("ix_fine_posting_decision_hash"), "fine_posting", ["decision_hash"], unique=False)
    op.create_index(op.f("ix_fine_posting_step"), "fine_posting", ["step"], unique=False)
    op.create_table(
        "penalty_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("record_hash", sa.String(length=64), nullable=False),
        sa.Column("decision_hash", sa.String(length=64), nullable=True),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("fine_fen", sa.Integer(), nullable=False),
        sa.Column("points_total", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("notice_sha256", sa.String(length=64), nullable=False),
        sa.Column("remedies_sha256", sa.String(length=64), nullable=False),
        sa.Column("rulebook", sa.String(length=64), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["review_case.number"], name=op.f("fk_penalty_decision_case_number_review_case")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_penalty_decision_decided_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_decision")),
        sa.UniqueConstraint("case_number", "record_hash", name=op.f("uq_penalty_decision_case_number_record_hash")),
        sa.UniqueConstraint("decision_hash", name=op.f("uq_penalty_decision_decision_hash")),
    )
    op.create_index(op.f("ix_penalty_decision_case_number"), "penalty_decision", ["case_number"], unique=False)
    op.create_index(op.f("ix_penalty_decision_record_hash"), "penalty_decision", ["record_hash"], unique=False)
    op.create_index(op.f("ix_penalty_decision_step"), "penalty_decision", ["step"], unique=False)
    op.create_table(
        "violation_statement",
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_violation_statement_answered_by_staff")),
        sa.ForeignKeyConstraint(
            ["case_number"], ["review_case.number"], name=op.f("fk_violation_statement_case_number_review_case")
        ),
        sa.PrimaryKeyConstraint("case_number", name=op.f("pk_violation_statement")),
    )
    op.create_index(op.f("ix_violation_statement_step"), "violation_statement", ["step"], unique=False)
    op.create_table(
        "made_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["review_case.number"], name=op.f("fk_made_document_case_number_review_case")),
        sa.ForeignKeyConstraint(["object_id"], ["evidence_object.id"], name=op.f("fk_made_document_object_id_evidence_object")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_document")),
        sa.UniqueConstraint("case_number", "name", name=op.f("uq_made_document_case_number_name")),
    )
    op.create_index(op.f("ix_made_document_case_number"), "made_document", ["case_number"], unique=False)
    op.add_column("payment", sa.Column("refund_fen", sa.Integer(), nullable=True))
    op.add_column("violation_ticket", sa.Column("sealed_person", sa.LargeBinary(length=400), nullable=True))
