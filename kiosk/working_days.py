"""The working days this terminal reckons with: the shipped tables, and over them those that the office goes by."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from backend_client import office_calendar
from domain.calendar import CalendarMissing, WorkingCalendar, YearTable, parse_year
from domain.clock import Clock

AHEAD = timedelta(days=31)  # a year whose table is wanted by then is missed now
Told = Callable[[str], None]


def missed_from(year: int) -> date:
    """Return the day from which a table of `year` is missed."""
    return date(year, 1, 1) - AHEAD


class TerminalCalendar:
    """Reads the shipped tables once, and the office's again when their file has changed. Thread-safe: it only replaces."""

    def __init__(self, config_dir: Path, state_dir: Path) -> None:
        texts = (path.read_text("utf-8") for path in sorted((config_dir / "calendar").glob("*.toml")))
        self._shipped = tuple(parse_year(text) for text in texts)
        self._state_dir = state_dir
        self._seen: int | None = None
        self._tables = _laid_over(self._shipped, ())

    def tables(self) -> dict[int, YearTable]:
        """Return the tables that count now, by year."""
        seen = self._changed_at()
        if seen != self._seen:
            told = office_calendar.lying(self._state_dir)
            self._tables = _laid_over(self._shipped, [one.table() for one in told.years] if told else ())
            self._seen = seen
        return self._tables

    def promised_by(self, received: date, working_days: int) -> date | None:
        """Return the last of so many working days after `received`; None where a table is missing."""
        try:
            return WorkingCalendar(self.tables().values()).add_working_days(received, working_days)
        except CalendarMissing:
            return None

    def missing(self, today: date) -> int | None:
        """Return the year that will be wanted within a month and has no table."""
        year = self.first_unknown(today)
        return year if today >= missed_from(year) else None

    def first_unknown(self, today: date) -> int:
        """Return the first year from this one on that has no table."""
        years = self.tables()
        return next(year for year in count(today.year) if year not in years)

    def _changed_at(self) -> int:
        try:
            return office_calendar.path_of(self._state_dir).stat().st_mtime_ns
        except OSError:
            return 0


class CalendarWatch:
    """Tells when a table is missed, and when it is there again. `note` gets the event's name."""

    def __init__(self, calendar: TerminalCalendar, clock: Clock, note: Told) -> None:
        self._calendar = calendar
        self._clock = clock
        self._note = note
        self.is_missing = False

    def look(self) -> None:
        """Look once; called about once a second."""
        missing = self._calendar.missing(self._clock.now().date()) is not None
        if missing is not self.is_missing:
            self.is_missing = missing
            self._note("calendar_missing" if missing else "calendar_there")


def _laid_over(shipped: "tuple[YearTable, ...]", told: "list[YearTable] | tuple[YearTable, ...]") -> dict[int, YearTable]:
    """Lay the office's tables over the shipped ones; an announced one gives way to no provisional one, whosever it is."""
    tables = {table.year: table for table in shipped}
    for table in told:
        own = tables.get(table.year)
        if own is None or own.provisional or not table.provisional:
            tables[table.year] = table
    return tables
