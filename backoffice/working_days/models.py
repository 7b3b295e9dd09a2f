"""Table of the working-day tables that staff entered: every version stays, the newest of a year counts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base
from backoffice.staff.models import Staff


class CalendarVersion(Base):
    """One version of one year's table, with the notice of the State Council it was taken from."""

    __tablename__ = "calendar_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(Text)  # as `config/calendar/<year>.toml`
    sha256: Mapped[str] = mapped_column(String(64))  # hex, over the body
    provisional: Mapped[bool]
    title: Mapped[str] = mapped_column(String(120))  # of the notice 国务院办公厅关于…通知
    number: Mapped[str] = mapped_column(String(60))  # 发文字号
    published_on: Mapped[date | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]

    maker: Mapped[Staff] = relationship(lazy="joined")
