"""The people of the sandbox, one file each in `people/`: card, licence, vehicles, violations, and what they are for.

Days are ISO, ``长期`` or counted from today (``today-40d``), so that nobody's story goes stale.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from simulators.devices.chip import PHOTO_SIZE, PHOTO_TAG, Chip
from simulators.world.days import FOREVER, get_day, parse_day
from simulators.world.portraits import Looks, chip_jpeg, registry_jpeg
from simulators.world.traffic import CaptureRecord, DecisionRecord, VehicleRecord, parse_capture, parse_decision, parse_vehicle

__all__ = ["FOLDER", "LAYOUT_LETTERS", "LicenceRecord", "Person", "load_people", "parse_day"]

FOLDER = Path(__file__).parent / "people"
LAYOUT_LETTERS = {"resident": " ", "hmt": "J", "foreign": "I", "foreign_2023": "Y"}


@dataclass(frozen=True)
class LicenceRecord:
    """A driving licence in the registry, with days as the registry gives them."""

    number: str = field(repr=False)
    holder: str = field(repr=False)
    archive_number: str = field(repr=False)
    classes: str = field(repr=False)
    states: str = field(repr=False)
    first_issued: date = field(repr=False)
    valid_from: date = field(repr=False)
    valid_to: date | None = field(repr=False)
    address: str = field(repr=False)
    points: int = field(repr=False)
    phone: str = field(repr=False)
    reissues: tuple[date, ...] = field(repr=False)


@dataclass(frozen=True)
class Person:
    """One synthetic person."""

    id: str
    order: int  # place in the dock
    group: str  # "passes" or "refused"
    expects: str  # "eligible" or the reason code that a lost licence's re-issue ends with
    about_zh: str
    about_en: str
    latin_name: str
    card: dict[str, Any] = field(repr=False)
    licence: LicenceRecord | None = field(repr=False)
    today: date
    vehicles: tuple[VehicleRecord, ...] = field(default=(), repr=False)
    captures: tuple[CaptureRecord, ...] = field(default=(), repr=False)
    decisions: tuple[DecisionRecord, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """The name in Chinese."""
        return str(self.card["name"])

    @property
    def number(self) -> str:
        """The number of the identity document; a driving licence carries the same."""
        return str(self.card["number"])

    @property
    def birth(self) -> date:
        """The day of birth."""
        day: date = self.card["birth"]
        return day

    @cached_property
    def looks(self) -> Looks:
        """The face, drawn from the person's id, sex and age."""
        return Looks.of(
            self.id, female=self.card["sex"] == "2", age=self.today.year - self.birth.year, western="english_name" in self.card
        )

    @cached_property
    def registry_photo(self) -> bytes:
        """The registry's photograph, JPEG 413 × 600."""
        return registry_jpeg(self.looks)

    def chip(self) -> Chip:
        """Return what the card's chip holds."""
        card = self.card
        return Chip(
            layout=LAYOUT_LETTERS[card["layout"]],
            name=card["name"],
            sex=card["sex"],
            nation=card["nation"],
            birth=f"{self.birth:%Y%m%d}",
            address=card["address"],
            number=card["number"],
            authority=card["authority"],
            valid_from=_compact(card["valid_from"], self.today),
            valid_to=_compact(card["valid_to"], self.today),
            english_name=card.get("english_name", ""),
            permit_number=card.get("permit_number", ""),
            issues=card.get("issues", ""),
            new_addresses=tuple(card.get("new_addresses", ())),
            jpeg=self._chip_photo,
        )

    @cached_property
    def _chip_photo(self) -> bytes:
        return chip_jpeg(self.looks, PHOTO_SIZE - len(PHOTO_TAG))


def load_people(today: date, folder: Path = FOLDER) -> dict[str, Person]:
    """Load everybody by id, in the dock's order."""
    people = [_person(path, today) for path in folder.glob("*.toml")]
    return {person.id: person for person in sorted(people, key=lambda person: person.order)}


def _compact(text: str, today: date) -> str:
    day = parse_day(text, today)
    return FOREVER if day is None else f"{day:%Y%m%d}"


def _person(path: Path, today: date) -> Person:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    vehicles = tuple(parse_vehicle(row, today) for row in raw.get("vehicle", ()))
    return Person(
        id=path.stem,
        order=raw["order"],
        group=raw["group"],
        expects=raw["expects"],
        about_zh=raw["about"]["zh"],
        about_en=raw["about"]["en"],
        latin_name=raw["latin_name"],
        card=raw["card"],
        licence=_licence(raw["card"], raw["licence"], today) if "licence" in raw else None,
        today=today,
        vehicles=vehicles,
        captures=tuple(parse_capture(row, vehicles, today) for row in raw.get("violation", ())),
        decisions=tuple(parse_decision(row, today) for row in raw.get("decision", ())),
    )


def _licence(card: dict[str, Any], raw: dict[str, Any], today: date) -> LicenceRecord:
    return LicenceRecord(
        number=card["number"],
        holder=card["name"],
        archive_number=raw["archive_number"],
        classes=raw["classes"],
        states=raw["states"],
        first_issued=get_day(raw["first_issued"], today),
        valid_from=get_day(raw["valid_from"], today),
        valid_to=parse_day(raw["valid_to"], today),
        address=raw["address"],
        points=raw["points"],
        phone=raw["phone"],
        reissues=tuple(get_day(text, today) for text in raw.get("reissues", ())),
    )
