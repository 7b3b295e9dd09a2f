"""The table of executors: who does jobs, and when it said last that it lives."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class JobExecutor(Base):
    """A process that does jobs."""

    __tablename__ = "job_executor"

    executor_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    seen_at: Mapped[datetime]
