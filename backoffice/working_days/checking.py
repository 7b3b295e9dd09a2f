"""Checks the text of a working-day table before it may count: every mistake at once, never half a table."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from backoffice.refusals import Reason, Refused
from domain.calendar import SATURDAY, YearTable, parse_year

KEYS = frozenset({"year", "provisional", "makeup_workdays", "holidays", "notice"})
SPAN_KEYS = frozenset({"name", "from", "to"})
FEWEST_HOLIDAYS = 7  # 元旦 春节 清明 劳动 端午 中秋 国庆: 全国年节及纪念日放假办法; two of them may fall together
LONGEST_SPAN = timedelta(days=15)


def check_table(text: str, year: int) -> YearTable:
    """Return the table of `text`; raises Refused(table_invalid) with every mistake as ``code`` or ``code:what``."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Refused(Reason.TABLE_INVALID, items=(f"toml:{wrong}"[:100],)) from None
    mistakes = tuple(dict.fromkeys(_shape(raw, year))) or tuple(dict.fromkeys(_days(raw, year)))
    if mistakes:
        raise Refused(Reason.TABLE_INVALID, items=mistakes)
    return parse_year(text)


def _shape(raw: dict[str, Any], year: int) -> Iterator[str]:
    yield from (f"unknown:{key}" for key in sorted(raw.keys() - KEYS))
    if raw.get("year") != year or isinstance(raw.get("year"), bool):
        yield f"year:{raw.get('year')}"
    if not isinstance(raw.get("provisional", False), bool):
        yield "provisional"
    makeup = raw.get("makeup_workdays")
    if not isinstance(makeup, list) or not all(type(day) is date for day in makeup):
        yield "makeup"
    spans = raw.get("holidays")
    if not isinstance(spans, list) or not all(isinstance(span, dict) for span in spans):
        yield "holidays"
        return
    for place, span in enumerate(spans, start=1):
        if span.keys() != SPAN_KEYS or type(span["from"]) is not date or type(span["to"]) is not date or not _named(span):
            yield f"span:{place}"


def _named(span: dict[str, Any]) -> bool:
    return isinstance(span["name"], str) and 0 < len(span["name"].strip()) <= 20


def _days(raw: dict[str, Any], year: int) -> Iterator[str]:
    holidays: set[date] = set()
    for span in raw["holidays"]:
        first, last = span["from"], span["to"]
        if first.year != year or last.year != year:
            yield f"outside:{first if first.year != year else last}"
        elif last < first or last - first > LONGEST_SPAN:
            yield f"order:{first}"
        else:
            days = {first + timedelta(days=offset) for offset in range((last - first).days + 1)}
            yield from (f"twice:{day}" for day in sorted(days & holidays))
            holidays |= days
    makeup = raw["makeup_workdays"]
    yield from (f"twice:{day}" for day in makeup if makeup.count(day) > 1)
    yield from (f"outside:{day}" for day in makeup if day.year != year)
    yield from (f"makeup_holiday:{day}" for day in makeup if day in holidays)
    yield from (f"makeup_weekday:{day}" for day in makeup if day.year == year and day.weekday() < SATURDAY)
    if not raw.get("provisional", False) and len(raw["holidays"]) < FEWEST_HOLIDAYS - 1:
        yield f"few:{len(raw['holidays'])}"
