"""驾驶证超龄换证: whoever is too old for a class exchanges it for a lower one.

机动车驾驶证申领和使用规定 (公安部令第162号) §65 as amended by 公安部令第172号 (in force 2025-01-01): from the 63rd birthday
none of A1 A2 A3 B1 B2 M N P, from the 70th none of C3 C4 C6 D E; an extension in force keeps the former. §68: the old licence
is recovered. Where no class stays the licence is cancelled (§79), which is no business of a terminal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domain.config_table import ConfigTable
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds, licence_renewal, licence_states
from domain.rules.facts import Facts
from domain.rules.licence_classes import AGE_OF_HEAVY, Choice, classes_after, parse_classes
from domain.rules.licence_renewal import RenewalTerms, age_of, choices, classes_of, parse_renewal
from domain.rules.licence_states import StateTerms, parse_barred
from domain.rules.rule import About, Rule
from domain.services import ServiceTerms, own_of

ABOUT = About.LICENCE


@dataclass(frozen=True)
class Declaration:
    """What is declared: which class is kept."""

    keep: Choice
    photo: Literal["on_file", "taken"] = "on_file"


def parse_own(table: ConfigTable) -> RenewalTerms:
    """Read `[rules]`."""
    return parse_renewal(table, StateTerms(parse_barred(table)))


def options(facts: Facts, terms: ServiceTerms) -> Sequence[str]:
    """Return what may be kept."""
    del terms
    return choices(facts)


def classes_kept(facts: Facts, keep: str) -> str | None:
    """Return the classes of the new licence; None when this cannot be kept."""
    age = age_of(facts)
    if age is None:
        return None
    return classes_after(classes_of(facts), age, keep, extended=licence_renewal.extended(facts))


def _too_young(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Nobody is over age for anything before the 63rd birthday; that day itself counts."""
    del terms
    age = age_of(facts)
    return Refusal(ReasonCode.AGE) if age is None or age < AGE_OF_HEAVY else None


def _nothing_over_age(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Old enough, but every class may be kept: small cars, or an extension is in force."""
    if facts.licence is None or _too_young(facts, terms) or licence_renewal.over_age(facts):
        return None
    return Refusal(ReasonCode.CLASS)


def _nothing_left(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """All classes are over age and none can be exchanged: the licence is cancelled, at the window (§79)."""
    del terms
    return Refusal(ReasonCode.AGE) if licence_renewal.over_age(facts) and not choices(facts) else None


def _medical(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """The hospital's certificate suffices for the classes kept; before one is chosen, for one that may be."""
    offered = choices(facts)
    if not offered:
        return None
    declared = facts.declaration.keep if isinstance(facts.declaration, Declaration) else None
    kept = [classes_kept(facts, keep) for keep in offered if declared in (None, keep)]
    months = own_of(terms, RenewalTerms).medical_months
    valid = any(licence_renewal.medical_valid(facts, parse_classes(classes), months) for classes in kept if classes)
    return None if valid else Refusal(ReasonCode.MEDICAL)


def _review(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Exchanged after its end the licence is renewed too: then nothing may be open, and from 70 the test is passed."""
    if not grounds.has_ended(facts) or facts.licence is None:
        return None
    still_open = (code for state, code in licence_states.OPEN.items() if state in facts.licence.states)
    found = next((Refusal(code) for code in still_open), None)
    return found or licence_renewal.test_missing(facts, terms)


RULES = (
    grounds.DOCUMENT_VALID,
    Rule("age_reached", "公安部令第162号 §65, as amended by 第172号", _too_young, early=True),
    grounds.REGISTRY_SOUND,
    grounds.HAS_LICENCE,
    grounds.ISSUED_HERE,
    licence_states.NOT_SEIZED,
    licence_states.IN_FORCE,
    licence_states.NOT_LOCKED,
    licence_states.NOT_FULL,
    licence_states.OTHER_STATES,
    licence_renewal.NOT_ENDED_LONG_AGO,
    Rule("class_over_age", "公安部令第162号 §65, as amended by 第172号", _nothing_over_age),
    Rule("class_left", "公安部令第162号 §65, §79", _nothing_left),
    Rule("medical_valid", "公安部令第162号 §65, §85; [rules] medical_certificate_months", _medical),
    Rule("review_passed", "公安部令第162号 §72, §73", _review),
    grounds.NOT_PENDING,
)
