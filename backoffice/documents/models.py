"""The table of documents made for cases."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class KeptDocument(Base):
    """One signed PDF of one case; the object itself lies sealed with the case's evidence."""

    __tablename__ = "made_document"
    __table_args__ = (UniqueConstraint("case_number", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), index=True)
    name: Mapped[str] = mapped_column(String(40))  # decision_1, payment_voucher, …
    kind: Mapped[str] = mapped_column(String(40))
    sheets: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))  # of the PDF
    object_id: Mapped[int] = mapped_column(ForeignKey("evidence_object.id"))
    made_at: Mapped[datetime]
