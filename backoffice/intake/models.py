"""Tables of intake: what came in under which key, and what could not be read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class Lodgement(Base):
    """One application handed over by a terminal. Never forgotten before its case: a terminal may be offline for long."""

    __tablename__ = "intake_lodgement"

    idempotency_key: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), unique=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"))
    sealed_sha256: Mapped[str] = mapped_column(String(64))
    face_sha256: Mapped[str | None] = mapped_column(String(64))  # of the sealed live pictures; None: there were none
    lodged_at: Mapped[datetime]  # terminal's time
    received_at: Mapped[datetime]  # office's time


class Quarantined(Base):
    """A body that could not be taken, as it came: staff find out why; nothing a citizen lodged is thrown away."""

    __tablename__ = "intake_quarantine"
    __table_args__ = (UniqueConstraint("idempotency_key", "body_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idempotency_key: Mapped[UUID]
    body_sha256: Mapped[str] = mapped_column(String(64))  # over `sealed` as it is here
    number: Mapped[str] = mapped_column(String(16), index=True)
    service: Mapped[str] = mapped_column(String(40))
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"))
    key_id: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes]
    face_key_id: Mapped[str | None] = mapped_column(String(64))
    sealed_faces: Mapped[bytes | None]  # as they came, too
    payment: Mapped[str | None] = mapped_column(Text)  # PaidFee as JSON; None: nothing was told of a payment
    received_at: Mapped[datetime]
