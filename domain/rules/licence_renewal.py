"""What the renewals of a licence share: its period and the new one, the body's condition, the ability test, the age.

机动车驾驶证申领和使用规定 (公安部令第162号, as amended by 172号, in force 2025-01-01): §62 validity, §63 the 90 days before
its end, §79 cancelled a year after it, §73 ability test from 70, §85 medical certificate, §65 age. Limits that no regulation
says are configuration.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.config_table import ConfigTable
from domain.licences import DrivingLicence, LicenceState
from domain.people import completed_years
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds, licence_classes
from domain.rules.facts import Facts
from domain.rules.grounds import months_after
from domain.rules.licence_classes import parse_classes
from domain.rules.licence_states import StateTerms
from domain.rules.rule import Rule
from domain.services import ServiceSlug, ServiceTerms, own_of

DAYS_BEFORE = 90  # 162 §63
FIRST_YEARS, SECOND_YEARS = 6, 10  # 162 §62
MONTHS_UNTIL_CANCELLED = 12  # 162 §79
TEST_FROM_AGE = 70  # 162 §73
PROFESSIONAL = frozenset({"A1", "A2", "A3", "B1", "B2"})


@dataclass(frozen=True)
class RenewalTerms(StateTerms):
    """`[rules]` of a renewal."""

    overdue_max_months: int  # so long after the end it is still done at a terminal
    medical_months: int  # so long a medical certificate counts (162 §85: six)
    study_months: int  # so long back the study of A and B holders with points may lie; unverified


def parse_renewal(table: ConfigTable, barred: StateTerms) -> RenewalTerms:
    """Read what a renewal asks beside the states."""
    return RenewalTerms(
        barred.barred,
        overdue_max_months=table.number("online_overdue_max_months", 1, MONTHS_UNTIL_CANCELLED),
        medical_months=table.number("medical_certificate_months", 1, 12),
        study_months=table.number("study_months", 1, 36),
    )


# -- the period ---------------------------------------------------------------------------------------------------------------


def window(valid_to: date, terms: RenewalTerms) -> tuple[date, date]:
    """Return the first and the last day of renewing at a terminal."""
    return valid_to - timedelta(days=DAYS_BEFORE), months_after(valid_to, terms.overdue_max_months)


def years_after(licence: DrivingLicence) -> int | None:
    """Return how many years the next licence is valid; None: 长期.

    Six, then ten when no cycle of the six years ended with 12 points, then for ever when none of the ten did; else as long
    again as before (162 §62; what follows a full cycle is unverified).
    """
    if licence.valid_to is None:
        return None
    years = SECOND_YEARS if completed_years(licence.valid_from, licence.valid_to) >= SECOND_YEARS else FIRST_YEARS
    if licence.full_cycles > 0:
        return years
    return SECOND_YEARS if years == FIRST_YEARS else None


def valid_to_after(licence: DrivingLicence) -> date | None:
    """Return the last day of the next licence: counted from the end of the present one; None: 长期."""
    years = years_after(licence)
    return months_after(licence.valid_to, 12 * years) if years is not None and licence.valid_to is not None else None


def outside_window(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Too early, or so late that only the window helps; 长期 is never renewed."""
    if facts.licence is None:
        return None
    if facts.licence.valid_to is None:
        return Refusal(ReasonCode.WINDOW)
    first, last = window(facts.licence.valid_to, own_of(terms, RenewalTerms))
    return None if first <= facts.today <= last else Refusal(ReasonCode.WINDOW)


def ended_long_ago(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Ended so long ago that it is cancelled, or that the terminal no longer does it."""
    if not grounds.has_ended(facts) or facts.licence is None or facts.licence.valid_to is None:
        return None
    _, last = window(facts.licence.valid_to, own_of(terms, RenewalTerms))
    return Refusal(ReasonCode.WINDOW) if facts.today > last else None


# -- body and mind ------------------------------------------------------------------------------------------------------------


def medical_valid(facts: Facts, needed: tuple[str, ...], months: int) -> bool:
    """Tell whether there is a certificate of the last `months` months that suffices for these classes."""
    medical = facts.medical
    if medical is None or not medical.issued_on <= facts.today <= months_after(medical.issued_on, months):
        return False
    try:
        return licence_classes.covers(parse_classes(medical.classes), needed)
    except ValueError:
        return False


def age_of(facts: Facts) -> int | None:
    """Return completed years; None when nobody said when the person was born."""
    return completed_years(facts.birth, facts.today) if facts.birth else None


def test_missing(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """From the 70th birthday memory, judgement and reaction are tested at every review (162 §73), once a year."""
    del terms
    age, test = age_of(facts), facts.ability_test
    if facts.licence is None or age is None or age < TEST_FROM_AGE:
        return None
    passed = test is not None and test.passed_on <= facts.today <= months_after(test.passed_on, grounds.MONTHS)
    return None if passed else Refusal(ReasonCode.ABILITY)


# -- the age ------------------------------------------------------------------------------------------------------------------


def extended(facts: Facts) -> bool:
    """Tell whether the classes lost at 63 were extended and still are (延长原准驾车型资格, 162 §65 as amended by 172)."""
    until = facts.licence.extended_until if facts.licence else None
    return until is not None and until >= facts.today


def classes_of(facts: Facts) -> tuple[str, ...]:
    """Return the classes held; empty where there is no licence."""
    return parse_classes(facts.licence.classes) if facts.licence else ()


def over_age(facts: Facts) -> frozenset[str]:
    """Return the classes that may no longer be driven at this age."""
    age = age_of(facts)
    return licence_classes.over_age(classes_of(facts), age, extended=extended(facts)) if age is not None else frozenset()


def choices(facts: Facts) -> tuple[licence_classes.Choice, ...]:
    """Return what may be kept instead of what is over age."""
    age = age_of(facts)
    return licence_classes.choices(classes_of(facts), age, extended=extended(facts)) if age is not None else ()


def too_old_for_classes(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Whoever is over age for a class exchanges it and has a new licence; where nothing stays only the window helps."""
    del terms
    if not over_age(facts):
        return None
    return Refusal(ReasonCode.AGE, instead=ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE if choices(facts) else None)


def ended(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """An ended licence is renewed, not made again; whoever is over age is told of the age instead."""
    over = grounds.has_ended(facts) or grounds.has_state(facts, frozenset({LicenceState.EXPIRED}))
    if not over or too_old_for_classes(facts, terms):
        return None
    return Refusal(ReasonCode.OTHER_SERVICE, instead=ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY)


NOT_OVER_AGE = Rule("not_over_age", "公安部令第162号 §65, as amended by 第172号", too_old_for_classes)
NOT_ENDED = Rule("not_ended", "公安部令第162号 §63", ended)
IN_WINDOW = Rule("in_window", "公安部令第162号 §63, §79; [rules] online_overdue_max_months", outside_window)
NOT_ENDED_LONG_AGO = Rule("not_ended_long_ago", "公安部令第162号 §79; [rules] online_overdue_max_months", ended_long_ago)
