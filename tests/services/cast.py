"""Asks the rules about everybody of the cast, over the registry's real line: what the office would find on this day."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from backoffice.opening import read_terms
from backoffice.partners import PartnerClient
from backoffice.registry.http import HttpRegistry
from backoffice.registry.port import Registry
from backoffice.review.facts import facts_of, query_for
from domain.clock import FrozenClock
from domain.reasons import Refusal
from domain.rules.catalogue import ServiceRules, find_rules
from domain.rules.facts import Facts
from domain.rules.rule import Rule, found_by
from domain.rules.violation_handling import HandlingFacts
from domain.services import ServiceSlug, ServiceTerms
from domain.violation_codes import parse_violation_codes
from domain.violations import PenaltyDecision
from simulators.partners.police_registry import PoliceRegistry
from simulators.world.people import Person, load_people, parse_day
from tests.backoffice.people import FRIDAY_NOON
from tests.paths import CONFIG

DAY = FRIDAY_NOON
CODES = parse_violation_codes((CONFIG / "violation_codes.csv").read_text("utf-8"))
PASSES = "passes"
REFUSED = "refused:"
SECOND_TIME = "not_pending"  # whoever passes is refused by it when it is lodged again at once


@dataclass(frozen=True)
class Case:
    """What is known of one person for one service: once, or once for each own vehicle."""

    facts: tuple[Facts, ...]

    def names(self, rules: tuple[Rule, ...], terms: ServiceTerms) -> list[tuple[str, ...]]:
        """Return the names of the rules that refuse, for each vehicle."""
        return [tuple(found_by(rules, facts, terms)) for facts in self.facts]


class Cast:
    """Everybody, the rules of every service, and the registry that both are asked over."""

    def __init__(self, registry: Registry, people: Mapping[str, Person]) -> None:
        self._registry = registry
        self.people = people
        self.terms = read_terms(CONFIG)

    @cached_property
    def services(self) -> dict[ServiceSlug, ServiceRules]:
        """Return the rules of every service that has some."""
        return {slug: rules for slug in ServiceSlug if (rules := find_rules(slug)) is not None}

    def of(self, slug: ServiceSlug, role: str) -> list[Person]:
        """Return those who are cast for `role` in this service."""
        return [person for person in self.people.values() if role in person.cast.get(slug, "").split()]

    def passing(self, slug: ServiceSlug, rule: str) -> Person | None:
        """Return somebody who passes: at this rule's edge where somebody is cast for it, else anybody."""
        at_edge = self.of(slug, f"{PASSES}:{rule}")
        return next(iter(at_edge or self.of(slug, PASSES)), None)

    def refused(self, slug: ServiceSlug, rule: str) -> Person | None:
        """Return somebody who is refused by exactly this rule."""
        if rule == SECOND_TIME:
            return next(iter(self.of(slug, PASSES)), None)
        return next(iter(self.of(slug, f"{REFUSED}{rule}")), None)

    def case(self, slug: ServiceSlug, person: Person, *, second_time: bool = False) -> Case:
        """Return what the office would know of this person."""
        record = query_for(self._registry, slug, person.number)
        ends = parse_day(str(person.card["valid_to"]), DAY.date())
        facts = facts_of(record, DAY.date(), ends, person.birth, pending=second_time)
        if not record.vehicles or all(rule.of == "person" for rule in self.services[slug].rules):
            return Case((facts,))
        return Case(tuple(replace(facts, vehicle=vehicle) for vehicle in record.vehicles))

    def found(self, slug: ServiceSlug, person: Person, *, second_time: bool = False) -> list[tuple[str, ...]]:
        """Return which rules refuse this person, for each own vehicle."""
        return self.case(slug, person, second_time=second_time).names(self.services[slug].rules, self.terms[slug])

    def records(self, person: Person) -> list[HandlingFacts]:
        """Return what is known of each of this person's open records."""
        own = {(vehicle.plate, vehicle.plate_kind): vehicle for vehicle in self._registry.query_vehicles(person.number)}
        licence = self._registry.query_licence(person.number).licence
        records = self._registry.query_violations(person.number).records
        found = ((record, CODES.penalty_of(record), own.get((record.plate, record.plate_kind))) for record in records)
        return [HandlingFacts(DAY.date(), record, penalty, vehicle, licence) for record, penalty, vehicle in found]

    def unpaid(self, person: Person) -> list[PenaltyDecision]:
        """Return this person's decisions whose fine is not paid."""
        return [one for one in self._registry.query_violations(person.number).decisions if not one.paid]

    def refusal(self, slug: ServiceSlug, rule: Rule, person: Person) -> Refusal | None:
        """Return the refusal that `rule` finds for this person."""
        case = self.case(slug, person, second_time=rule.name == SECOND_TIME)
        found = (rule.check(facts, self.terms[slug]) for facts in case.facts)
        return next((refusal for refusal in found if refusal is not None), None)


@contextmanager
def the_cast() -> Iterator[Cast]:
    """Open the registry of the sandbox and ask it."""
    people = load_people(DAY.date())
    registry = PoliceRegistry(people, FrozenClock(DAY), lambda _: None)
    with registry.gate.server:
        yield Cast(HttpRegistry(PartnerClient("registry", registry.gate.url, registry.gate.key)), people)


def sentences() -> Mapping[str, object]:
    """Return the texts of all reasons by code; services word some of them in files of their own."""
    reasons: dict[str, dict[str, object]] = {}
    for path in sorted((CONFIG / "texts").glob("reasons*.toml")):
        for code, texts in tomllib.loads(path.read_text("utf-8")).get("reason", {}).items():
            reasons.setdefault(code, {}).update(texts)
    return reasons
