"""What violations are handled by, in one: limits and lists, codes, working days."""

from dataclasses import dataclass

from domain.calendar import WorkingCalendar
from domain.violation_codes import ViolationCodes
from domain.violation_terms import ViolationTerms


@dataclass(frozen=True)
class Rulebook:
    """What an answer is made by."""

    terms: ViolationTerms
    codes: ViolationCodes
    calendar: WorkingCalendar
