"""Makes of the registry's answer the facts that rules look at: the same for the question of a terminal and for a case."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date

from backoffice.registry.port import CONTACTS, LICENCES, VEHICLES, Registry, RegistryRecord
from domain.reasons import ReasonCode, Refusal
from domain.rules.catalogue import ServiceRules, find_rules
from domain.rules.facts import Facts
from domain.rules.rule import About, refusals
from domain.services import ServiceSlug, ServiceTerms
from domain.vehicles import Vehicle

VEHICLE_GAP = f"{VEHICLES}_"  # begins the name of a gap that a vehicle has, not its owner

MAY_BE_UNTOLD = ("axles", "registered_area", "mortgaged", "reissues")  # fields of a vehicle, as `Vehicle` names them
UNTOLD = (None, "")

CONTACT_CHANGES = frozenset({ServiceSlug.CONTACT_CHANGE_DRIVER, ServiceSlug.CONTACT_CHANGE_OWNER})


def facts_of(
    record: RegistryRecord, today: date, document_valid_to: date | None, birth: date | None, *, pending: bool
) -> Facts:
    """Return what is known of a person; neither a vehicle is chosen nor anything declared yet.

    A day that only this day shows to be impossible is a gap, too: a licence issued tomorrow.
    """
    return Facts(
        today=today,
        document_valid_to=document_valid_to,
        licence=record.licence,
        birth=birth,
        same_business_pending=pending,
        reissues=record.reissues,
        medical=record.medical,
        ability_test=record.ability_test,
        vehicles=record.vehicles,
        gaps=gaps_of(record, today),
    )


def gaps_of(record: RegistryRecord, today: date) -> tuple[str, ...]:
    """Return the names of what nobody understands of the licence and what belongs to it."""
    return (*record.gaps, *_days_to_come(record, today))


def _days_to_come(record: RegistryRecord, today: date) -> tuple[str, ...]:
    """Return the names of days that lie ahead though they cannot."""
    said = {
        "first_issued": record.licence.first_issued if record.licence else None,
        "photo_taken_on": record.photo_taken_on,
        "medical": record.medical.issued_on if record.medical else None,
        "ability_test": record.ability_test.passed_on if record.ability_test else None,
        "reissues": max(record.reissues, default=None),
    }
    return tuple(name for name, day in said.items() if day is not None and day > today)


def vehicle_gaps(vehicles: Iterable[Vehicle]) -> tuple[str, ...]:
    """Return the names of what nobody understands of own vehicles; each costs its owner that vehicle only."""
    return tuple(f"{VEHICLE_GAP}{name}" for name in sorted({gap for vehicle in vehicles for gap in vehicle.gaps}))


def is_about_one_vehicle(rules: ServiceRules) -> bool:
    """Tell whether what is declared names one own vehicle, so that another vehicle is another matter."""
    return rules.declaration is not None and any(one.name == "vehicle" for one in fields(rules.declaration))


def untold_gaps(rules: ServiceRules, facts: Facts, terms: ServiceTerms) -> tuple[str, ...]:
    """Return the names of what the registry may leave out and this service needs: its rules refuse own vehicles for that."""
    own = [rule for rule in rules.rules if rule.of == "vehicle"]
    refused = [one for one in facts.vehicles if not one.gaps and _is_untold(refusals(own, replace(facts, vehicle=one), terms))]
    return tuple(f"{VEHICLE_GAP}{name}" for name in MAY_BE_UNTOLD if any(getattr(one, name) in UNTOLD for one in refused))


def _is_untold(found: Iterable[Refusal]) -> bool:
    return any(refusal.code is ReasonCode.REGISTRY for refusal in found)


def registers_of(service: ServiceSlug) -> tuple[str, ...]:
    """Return the registers that :func:`query_for` asks for this service."""
    rules = find_rules(service)
    vehicles = (VEHICLES,) if rules is not None and rules.about is About.VEHICLES else ()
    return (LICENCES, *vehicles, *((CONTACTS,) if service in CONTACT_CHANGES else ()))


def query_for(registry: Registry, service: ServiceSlug, id_number: str) -> RegistryRecord:
    """Ask the registry what this service looks at; raises what the registry raises."""
    record, asked = registry.query_licence(id_number), registers_of(service)
    if VEHICLES in asked:
        record = replace(record, vehicles=tuple(registry.query_vehicles(id_number)))
    if CONTACTS not in asked:
        return record
    contacts = registry.query_contacts(id_number)
    return replace(record, contact=contacts.driver, owner_contact=contacts.owner)
