"""The people of the sandbox, one file each in `people/`: card, licence, vehicles, violations, and what they are for.

Days are ISO, ``长期`` or counted from today (``today-40d``, ``today-63y``), so that nobody's story goes stale. Who is born on a
day counted from today carries it in the number: ``500103{birth}123``, with the check character to be worked out.
"""

import tomllib
from collections.abc import Mapping
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
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
CHECK_CHARACTERS = "10X98765432"
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
    photo_taken_on: date | None = field(repr=False, default=None)
    extended_until: date | None = field(repr=False, default=None)  # 延长原准驾车型资格
    full_cycles: int = field(repr=False, default=0)  # 记满12分的周期
    studied_on: date | None = field(repr=False, default=None)  # 审验教育
    medical: tuple[date, str] | None = field(repr=False, default=None)  # 身体条件证明: issued on, for which classes
    ability_tested_on: date | None = field(repr=False, default=None)  # 三力测试
    garbled: Mapping[str, Any] = field(repr=False, default_factory=dict)  # what the registry says instead, field by field


@dataclass(frozen=True)
class Person:
    """One synthetic person."""

    id: str
    order: int  # place in the dock
    group: str  # "passes" or "refused"
    expects: str  # "eligible" or the reason code that a lost licence's re-issue ends with
    cast: Mapping[str, str]  # service -> "passes", or "refused:<rule>" of domain/rules/<service>.py: whom it is there for
    about_zh: str
    about_en: str
    latin_name: str
    card: dict[str, Any] = field(repr=False)
    licence: LicenceRecord | None = field(repr=False)
    today: date
    vehicles: tuple[VehicleRecord, ...] = field(default=(), repr=False)
    captures: tuple[CaptureRecord, ...] = field(default=(), repr=False)
    decisions: tuple[DecisionRecord, ...] = field(default=(), repr=False)
    new_photo: bytes | None = field(default=None, repr=False)  # came with an application

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
        return self.new_photo or registry_jpeg(self.looks)

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
    card = _card(raw["card"], today)
    vehicles = tuple(parse_vehicle(row, today) for row in raw.get("vehicle", ()))
    return Person(
        id=path.stem,
        order=raw["order"],
        group=raw["group"],
        expects=raw["expects"],
        cast=raw.get("cast", {}),
        about_zh=raw["about"]["zh"],
        about_en=raw["about"]["en"],
        latin_name=raw["latin_name"],
        card=card,
        licence=_licence(card, raw["licence"], today) if "licence" in raw else None,
        today=today,
        vehicles=vehicles,
        captures=tuple(parse_capture(row, vehicles, today) for row in raw.get("violation", ())),
        decisions=tuple(parse_decision(row, today) for row in raw.get("decision", ())),
    )


def _card(raw: dict[str, Any], today: date) -> dict[str, Any]:
    """Work out a birth counted from today and the number that carries it."""
    birth = get_day(raw["birth"], today) if isinstance(raw["birth"], str) else raw["birth"]
    number = raw["number"].replace("{birth}", f"{birth:%Y%m%d}")
    return {**raw, "birth": birth, "number": number + check_character(number) if "{birth}" in raw["number"] else number}


def check_character(number: str) -> str:
    """Return the 18th character for the first 17 (ISO 7064 MOD 11-2)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[weighed % 11]


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
        photo_taken_on=_may(raw, "photo_taken_on", today),
        extended_until=_may(raw, "extended_until", today),
        full_cycles=raw.get("full_cycles", 0),
        studied_on=_may(raw, "studied_on", today),
        medical=(get_day(raw["medical"], today), raw.get("medical_classes", raw["classes"])) if "medical" in raw else None,
        ability_tested_on=_may(raw, "ability_tested_on", today),
        garbled=raw.get("garbled", {}),
    )


def _may(raw: dict[str, Any], key: str, today: date) -> date | None:
    return get_day(raw[key], today) if key in raw else None
