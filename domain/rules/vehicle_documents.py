"""What stands against making a vehicle's licence or plates anew: rules that four services share, each asked of one vehicle.

机动车登记规定 (公安部令第164号, in force 2022-05-01) §51 plates, §52 vehicle licences: lost, destroyed or damaged ones are made
anew at the office where the vehicle is registered; §76 nothing is done for a vehicle stolen, cancelled or to be scrapped; §74
what is asked for too often is handled on site. Other states, mortgages and units are configuration, because no article bars
them: `[rules]` of each service's file.
"""

from dataclasses import dataclass

from domain.config_table import ConfigTable
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds
from domain.rules.facts import Facts
from domain.rules.rule import Rule
from domain.services import ServiceTerms, own_of
from domain.vehicles import OwnerKind, Vehicle, VehicleState, parse_vehicle_states

HANDLE = "vehicle"  # gap of a person's record: the vehicle that was chosen is not there any more
ENDED = frozenset(
    {VehicleState.STOLEN, VehicleState.CANCELLED, VehicleState.FORCED_CANCELLED, VehicleState.SCRAPPED},
)  # 164 §76
ELSEWHERE = ENDED | {VehicleState.TRANSFERRED_OUT, VehicleState.NORMAL}
"""Letters that rules of their own look at, so no configuration names them."""


@dataclass(frozen=True)
class VehicleTerms:
    """`[rules]` of a service that makes a vehicle's document anew."""

    plate_kinds: frozenset[str]  # 号牌种类 GA 24.7 that are served here
    plate_prefixes: tuple[str, ...]  # plates of this city begin so
    area_prefixes: tuple[str, ...]  # codes of its districts begin so, where the registry tells one
    barred_states: frozenset[VehicleState]
    mortgage_bars: bool
    allow_unit_owner: bool


def parse_vehicle_terms(table: ConfigTable) -> VehicleTerms:
    """Read what the four services have in common; raises :class:`ConfigError`."""
    return VehicleTerms(
        plate_kinds=frozenset(table.words("plate_kinds")),
        plate_prefixes=table.words("plate_prefixes"),
        area_prefixes=table.words("area_prefixes"),
        barred_states=_barred_states(table),
        mortgage_bars=table.flag("mortgage_bars"),
        allow_unit_owner=table.flag("allow_unit_owner"),
    )


def _barred_states(table: ConfigTable) -> frozenset[VehicleState]:
    key = "barred_states"
    try:
        states = parse_vehicle_states("".join(table.words(key, may_be_empty=True)))
    except ValueError as unknown:
        raise table.wrong(key, str(unknown)) from unknown
    if states & ELSEWHERE:
        raise table.wrong(key, f"{''.join(sorted(states & ELSEWHERE))} is judged by a rule of its own")
    return states


def _of(facts: Facts) -> Vehicle:
    """Return the vehicle that is asked about; rules `of` a vehicle are not asked without one."""
    if facts.vehicle is None:
        raise LookupError("no vehicle is chosen")
    return facts.vehicle


def no_vehicle(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Nothing is registered to this person; where what was chosen has vanished meanwhile, a person looks."""
    del terms
    if HANDLE in facts.gaps:
        return Refusal(ReasonCode.REGISTRY)
    return None if facts.vehicles else Refusal(ReasonCode.NO_VEHICLE)


def not_understood(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """The registry's row on this vehicle has gaps; the others of the same owner go on."""
    del terms
    return Refusal(ReasonCode.REGISTRY) if _of(facts).gaps else None


def unit_owner(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """A unit proves itself by papers (164 §89): the window."""
    is_unit = _of(facts).owner_kind is OwnerKind.UNIT and "owner_kind" not in _of(facts).gaps
    return Refusal(ReasonCode.UNIT_OWNER) if is_unit and not own_of(terms, VehicleTerms).allow_unit_owner else None


def registered_elsewhere(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Only the office where it is registered makes its documents (164 §51, §52)."""
    vehicle, own = _of(facts), own_of(terms, VehicleTerms)
    area = vehicle.registered_area
    here = vehicle.plate.startswith(own.plate_prefixes) and (not area or area.startswith(own.area_prefixes))
    known = bool(vehicle.plate)
    gone = VehicleState.TRANSFERRED_OUT in vehicle.states
    return Refusal(ReasonCode.OUT_OF_AREA) if known and (gone or not here) else None


def kind_not_served(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Consulates, police, temporary plates and others are somebody else's matter."""
    kind = _of(facts).plate_kind
    return Refusal(ReasonCode.VEHICLE_KIND) if kind and kind not in own_of(terms, VehicleTerms).plate_kinds else None


def not_in_force(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Stolen, cancelled, to be scrapped: no business at all is done for it (164 §76)."""
    del terms
    return Refusal(ReasonCode.VEHICLE_STATE) if _of(facts).states & ENDED else None


def held(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Sealed, under customs, suspected, locked, mortgaged: as configuration has it.

    The mortgagee is asked for in other matters only (164 §32), so a mortgage bars nothing by default.
    """
    own, vehicle = own_of(terms, VehicleTerms), _of(facts)
    if own.mortgage_bars and vehicle.mortgaged is None:
        return Refusal(ReasonCode.REGISTRY)  # a register that does not say is a person's to look at
    barred = vehicle.states & own.barred_states or (own.mortgage_bars and vehicle.mortgaged)
    return Refusal(ReasonCode.VEHICLE_STATE) if barred else None


def already_pending(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """The same business for the same vehicle may be pending once only; another vehicle is another matter."""
    del terms
    pending = facts.same_business_pending or _of(facts).key in facts.pending_vehicles
    return Refusal(ReasonCode.DUPLICATE) if pending else None


def reissued_too_often(facts: Facts, terms: ServiceTerms) -> Refusal | None:
    """Frequent re-issue in a short time is handled on site (164 §74; threshold is configuration)."""
    reissues = _of(facts).reissues
    if reissues is None:  # a register that does not say is a person's to look at
        return Refusal(ReasonCode.REGISTRY) if terms.reissue_limit else None
    often = grounds.is_too_often(reissues, facts.today, terms)
    return Refusal(ReasonCode.REISSUE_LIMIT) if often else None


RULES = (
    grounds.DOCUMENT_VALID,
    Rule("has_vehicle", "公安部令第164号 §3, §51, §52", no_vehicle),
    Rule("vehicle_sound", "公安部令第164号 §3", not_understood, of="vehicle"),
    Rule("individual_owner", "公安部令第164号 §89; [rules] allow_unit_owner", unit_owner, of="vehicle"),
    Rule(
        "registered_here", "公安部令第164号 §51, §52; [rules] plate_prefixes, area_prefixes", registered_elsewhere, of="vehicle"
    ),
    Rule("kind_served", "configuration: [rules] plate_kinds", kind_not_served, of="vehicle"),
    Rule("in_force", "公安部令第164号 §76", not_in_force, of="vehicle"),
    Rule("not_held", "公安部令第164号 §32; configuration: [rules] barred_states, mortgage_bars", held, of="vehicle"),
    Rule("not_pending", "configuration: one of a kind and vehicle at a time", already_pending, of="vehicle"),
    Rule("not_too_often", "公安部令第164号 §74", reissued_too_often, of="vehicle"),
)
