"""The table of truck passes. Whose vehicle it is lies sealed under the case's key; in clear is what look-ups need."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.review.models import Case
from backoffice.staff.models import Staff


class RevokedFor(StrEnum):
    """Why a pass was revoked."""

    MISUSE = "misuse"  # 违规使用
    VEHICLE_CHANGED = "vehicle_changed"  # 车辆情况变化
    REQUESTED = "requested"  # 本人申请注销
    ISSUED_WRONGLY = "issued_wrongly"  # 核发有误


class IssuedPass(Base):
    """One pass. Its QR text is not kept: it is made anew of the sealed payload, with the key that it was signed with."""

    __tablename__ = "truck_pass"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), unique=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    plate_hash: Mapped[str] = mapped_column(String(64), index=True)  # HMAC of kind of plate and plate
    valid_from: Mapped[date]
    valid_until: Mapped[date] = mapped_column(index=True)
    issued_at: Mapped[datetime]
    sealed: Mapped[bytes]  # the signed text, under the case's key
    text_sha256: Mapped[str] = mapped_column(String(64))  # of the signed text
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revoked_for: Mapped[RevokedFor | None] = mapped_column(words(RevokedFor))

    case: Mapped[Case] = relationship(lazy="joined")
    revoker: Mapped[Staff | None] = relationship(lazy="joined")
