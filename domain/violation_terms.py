"""Parses the text of `config/violations.toml`: what may be handled at a terminal, and how a fine is paid; reads no file itself.

Everything is checked when it is read: a missing key, a key nobody knows or a value that cannot be is one clear error.
"""

from dataclasses import dataclass

from domain.config_table import ConfigError, ConfigTable
from domain.licences import LicenceState, parse_states
from domain.vehicles import VehicleState, parse_vehicle_states

FILE = "config/violations.toml"
CLASSES = frozenset(["A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P"])  # 162 §11


ViolationTermsError = ConfigError
"""The file cannot be used. Names file, key and reason."""


@dataclass(frozen=True)
class ClassRule:
    """Which classes of licence permit a type of vehicle, by the beginning of its code 车辆类型 (GA 24.4)."""

    type_prefixes: tuple[str, ...]
    classes: frozenset[str]


@dataclass(frozen=True)
class KeyVehicles:
    """What counts as a key vehicle 重点车辆: any of the three is enough."""

    use_codes: frozenset[str]  # 使用性质 GA 24.3
    type_prefixes: tuple[str, ...]  # 车辆类型 GA 24.4
    plate_kinds: frozenset[str]  # 号牌种类 GA 24.7


@dataclass(frozen=True)
class HandlingTerms:
    """Limits and lists of handling at a terminal."""

    largest_fine_fen: int
    most_points: int  # of one record
    points_limit: int  # of a scoring cycle; at it the licence is held
    agency_prefixes: tuple[str, ...]  # agencies whose captures are handled here
    barring_licence_states: frozenset[LicenceState]
    barring_vehicle_states: frozenset[VehicleState]
    key_vehicles: KeyVehicles
    class_rules: tuple[ClassRule, ...]


@dataclass(frozen=True)
class PaymentTerms:
    """Until when a fine is paid, and what lateness costs."""

    days: int  # calendar days after receipt of the decision
    rolls_over: bool  # whether a last day that is no working day moves on to the next one
    surcharge_percent: int  # of the fine, for every day late
    surcharge_limit_percent: int  # of the fine, altogether


@dataclass(frozen=True)
class ViolationTerms:
    """Everything that `config/violations.toml` says."""

    handling: HandlingTerms
    payment: PaymentTerms


def parse_violation_terms(text: str) -> ViolationTerms:
    """Parse `config/violations.toml`; raises :class:`ViolationTermsError`."""
    table = ConfigTable.parse(FILE, text)
    terms = ViolationTerms(_handling(table.table("handling")), _payment(table.table("payment")))
    table.finish()
    return terms


def _handling(table: ConfigTable) -> HandlingTerms:
    terms = HandlingTerms(
        largest_fine_fen=table.number("largest_fine_fen", 1),
        most_points=table.number("most_points", 0, 12),
        points_limit=table.number("points_limit", 1, 12),
        agency_prefixes=table.words("agency_prefixes"),
        barring_licence_states=table.read("barring_licence_states", parse_states),
        barring_vehicle_states=table.read("barring_vehicle_states", parse_vehicle_states),
        key_vehicles=_key_vehicles(table.table("key_vehicles")),
        class_rules=tuple(_class_rule(rule) for rule in table.tables("class")),
    )
    table.finish()
    return terms


def _key_vehicles(table: ConfigTable) -> KeyVehicles:
    key = KeyVehicles(frozenset(table.words("use_codes")), table.words("type_prefixes"), frozenset(table.words("plate_kinds")))
    table.finish()
    return key


def _class_rule(table: ConfigTable) -> ClassRule:
    classes = frozenset(table.words("classes"))
    if classes - CLASSES:
        raise table.wrong("classes", f"no such class: {', '.join(sorted(classes - CLASSES))}")
    rule = ClassRule(table.words("type_prefixes"), classes)
    table.finish()
    return rule


def _payment(table: ConfigTable) -> PaymentTerms:
    terms = PaymentTerms(
        days=table.number("days", 1),
        rolls_over=table.flag("rolls_over"),
        surcharge_percent=table.number("surcharge_percent", 0, 100),
        surcharge_limit_percent=table.number("surcharge_limit_percent", 0, 100),
    )
    table.finish()
    return terms
