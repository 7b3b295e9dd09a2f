"""Parses the text of `config/violations.toml`: what may be handled at a terminal, and how a fine is paid; reads no file itself.

Everything is checked when it is read: a missing key, a key nobody knows or a value that cannot be is one clear error.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.licences import LicenceState, parse_states
from domain.vehicles import VehicleState, parse_vehicle_states

FILE = "config/violations.toml"
CLASSES = frozenset(["A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P"])  # 162 §11
KINDS = {int: "a whole number", str: "a text", bool: "true or false", list: "a list", dict: "a table"}

Value = TypeVar("Value", int, str, bool, list[Any], dict[str, Any])
State = TypeVar("State")


class ViolationTermsError(ValueError):
    """The file cannot be used. Names file, key and reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{FILE}: {key}: {reason}")


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
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ViolationTermsError("(whole file)", f"is not TOML: {broken}") from broken
    table = _Table("", raw)
    terms = ViolationTerms(_handling(table.table("handling")), _payment(table.table("payment")))
    table.finish()
    return terms


def _handling(table: "_Table") -> HandlingTerms:
    terms = HandlingTerms(
        largest_fine_fen=table.number("largest_fine_fen", 1),
        most_points=table.number("most_points", 0, 12),
        points_limit=table.number("points_limit", 1, 12),
        agency_prefixes=table.words("agency_prefixes"),
        barring_licence_states=table.states("barring_licence_states", parse_states),
        barring_vehicle_states=table.states("barring_vehicle_states", parse_vehicle_states),
        key_vehicles=_key_vehicles(table.table("key_vehicles")),
        class_rules=tuple(_class_rule(rule) for rule in table.tables("class")),
    )
    table.finish()
    return terms


def _key_vehicles(table: "_Table") -> KeyVehicles:
    key = KeyVehicles(frozenset(table.words("use_codes")), table.words("type_prefixes"), frozenset(table.words("plate_kinds")))
    table.finish()
    return key


def _class_rule(table: "_Table") -> ClassRule:
    classes = frozenset(table.words("classes"))
    if classes - CLASSES:
        raise ViolationTermsError(f"{table.name}.classes", f"no such class: {', '.join(sorted(classes - CLASSES))}")
    rule = ClassRule(table.words("type_prefixes"), classes)
    table.finish()
    return rule


def _payment(table: "_Table") -> PaymentTerms:
    terms = PaymentTerms(
        days=table.number("days", 1),
        rolls_over=table.flag("rolls_over"),
        surcharge_percent=table.number("surcharge_percent", 0, 100),
        surcharge_limit_percent=table.number("surcharge_limit_percent", 0, 100),
    )
    table.finish()
    return terms


class _Table:
    """One table of the file; every key is taken once, and none is left over."""

    def __init__(self, name: str, raw: Mapping[str, Any]) -> None:
        self.name = name
        self._raw = raw
        self._taken: set[str] = set()

    def table(self, key: str) -> "_Table":
        return _Table(self._path(key), self._take(key, dict))

    def tables(self, key: str) -> "Iterable[_Table]":
        for index, row in enumerate(self._take(key, list)):
            name = f"{self._path(key)}[{index}]"
            if not isinstance(row, dict):
                raise ViolationTermsError(name, "must be a table")
            yield _Table(name, row)

    def number(self, key: str, least: int, most: int | None = None) -> int:
        value = self._take(key, int)
        if value < least or (most is not None and value > most):
            raise ViolationTermsError(self._path(key), f"must be {least}..{most if most is not None else ''}")
        return value

    def flag(self, key: str) -> bool:
        return self._take(key, bool)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words; empty words would match everything as a prefix."""
        value = self._take(key, list)
        if not value or not all(isinstance(word, str) and word for word in value):
            raise ViolationTermsError(self._path(key), "must be a list of words, none of them empty")
        return tuple(value)

    def states(self, key: str, parse: Callable[[str], frozenset[State]]) -> frozenset[State]:
        try:
            return parse(self._take(key, str))
        except ValueError as unknown:
            raise ViolationTermsError(self._path(key), str(unknown)) from unknown

    def finish(self) -> None:
        """Raise when there is a key that nobody asked for."""
        unknown = sorted(set(self._raw) - self._taken)
        if unknown:
            raise ViolationTermsError(self._path(unknown[0]), "nobody knows this key")

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _take(self, key: str, kind: type[Value]) -> Value:
        self._taken.add(key)
        value = self._raw.get(key)
        if value is None:
            raise ViolationTermsError(self._path(key), "is missing")
        if type(value) is not kind:  # a bool is an int to isinstance, and a wrong amount here
            raise ViolationTermsError(self._path(key), f"must be {KINDS[kind]}")
        return value
