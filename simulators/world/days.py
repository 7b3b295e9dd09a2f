"""Days in the files of the synthetic people: ISO, ``长期``, or counted from today, so that nobody's story goes stale."""

from datetime import date, timedelta

FOREVER = "长期"


def parse_day(text: str, today: date) -> date | None:
    """Parse an ISO day, ``today±Nd`` or 长期 (None); raises :class:`ValueError` on anything else."""
    if text == FOREVER:
        return None
    if text.startswith("today") and text.endswith("d"):
        return today + timedelta(days=int(text[5:-1]))
    return date.fromisoformat(text)


def get_day(text: str, today: date) -> date:
    """Parse like :func:`parse_day`; 长期 is no day either."""
    day = parse_day(text, today)
    if day is None:
        raise ValueError("a day is needed here")
    return day
