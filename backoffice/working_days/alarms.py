"""The alarm for a year whose working-day table is missing, or only provisional."""

from dataclasses import dataclass
from datetime import datetime, time

from backoffice.office import Work
from backoffice.working_days.standing import StandingCalendar
from domain.clock import SHANGHAI


@dataclass(frozen=True)
class CalendarAlarm:
    """One year that somebody must see to."""

    year: int
    provisional: bool  # there is a table, but not an announced one
    since: datetime


def list_alarms(work: Work) -> list[CalendarAlarm]:
    """Return what is missing: this year's table always, next year's from the configured day on."""
    today = work.now.astimezone(SHANGHAI).date()
    month, day = map(int, work.office.settings.calendar.alarm_from.split("-"))
    first = datetime.combine(today.replace(month=1, day=1), time(), SHANGHAI)
    found = [_alarm(work.office.calendar, today.year, first)]
    if (today.month, today.day) >= (month, day):
        since = datetime.combine(today.replace(month=month, day=day), time(), SHANGHAI)
        found.append(_alarm(work.office.calendar, today.year + 1, since))
    return [alarm for alarm in found if alarm is not None]


def _alarm(calendar: StandingCalendar, year: int, since: datetime) -> CalendarAlarm | None:
    table = calendar.years.get(year)
    if table is None:
        return CalendarAlarm(year, provisional=False, since=since)
    return CalendarAlarm(year, provisional=True, since=since) if table.provisional else None
