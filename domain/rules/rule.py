"""A rule 规则: one reason why a service may be refused, with its source; every service has a tuple of them.

A module `domain/rules/<slug>.py` has:
`RULES`       the rules in the order in which their reasons are told (those `of` a vehicle are asked of each one);
`ABOUT`       what the service is about, so that the office knows what it may show;
`Declaration` (frozen dataclass) what the citizen declares, for services that lodge something (:mod:`domain.wire.declarations`);
`options`     (optional) what the citizen may choose from, as words: classes to keep, kinds of pass;
`parse_own`   (optional) reads the table `[rules]` of `config/services/<slug>.toml` into a frozen dataclass.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from domain.reasons import Refusal
from domain.rules.facts import Facts
from domain.services import ServiceTerms


class About(StrEnum):
    """What a service is about: what the office asks the registry for and may show masked."""

    PERSON = "person"  # neither licence nor vehicles are told of
    LICENCE = "licence"
    VEHICLES = "vehicles"


@dataclass(frozen=True)
class Rule:
    """One rule. `check` returns the refusal it finds, None when nothing stands against."""

    name: str  # its row in docs/services/rules.md; unique within the service
    source: str  # regulation, article; "configuration" with its file and key where no regulation says it
    check: Callable[[Facts, ServiceTerms], Refusal | None]
    of: Literal["person", "vehicle"] = "person"  # a vehicle's needs `Facts.vehicle`
    early: bool = False  # the identity document and the day are enough to say it: the terminal asks nobody


def refusals(rules: Iterable[Rule], facts: Facts, terms: ServiceTerms) -> list[Refusal]:
    """Return every reason that stands against, all at once and each once; empty means eligible.

    Rules of a vehicle count when a vehicle is chosen (`facts.vehicle`).
    """
    asked = (rule for rule in rules if rule.of == "person" or facts.vehicle is not None)
    found = (rule.check(facts, terms) for rule in asked)
    return list(dict.fromkeys(refusal for refusal in found if refusal is not None))


def found_by(rules: Iterable[Rule], facts: Facts, terms: ServiceTerms) -> Sequence[str]:
    """Return the names of the rules that refuse, in order."""
    asked = (rule for rule in rules if rule.of == "person" or facts.vehicle is not None)
    return [rule.name for rule in asked if rule.check(facts, terms) is not None]
