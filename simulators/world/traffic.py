"""Vehicles, violation records and decisions of the synthetic people, as `people/*.toml` has them.

Moments are ``2021-07-03 18:20:05`` or counted from today (``today-14d 08:17:31``). Points and fines are those recorded
at that time; fines are in yuan in the files and in fen here. Both may be missing: then the record does not say.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from domain.clock import SHANGHAI
from simulators.world.days import get_day, parse_day
from simulators.world.evidence.capture import Subject, evidence_jpeg
from simulators.world.wear import PlateDamage

AGENCIES = Path(__file__).parent / "agencies.toml"
PICTURES = 3


@dataclass(frozen=True)
class VehicleRecord:
    """A vehicle in the registry, and its paint for the capture pictures."""

    plate: str = field(repr=False)
    plate_kind: str = field(repr=False)
    type_code: str = field(repr=False)
    use_code: str = field(repr=False)
    owner_kind: str = field(repr=False)
    states: str = field(repr=False)
    inspection_valid_to: date | None = field(repr=False)
    colour: str = field(repr=False)
    vin: str = field(repr=False, default="")
    model: str = field(repr=False, default="")
    registered_area: str = field(repr=False, default="")
    axles: int | None = field(repr=False, default=None)
    mass_kg: int | None = field(repr=False, default=None)
    energy: str = field(repr=False, default="")
    mortgaged: bool = field(repr=False, default=False)
    scrap_by: date | None = field(repr=False, default=None)
    reissues: tuple[date, ...] = field(repr=False, default=())
    plate_damage: PlateDamage | None = field(repr=False, default=None)  # what its plate shows when it is photographed
    untold: tuple[str, ...] = field(repr=False, default=())  # fields that the registry's answer lacks: a row with gaps


@dataclass(frozen=True)
class CaptureRecord:
    """A violation that was captured and not decided."""

    record_number: str = field(repr=False)
    vehicle: VehicleRecord = field(repr=False)  # an own one, or one that only this record knows
    captured_at: datetime = field(repr=False)
    place: str = field(repr=False)
    code: str = field(repr=False)
    points: int | None = field(repr=False)
    fine_fen: int | None = field(repr=False)
    agency_code: str = field(repr=False)
    agency: str = field(repr=False)
    capture: str = field(repr=False)  # camera, on_site
    reviewed: bool = field(repr=False)
    disputed: bool = field(repr=False)
    pictures: int = field(repr=False)

    def picture(self, index: int) -> bytes | None:
        """Return picture `index` (from 0), JPEG; None when there is none."""
        if not 0 <= index < self.pictures:
            return None
        subject = Subject(
            record_number=self.record_number,
            plate=self.vehicle.plate,
            plate_kind=self.vehicle.plate_kind,
            type_code=self.vehicle.type_code,
            colour=self.vehicle.colour,
            captured_at=self.captured_at,
            place=self.place,
            code=self.code,
            agency=self.agency,
        )
        return evidence_jpeg(subject, index, self.pictures)


@dataclass(frozen=True)
class DecisionRecord:
    """A decision, paid or not."""

    decision_number: str = field(repr=False)
    plate: str = field(repr=False)
    code: str = field(repr=False)
    decided_on: date = field(repr=False)
    points: int = field(repr=False)
    fine_fen: int = field(repr=False)
    paid: bool = field(repr=False)


def parse_vehicle(raw: Mapping[str, Any], today: date) -> VehicleRecord:
    """Read one `[[vehicle]]`; a small private car unless it says otherwise."""
    return VehicleRecord(
        plate=raw["plate"],
        plate_kind=raw.get("plate_kind", "02"),
        type_code=raw.get("type", "K33"),
        use_code=raw.get("use", "A"),
        owner_kind=raw.get("owner_kind", "individual"),
        states=raw.get("states", "A"),
        inspection_valid_to=parse_day(raw.get("inspection_valid_to", "today+300d"), today),
        colour=raw.get("colour", "white"),
        vin=raw.get("vin", ""),
        model=raw.get("model", ""),
        registered_area=raw.get("registered_area", ""),
        axles=raw.get("axles"),
        mass_kg=raw.get("mass_kg"),
        energy=raw.get("energy", ""),
        mortgaged=raw.get("mortgaged", False),
        scrap_by=parse_day(raw["scrap_by"], today) if "scrap_by" in raw else None,
        reissues=tuple(get_day(day, today) for day in raw.get("reissues", ())),
        plate_damage=PlateDamage(raw["plate_damage"]) if "plate_damage" in raw else None,
        untold=tuple(raw.get("untold", ())),
    )


def parse_capture(raw: Mapping[str, Any], vehicles: tuple[VehicleRecord, ...], today: date) -> CaptureRecord:
    """Read one `[[violation]]`; a plate that is none of `vehicles` needs its own `plate_kind`, `type`, `colour`."""
    own = next((vehicle for vehicle in vehicles if vehicle.plate == raw["plate"]), None)
    agency = _agencies()[raw["agency"]]
    capture = raw.get("capture", "camera")
    return CaptureRecord(
        record_number=raw["number"],
        vehicle=own or parse_vehicle(raw, today),
        captured_at=_moment(raw["at"], today),
        place=raw["place"],
        code=raw["code"],
        points=raw.get("points"),
        fine_fen=raw["fine"] * 100 if "fine" in raw else None,
        agency_code=agency["code"],
        agency=agency["name"],
        capture=capture,
        reviewed=raw.get("reviewed", True),
        disputed=raw.get("disputed", False),
        pictures=raw.get("pictures", PICTURES if capture == "camera" else 0),
    )


def parse_decision(raw: Mapping[str, Any], today: date) -> DecisionRecord:
    """Read one `[[decision]]`."""
    return DecisionRecord(
        decision_number=raw["number"],
        plate=raw["plate"],
        code=raw["code"],
        decided_on=get_day(raw["decided_on"], today),
        points=raw["points"],
        fine_fen=raw["fine"] * 100,
        paid=raw["paid"],
    )


def _moment(text: str, today: date) -> datetime:
    day, _, clock = text.partition(" ")
    return datetime.combine(get_day(day, today), time.fromisoformat(clock), SHANGHAI)


@cache
def _agencies() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(AGENCIES.read_text(encoding="utf-8"))
