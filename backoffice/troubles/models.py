"""Table of people of whom the registry's data cannot be understood; by keyed hash, nothing personal."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class RegistryGap(Base):
    """The registry's answer on one person asked for has gaps. Goes away with the first answer that has none."""

    __tablename__ = "registry_gap"

    person_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    fields: Mapped[str] = mapped_column(String(400))  # names of what is missing or impossible, never values
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)  # how often somebody asked meanwhile
