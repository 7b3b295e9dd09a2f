"""The table of certificates."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base
from backoffice.review.models import Case


class Certificate(Base):
    """What production makes for one case: begun when production starts, numbered by the registry, checked by a clerk."""

    __tablename__ = "certificate"

    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    started_at: Mapped[datetime]
    certificate_number: Mapped[str | None] = mapped_column(String(13), unique=True)  # 证芯编号, 号牌生产序号
    issued_on: Mapped[date | None]
    temporary_plate: Mapped[str | None] = mapped_column(String(12))  # 临时行驶车号牌, where one was asked for
    temporary_until: Mapped[date | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    checked_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="joined")
