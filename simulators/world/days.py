"""Days in the files of the synthetic people: ISO, ``长期``, or counted from today, so that nobody's story goes stale.

``today-40d`` days, ``today-6y`` years, ``today-6y+30d`` both. From 29 February years lead to the 28th.
"""

import re
from datetime import date, timedelta

FOREVER = "长期"
COUNTED = re.compile(r"today(?P<years>[+-]\d+y)?(?P<days>[+-]\d+d)?")


def parse_day(text: str, today: date) -> date | None:
    """Parse an ISO day, ``today±Ny±Nd`` or 长期 (None); raises :class:`ValueError` on anything else."""
    if text == FOREVER:
        return None
    counted = COUNTED.fullmatch(text)
    if counted is None or text == "today":
        return date.fromisoformat(text)
    years, days = (int((counted[unit] or "0_")[:-1]) for unit in ("years", "days"))
    return _years_on(today, years) + timedelta(days=days)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def get_day(text: str, today: date) -> date:
    """Parse like :func:`parse_day`; 长期 is no day either."""
    day = parse_day(text, today)
    if day is None:
        raise ValueError("a day is needed here")
    return day
