"""Number plates: which a kind has, and how long a temporary one holds; shared by the services that make them anew."""

from dataclasses import dataclass

from domain.config_table import ConfigTable
from domain.rules.vehicle_documents import VehicleTerms, parse_vehicle_terms

LONGEST_TEMPORARY = 15  # days (公安部令第164号 §51)
PAIR = ("front", "rear")
SINGLE = ("rear",)


@dataclass(frozen=True)
class PlateTerms(VehicleTerms):
    """`[rules]` of a service that makes plates anew."""

    rear_only_kinds: frozenset[str]  # kinds of which a set is the rear plate alone: motorcycles, trailers
    temporary_days: int  # days that a temporary plate holds; 0: none is offered


def parse_plate_terms(table: ConfigTable) -> PlateTerms:
    """Read them; raises :class:`ConfigError`, also for a kind without a front plate that is not served at all."""
    shared = parse_vehicle_terms(table)
    rear_only = frozenset(table.words("rear_only_kinds", may_be_empty=True))
    if rear_only - shared.plate_kinds:
        raise table.wrong("rear_only_kinds", "names a kind that plate_kinds does not")
    days = table.number("temporary_days", 0, LONGEST_TEMPORARY)
    return PlateTerms(**vars(shared), rear_only_kinds=rear_only, temporary_days=days)


def plates_of(kind: str, terms: PlateTerms) -> tuple[str, ...]:
    """Return the plates of a set: what is made, whichever of them was lost."""
    return SINGLE if kind in terms.rear_only_kinds else PAIR


def declarable(kind: str, terms: PlateTerms) -> tuple[str, ...]:
    """Return what may be declared lost or damaged."""
    return SINGLE if kind in terms.rear_only_kinds else (*PAIR, "both")
