"""The states of a licence that stand against making it anew: rules that the four licence services share.

What a regulation forbids is in code; which other letters a service refuses is configuration (`[rules] barred_states`), because
no regulation says it. Letters: :class:`domain.licences.LicenceState`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from domain.config_table import ConfigTable
from domain.licences import LicenceState, parse_states
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds
from domain.rules.facts import Facts
from domain.rules.rule import Rule
from domain.services import ServiceTerms, own_of

POINTS_LIMIT = 12  # 道路交通安全违法行为记分管理办法 (公安部令第163号) §4
ENDED = frozenset(
    {LicenceState.ANNULLED, LicenceState.REVOKED, LicenceState.CANCELLED, LicenceState.CANCELLED_RESTORABLE},
)
SEIZED = frozenset({LicenceState.SUSPENDED, LicenceState.IMPOUNDED, LicenceState.WITHHELD})
FULL = frozenset({LicenceState.POINTS_EXCEEDED, LicenceState.STOPPED})
REVIEW = frozenset(
    {
        LicenceState.REVIEW_OVERDUE,
        LicenceState.REVIEW_POSTPONED,
        LicenceState.RENEWAL_POSTPONED,
        LicenceState.MEDICAL_POSTPONED,
    }
)
OPEN = {LicenceState.VIOLATION_PENDING: ReasonCode.VIOLATION, LicenceState.ACCIDENT_PENDING: ReasonCode.ACCIDENT}
ELSEWHERE = ENDED | {LicenceState.LOCKED, LicenceState.TRANSFERRED_OUT, LicenceState.EXPIRED, LicenceState.NORMAL}
"""Letters that rules of their own look at, so no configuration names them."""


@dataclass(frozen=True)
class StateTerms:
    """`barred`: letters with which this service is refused."""

    barred: frozenset[LicenceState]


def parse_barred(table: ConfigTable, lawful: frozenset[LicenceState] = frozenset()) -> frozenset[LicenceState]:
    """Read `barred_states`; raises :class:`ConfigError` also where a letter is missing that the regulation bars (`lawful`)."""
    key = "barred_states"
    letters = "".join(table.words(key))
    try:
        barred = parse_states(letters)
    except ValueError as unknown:
        raise table.wrong(key, str(unknown)) from unknown
    if barred & ELSEWHERE:
        raise table.wrong(key, f"{_letters(barred & ELSEWHERE)} is refused by a rule of its own")
    if lawful - barred:
        raise table.wrong(key, f"the regulation bars {_letters(lawful - barred)}")
    return barred


def _letters(states: frozenset[LicenceState]) -> str:
    return "".join(sorted(states))


def _barred(facts: Facts, terms: ServiceTerms) -> frozenset[LicenceState]:
    """Return what of the licence's states this service refuses."""
    held = facts.licence.states if facts.licence else frozenset()
    return held & own_of(terms, StateTerms).barred


def not_in_force(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Annulled, revoked, cancelled: there is nothing to make anew."""
    del terms
    return Refusal(ReasonCode.STATE) if grounds.has_state(facts, ENDED) else None


def locked(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Locked: only the window can tell why. What is worse is told first."""
    if not grounds.has_state(facts, frozenset({LicenceState.LOCKED})) or not_in_force(facts, terms):
        return None
    return Refusal(ReasonCode.LOCKED)


def full_of_points(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Twelve points: study and examination come first; the licence is held until then (163 §17, §29)."""
    if facts.licence is None or LicenceState.POINTS_EXCEEDED not in own_of(terms, StateTerms).barred:
        return None
    full = bool(_barred(facts, terms) & FULL) or facts.licence.points >= POINTS_LIMIT
    return Refusal(ReasonCode.POINTS) if full else None


def other_states(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """What no regulation bars here and configuration may: an overdue review, something open."""
    barred = _barred(facts, terms)
    if barred & REVIEW:
        return Refusal(ReasonCode.STATE)
    return next((Refusal(code) for letter, code in OPEN.items() if letter in barred), None)


def _refuse(states: frozenset[LicenceState], code: ReasonCode) -> Callable[[Facts, ServiceTerms], Refusal | None]:
    def check(facts: Facts, terms: ServiceTerms) -> Refusal | None:
        return Refusal(code) if _barred(facts, terms) & states else None

    return check


IN_FORCE = Rule("in_force", "公安部令第162号 §77, §79", not_in_force)
NOT_LOCKED = Rule("not_locked", "configuration: state L, the window decides", locked)
NOT_SEIZED = Rule("not_seized", "公安部令第162号 §69; [rules] barred_states", _refuse(SEIZED, ReasonCode.STATE))
NOT_FULL = Rule("points_below_limit", "公安部令第163号 §17, §29; [rules] barred_states", full_of_points)
OTHER_STATES = Rule("other_states", "configuration: [rules] barred_states", other_states)
REVIEW_DONE = Rule("review_done", "公安部令第162号 §72; [rules] barred_states", _refuse(REVIEW, ReasonCode.STATE))
NO_OPEN_VIOLATION = Rule(
    "no_open_violation",
    "公安部令第162号 §72, §73; [rules] barred_states",
    _refuse(frozenset({LicenceState.VIOLATION_PENDING}), ReasonCode.VIOLATION),
)
NO_OPEN_ACCIDENT = Rule(
    "no_open_accident",
    "公安部令第162号 §72, §73; [rules] barred_states",
    _refuse(frozenset({LicenceState.ACCIDENT_PENDING}), ReasonCode.ACCIDENT),
)
