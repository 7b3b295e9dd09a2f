"""Version 1: what became of an application, asked by the terminal that lodged it, and the documents made of it."""

from datetime import date
from uuid import UUID

from pydantic import Field

from domain.application import ApplicationStatus
from domain.wire.message import ApplicationNumber, Message, Sha256, Word
from domain.wire.told_reasons import ToldReasons


class OutcomeQuestion(Message):
    """What became of it? The key is the idempotency key it was lodged with: nobody else knows it."""

    number: ApplicationNumber
    key: UUID


class IssuedDecision(Message):
    """One penalty decision 处罚决定 that was issued."""

    decision_number: str
    record_number: str
    plate: str
    code: str
    text: str
    points: int
    fine_fen: int
    decided_on: date
    pay_until: date


class MadeDocument(Message):
    """One document that may be fetched and printed."""

    id: Word  # decision_1, payment_voucher, truck_pass, signed_copy
    kind: Word  # penalty_decision, defence_receipt, payment_voucher, truck_pass, signed_copy
    sheets: int = Field(ge=1, le=20)
    sha256: Sha256  # of the PDF


class OutcomeAnswer(Message):
    """Where it stands, and what there is to take along."""

    status: ApplicationStatus
    reasons: ToldReasons = Field(default_factory=list)
    due_date: date | None = None
    decisions: list[IssuedDecision] = Field(default_factory=list)
    documents: list[MadeDocument] = Field(default_factory=list)
    codes: dict[Word, str] = Field(default_factory=dict)  # what goes into a QR or stands large: pass_number, voucher_number, …


class DocumentQuestion(Message):
    """One document of it."""

    number: ApplicationNumber
    key: UUID
    document: Word


class DocumentAnswer(Message):
    """The document, base64 of a signed PDF."""

    pdf: str
    sheets: int = Field(ge=1, le=20)
    sha256: Sha256
