"""The calendar that the office goes by: the files of the configuration, and over them what supervisors entered.

Every process asks for the newest version's number now and then, at the beginning of a unit of work, and reads the tables anew
only when it has changed; nothing is started again for a new table.
"""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.working_days.models import CalendarVersion
from domain.calendar import WorkingCalendar, YearTable, parse_year


class StandingCalendar(WorkingCalendar):
    """A working calendar whose tables may be laid over at any time."""

    def __init__(self, tables: Iterable[YearTable], look_seconds: float = 0) -> None:
        files = tuple(tables)
        super().__init__(files)
        self._files = files
        self._look_seconds = look_seconds
        self._looked_at: float | None = None
        self._newest = 0

    @property
    def years(self) -> dict[int, YearTable]:
        """Return the tables that count now, by year."""
        return dict(self._tables)

    @property
    def files(self) -> tuple[YearTable, ...]:
        """Return the tables of the configuration alone."""
        return self._files

    def look(self, session: Session, monotonic: float) -> None:
        """Read the tables anew when somebody has entered another one since the last look."""
        if self._looked_at is not None and monotonic - self._looked_at < self._look_seconds:
            return
        newest = session.scalar(select(func.max(CalendarVersion.id))) or 0
        if newest != self._newest:
            self._tables = self.with_tables(counting_tables(session)).years
            self._newest = newest
        self._looked_at = monotonic

    def look_soon(self) -> None:
        """Look again in the next unit of work, whenever the last look was."""
        self._looked_at = None

    def with_tables(self, tables: Iterable[YearTable]) -> "StandingCalendar":
        """Return the calendar as it would be with `tables` laid over the files."""
        return StandingCalendar([*self._files, *tables])


def counting_versions(session: Session) -> list[CalendarVersion]:
    """Return the version that counts of each year that staff entered, by year."""
    newest = select(func.max(CalendarVersion.id)).group_by(CalendarVersion.year)
    return list(session.scalars(select(CalendarVersion).where(CalendarVersion.id.in_(newest)).order_by(CalendarVersion.year)))


def counting_tables(session: Session) -> list[YearTable]:
    """Return the tables of :func:`counting_versions`."""
    return [parse_year(version.body) for version in counting_versions(session)]
