"""罚款缴纳: until when a fine is paid and what lateness costs.

15 days after receipt: 行政处罚法 (revised, in force 2021-07-15) §67, 道路交通安全法 (2021-04-29) §108; calendar days, because
§85 of the former makes working days only of 2, 3, 5 and 7 days. Surcharge 加处罚款 of 3 % of the fine a day, altogether not
above the fine: 行政处罚法 §72, 道路交通安全违法行为处理程序规定 (公安部令第157号, in force 2020-05-01) §60. None accrues while
a review or a suit is pending (行政处罚法 §73): the registry does not tell, so whoever knows of one must not ask here.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.calendar import CalendarMissing, WorkingCalendar
from domain.rules import grounds
from domain.rules.rule import About
from domain.violation_terms import PaymentTerms

ABOUT = About.PERSON
RULES = (grounds.DOCUMENT_VALID,)
PERCENT = 100


@dataclass(frozen=True)
class Declaration:
    """Which decisions are paid; how much was agreed with the office when they were held (`FineHold`)."""

    decisions: tuple[str, ...] = field(repr=False)


def pay_until(decided_on: date, terms: PaymentTerms, calendar: WorkingCalendar) -> date:
    """Return the last day without surcharge. The day of the decision is taken as that of its receipt 送达."""
    last = decided_on + timedelta(days=terms.days)
    return _rolled_over(last, calendar) if terms.rolls_over else last


def days_late(last_day: date, today: date) -> int:
    """Return the days after `last_day`; 0 on it and before."""
    return max((today - last_day).days, 0)


def surcharge_fen(fine_fen: int, late: int, terms: PaymentTerms) -> int:
    """Return the surcharge of `late` days in fen: the exact sum of all days, rounded down to whole fen, at most the limit.

    Raises :class:`ValueError` for a negative fine or number of days.
    """
    if fine_fen < 0 or late < 0:
        raise ValueError("neither a fine nor a number of days is negative")
    percent = min(terms.surcharge_percent * late, terms.surcharge_limit_percent)
    return fine_fen * percent // PERCENT


def _rolled_over(day: date, calendar: WorkingCalendar) -> date:
    """Return `day` or the next working day; without a table of that year the day itself, the stricter reading."""
    try:
        return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)
    except CalendarMissing:
        return day
