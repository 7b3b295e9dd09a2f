"""The two clocks of a case: the promise (working days) and the stage (working minutes). They are never mixed.

Both answer None when the working-day table of a needed year is missing: an alarm on the board, never an error.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from domain.calendar import CalendarMissing, WorkingCalendar
from domain.clock import SHANGHAI

MINUTE = timedelta(minutes=1)
FARTHEST = timedelta(days=370)  # longer than any stage; ends the search where a table says nobody ever works


class OfficeHours:
    """When the office works: the calendar's working days, from the shift's begin to its end."""

    def __init__(self, calendar: WorkingCalendar, begins: time, ends: time) -> None:
        self._calendar = calendar
        self._begins = begins
        self._ends = ends

    def due_date(self, received_at: datetime, working_days: int) -> date | None:
        """Return the last day of a promise of `working_days`, counted from the first working day after the receipt.

        The day of receipt itself is not counted, whatever the hour (162 §110); the date is Chongqing's.
        """
        return self.after(received_at.astimezone(SHANGHAI).date(), working_days)

    def after(self, day: date, working_days: int) -> date | None:
        """Return the `working_days`-th working day after `day`."""
        try:
            return self._calendar.add_working_days(day, working_days)
        except CalendarMissing:
            return None

    def days_between(self, start: date, end: date) -> int | None:
        """Count working days after `start` up to and including `end`."""
        try:
            return self._calendar.working_days_between(start, end)
        except CalendarMissing:
            return None

    def add_minutes(self, start: datetime, minutes: int) -> datetime | None:
        """Return the moment when `minutes` of working time have passed since `start`."""
        left = timedelta(minutes=minutes)
        try:
            for begin, end in self._shifts(start):
                if end - begin >= left:
                    return begin + left
                left -= end - begin
        except CalendarMissing:
            return None
        return None

    def take_minutes(self, end: datetime, minutes: int) -> datetime | None:
        """Return the latest moment from which `minutes` of working time have passed until `end`."""
        left = timedelta(minutes=minutes)
        local = end.astimezone(SHANGHAI)
        day = local.date()
        try:
            while local.date() - day < FARTHEST:
                if self._calendar.is_working_day(day):
                    begin = datetime.combine(day, self._begins, SHANGHAI)
                    finish = min(local, datetime.combine(day, self._ends, SHANGHAI))
                    if finish - begin >= left:
                        return finish - left
                    left -= max(finish - begin, timedelta())
                day -= timedelta(days=1)
        except CalendarMissing:
            return None
        return None

    def minutes_between(self, start: datetime, end: datetime) -> int | None:
        """Return working minutes from `start` to `end`; negative when `end` is earlier."""
        if end < start:
            backwards = self.minutes_between(end, start)
            return None if backwards is None else -backwards
        passed = timedelta()
        try:
            for begin, finish in self._shifts(start):
                if begin >= end:
                    break
                passed += min(finish, end) - begin
        except CalendarMissing:
            return None
        return passed // MINUTE

    def _shifts(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is left of each shift from `start` on."""
        local = start.astimezone(SHANGHAI)
        day = local.date()
        while day - local.date() < FARTHEST:
            if self._calendar.is_working_day(day):
                begin = max(local, datetime.combine(day, self._begins, SHANGHAI))
                end = datetime.combine(day, self._ends, SHANGHAI)
                if begin < end:
                    yield begin, end
            day += timedelta(days=1)
