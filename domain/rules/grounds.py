"""Grounds of refusal that several services share: each a rule, or what rules are made of."""

from datetime import date

from domain.licences import LicenceState
from domain.reasons import ReasonCode, Refusal
from domain.rules.facts import Facts
from domain.rules.rule import Rule
from domain.services import ServiceTerms

MONTHS = 12
NOT_IN_FORCE = frozenset(
    {
        LicenceState.ANNULLED,
        LicenceState.REVOKED,
        LicenceState.CANCELLED,
        LicenceState.CANCELLED_RESTORABLE,
        LicenceState.POINTS_EXCEEDED,
        LicenceState.STOPPED,
    }
)


def has_state(facts: Facts, states: frozenset[LicenceState]) -> bool:
    """Tell whether the licence carries one of `states`."""
    return facts.licence is not None and bool(facts.licence.states & states)


def has_ended(facts: Facts) -> bool:
    """Tell whether the licence's last day is over; 长期 never is."""
    return facts.licence is not None and facts.licence.valid_to is not None and facts.licence.valid_to < facts.today


def document_expired(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """An expired identity document proves nothing (居民身份证法 §5)."""
    del terms
    expired = facts.document_valid_to is not None and facts.document_valid_to < facts.today
    return Refusal(ReasonCode.ID_EXPIRED) if expired else None


def registry_gaps(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """What the registry said cannot be understood: a person looks, nothing is guessed."""
    del terms
    return Refusal(ReasonCode.REGISTRY) if facts.gaps else None


def no_licence(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """There is no licence; where the registry's answer has gaps nobody knows."""
    del terms
    return Refusal(ReasonCode.NO_LICENCE) if facts.licence is None and not facts.gaps else None


def issued_elsewhere(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Licences issued elsewhere need 转入 at the window (162 §70)."""
    if facts.licence is None:
        return None
    served = facts.licence.archive_number.startswith(terms.issuer_prefixes)
    here = served and LicenceState.TRANSFERRED_OUT not in facts.licence.states
    return None if here else Refusal(ReasonCode.OUT_OF_AREA)


def not_in_force(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Annulled, revoked, cancelled, full of points or stopped (162 §77 to §79, 163 §17)."""
    del terms
    return Refusal(ReasonCode.STATE) if has_state(facts, NOT_IN_FORCE) else None


def locked(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Locked: only the window can tell why. What is worse is told first."""
    if not has_state(facts, frozenset({LicenceState.LOCKED})) or not_in_force(facts, terms):
        return None
    return Refusal(ReasonCode.LOCKED)


def already_pending(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """The same business may be pending once only."""
    del terms
    return Refusal(ReasonCode.DUPLICATE) if facts.same_business_pending else None


def reissued_too_often(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Frequent re-issue in a short time is handled on site 转为现场办理 (162 §83; threshold is configuration)."""
    often = is_too_often(facts.reissues, facts.today, terms)
    return Refusal(ReasonCode.REISSUE_LIMIT) if often else None


def is_too_often(reissues: tuple[date, ...], today: date, terms: ServiceTerms) -> bool:
    """Tell whether the re-issues within the window of months have reached the limit; 0: there is none."""
    return 0 < terms.reissue_limit <= count_within(reissues, today, terms)


def count_within(reissues: tuple[date, ...], today: date, terms: ServiceTerms) -> int:
    """Return how many re-issues lie within the window of months."""
    since = months_before(today, terms.reissue_window_months)
    return sum(since < day <= today for day in reissues)


DOCUMENT_VALID = Rule("document_valid", "中华人民共和国居民身份证法 §5", document_expired, early=True)
REGISTRY_SOUND = Rule("registry_sound", "公安部令第162号 §3, 第164号 §3", registry_gaps)
HAS_LICENCE = Rule("has_licence", "公安部令第162号 §68", no_licence)
ISSUED_HERE = Rule("issued_here", "公安部令第162号 §64, §70", issued_elsewhere)
IN_FORCE = Rule("in_force", "公安部令第162号 §77, §79; 第163号 §17", not_in_force)
NOT_LOCKED = Rule("not_locked", "configuration: state L, the window decides", locked)
NOT_PENDING = Rule("not_pending", "configuration: one of a kind at a time", already_pending)
NOT_TOO_OFTEN = Rule("not_too_often", "公安部令第162号 §83, 第164号 §74", reissued_too_often)


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, the month's last day where it is shorter."""
    return months_after(day, -months)


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later, the month's last day where it is shorter."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
