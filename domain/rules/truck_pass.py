"""主城区货车通行证: which trucks may have which pass.

Legal base: 道路交通安全法 §39: the police may restrict traffic by notice; everything else (kinds, hours, axles, districts) is
configuration (`config/truck_pass.toml`), because no notice in force could be verified. 公安部令第164号 §76 bars everything for
vehicles stolen, cancelled or to be scrapped.
"""

from dataclasses import dataclass, field
from datetime import date

from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds
from domain.rules import vehicle_documents as documents
from domain.rules.facts import Facts
from domain.rules.rule import About, Rule
from domain.rules.vehicle_documents import parse_vehicle_terms
from domain.services import ServiceTerms, own_of
from domain.truck_passes import TruckTerms, parse_truck_pass
from domain.vehicles import Vehicle, VehicleState

ABOUT = About.VEHICLES
SHARED = "truck_pass.toml"
parse_own = parse_vehicle_terms
parse_shared = parse_truck_pass


@dataclass(frozen=True)
class Declaration:
    """What is asked for: a pass of this kind for this truck, from a day on, within these hours, on these roads."""

    vehicle: str = field(repr=False)  # its handle
    ticket: str = field(repr=False)  # of the code that proved the phone
    kind: str
    begins_on: date
    days: int
    windows: tuple[str, ...]
    roads: tuple[str, ...]


def _of(facts: Facts) -> Vehicle:
    if facts.vehicle is None:
        raise LookupError("no vehicle is chosen")
    return facts.vehicle


def options(facts: Facts, terms: ServiceTerms) -> tuple[str, ...]:
    """Return the kinds that the chosen truck may have."""
    if facts.vehicle is None:
        return ()
    return tuple(kind.code for kind in own_of(terms, TruckTerms).kinds_for(facts.vehicle))


def _no_truck(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    is_truck = _of(facts).type_code.startswith(own_of(terms, TruckTerms).truck_types)
    return None if is_truck else Refusal(ReasonCode.VEHICLE_KIND)


def _too_many_axles(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Three axles and more enter at night only; a register that does not say is a person's to look at."""
    vehicle = _of(facts)
    if _no_truck(facts, terms):
        return None
    if vehicle.axles is None:
        return Refusal(ReasonCode.REGISTRY)
    return Refusal(ReasonCode.VEHICLE_KIND) if vehicle.axles > own_of(terms, TruckTerms).most_axles else None


def _registered_outside(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    if documents.registered_elsewhere(facts, terms):
        return Refusal(ReasonCode.OUT_OF_AREA)
    area = _of(facts).registered_area
    if not area:  # a register that does not say is a person's to look at
        return Refusal(ReasonCode.REGISTRY)
    return None if area in own_of(terms, TruckTerms).registered_areas else Refusal(ReasonCode.OUT_OF_AREA)


def _open_violations(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    barring = own_of(terms, TruckTerms).barring_states & {VehicleState.VIOLATION_PENDING}
    return Refusal(ReasonCode.VIOLATION) if _of(facts).states & barring else None


def _barred(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    barring = own_of(terms, TruckTerms).barring_states - {VehicleState.VIOLATION_PENDING}
    return Refusal(ReasonCode.VEHICLE_STATE) if _of(facts).states & barring else None


def _no_kind(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """A truck that every kind leaves out; whoever has too many axles or no truck hears that."""
    if _no_truck(facts, terms) or _too_many_axles(facts, terms):
        return None
    return None if options(facts, terms) else Refusal(ReasonCode.VEHICLE_KIND)


RULES = (
    grounds.DOCUMENT_VALID,
    Rule("has_vehicle", "道路交通安全法 §39; the owner asks", documents.no_vehicle),
    Rule("vehicle_sound", "公安部令第164号 §3", documents.not_understood, of="vehicle"),
    Rule("individual_owner", "公安部令第164号 §89; [rules] allow_unit_owner", documents.unit_owner, of="vehicle"),
    Rule("is_truck", "config/truck_pass.toml truck_types", _no_truck, of="vehicle"),
    Rule("axles", "config/truck_pass.toml most_axles", _too_many_axles, of="vehicle"),
    Rule(
        "registered_here", "config/truck_pass.toml registered_areas; [rules] plate_prefixes", _registered_outside, of="vehicle"
    ),
    Rule("in_force", "公安部令第164号 §76", documents.not_in_force, of="vehicle"),
    Rule("no_open_violation", "config/truck_pass.toml barred_states", _open_violations, of="vehicle"),
    Rule("state_clear", "config/truck_pass.toml barred_states", _barred, of="vehicle"),
    Rule("has_kind", "config/truck_pass.toml kind", _no_kind, of="vehicle"),
    Rule("not_pending", "configuration: one of a kind and vehicle at a time", documents.already_pending, of="vehicle"),
)
