"""交通违法处理: which bars stand against handling one record at a terminal, and what is declared.

道路交通安全违法行为处理程序规定 (公安部令第157号, in force 2020-05-01): §58 handling at a self-service platform, §43 and §52
the simple procedure (a warning or a fine up to 200 yuan; 道路交通安全法 of 2021-04-29, §107). The other limits are those of the
existing self-service platforms, not of a regulation: they are configuration (`config/violations.toml`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.licences import DrivingLicence, LicenceState
from domain.rules import grounds
from domain.rules.rule import About
from domain.vehicles import OwnerKind, Vehicle
from domain.violation_codes import Penalty
from domain.violation_terms import HandlingTerms, KeyVehicles
from domain.violations import CaptureKind, HandlingBar, ViolationRecord

ABOUT = About.PERSON
RULES = (grounds.DOCUMENT_VALID, grounds.REGISTRY_SOUND)
"""Of the person; what stands against a record is one of :func:`bars`, told record by record."""


@dataclass(frozen=True)
class Declaration:
    """What is declared after the notice 告知: one way for all records of it."""

    way: Literal["accept", "defend", "object"]  # 无异议，接受处理; 陈述申辩; 有异议
    notice_id: str  # of the `PenaltyNotice` that was read
    records: tuple[str, ...] = field(repr=False)
    statement: str = field(repr=False, default="")  # the citizen's own words, for the other two ways
    ground: str = ""  # of an objection: one of `GROUNDS`


GROUNDS = ("urgent_duty", "stolen", "emergency", "on_site", "signals", "unclear", "wrong_plate", "other")
"""For which a capture is struck out 应当予以消除 (公安部令第157号 §22, in its order); text keys ``objection.<ground>``."""


ONE_CLASS = re.compile(r"[ABC][1-6]|[DEFMNP]")  # of a string such as "A2D" (162 §11)


@dataclass(frozen=True)
class HandlingFacts:
    """One record, and what is known of the citizen's own vehicle and licence on the day."""

    today: date
    record: ViolationRecord = field(repr=False)
    penalty: Penalty = field(repr=False)
    vehicle: Vehicle | None = field(repr=False)  # the own vehicle of the record's plate; None: not an own one
    licence: DrivingLicence | None = field(repr=False)


Check = Callable[[HandlingFacts, HandlingTerms], bool]


def bars(facts: HandlingFacts, terms: HandlingTerms) -> list[HandlingBar]:
    """Return everything that stands against it, all at once; empty means that it may be handled at a terminal."""
    return [bar for bar, check in CHECKS.items() if check(facts, terms)]


def may_add(standing: int, chosen: Iterable[int], points: int, terms_limit: int) -> bool:
    """Tell whether a record of `points` may be handled together with those `chosen`, `standing` points being on the licence.

    All of them together stay below the limit (公安部令第163号 §17); a record without points brings nobody nearer to it.
    """
    return points == 0 or standing + sum(chosen) + points < terms_limit


def class_permits(classes: str, vehicle: Vehicle, terms: HandlingTerms) -> bool:
    """Tell whether a licence of `classes` may drive this type of vehicle; a type that no rule names is not permitted."""
    held = set(ONE_CLASS.findall(classes))
    rules = (rule for rule in terms.class_rules if vehicle.type_code.startswith(rule.type_prefixes))
    return any(rule.classes & held for rule in rules)


def is_key_vehicle(vehicle: Vehicle, key: KeyVehicles) -> bool:
    """Tell whether it is one of those that are excluded everywhere (passenger, dangerous goods, school, heavy)."""
    return (
        vehicle.use_code in key.use_codes
        or vehicle.plate_kind in key.plate_kinds
        or vehicle.type_code.startswith(key.type_prefixes)
    )


def _other_area(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    return not facts.record.agency_code.startswith(terms.agency_prefixes)


def _fine_too_high(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    return (facts.penalty.fine_fen or 0) > terms.largest_fine_fen


def _points_too_many(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    return (facts.penalty.points or 0) > terms.most_points


def _points_reach_limit(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    """Reaching the limit takes the licence (公安部令第163号 §17); a record without points brings nobody nearer to it."""
    points = facts.penalty.points or 0
    return facts.licence is not None and points > 0 and facts.licence.points + points >= terms.points_limit


def _licence_state(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    licence = facts.licence
    if licence is None:
        return False
    ended = licence.valid_to is not None and licence.valid_to < facts.today
    states = licence.states | ({LicenceState.EXPIRED} if ended else frozenset())
    return bool(states & terms.barring_licence_states)


def _licence_class(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    if facts.licence is None or facts.vehicle is None:
        return False
    return not class_permits(facts.licence.classes, facts.vehicle, terms)


def _key_vehicle(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    return facts.vehicle is not None and is_key_vehicle(facts.vehicle, terms.key_vehicles)


def _not_own_vehicle(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    """Whose vehicle it is matters where nobody saw the driver; a police officer on site did."""
    del terms
    return facts.vehicle is None and facts.record.capture is CaptureKind.CAMERA


def _unit_vehicle(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    del terms
    return facts.vehicle is not None and facts.vehicle.owner_kind is OwnerKind.UNIT


def _vehicle_state(facts: HandlingFacts, terms: HandlingTerms) -> bool:
    """A state that nobody understands may be one that bars."""
    vehicle = facts.vehicle
    return vehicle is not None and bool(vehicle.gaps or vehicle.states & terms.barring_vehicle_states)


CHECKS: dict[HandlingBar, Check] = {
    HandlingBar.ON_SITE: lambda facts, _: facts.record.capture is CaptureKind.ON_SITE,
    HandlingBar.OTHER_AREA: _other_area,
    HandlingBar.FINE_TOO_HIGH: _fine_too_high,
    HandlingBar.POINTS_TOO_MANY: _points_too_many,
    HandlingBar.POINTS_REACH_LIMIT: _points_reach_limit,
    HandlingBar.PENALTY_UNKNOWN: lambda facts, _: not facts.penalty.is_known,
    HandlingBar.DISPUTED: lambda facts, _: facts.record.disputed,
    HandlingBar.NOT_REVIEWED: lambda facts, _: not facts.record.reviewed,
    HandlingBar.NO_LICENCE: lambda facts, _: facts.licence is None,
    HandlingBar.LICENCE_STATE: _licence_state,
    HandlingBar.LICENCE_CLASS: _licence_class,
    HandlingBar.KEY_VEHICLE: _key_vehicle,
    HandlingBar.NOT_OWN_VEHICLE: _not_own_vehicle,
    HandlingBar.UNIT_VEHICLE: _unit_vehicle,
    HandlingBar.VEHICLE_STATE: _vehicle_state,
}
"""One check for every bar, in the order in which they are told."""
