"""Everybody in the sandbox is valid, invented, and ends as the dock promises."""

import io
from datetime import date

import pytest
from PIL import Image

from domain.clock import SystemClock
from domain.licences import DrivingLicence, parse_states
from domain.people import is_valid_id_number
from domain.rules import driver_licence_reissue_loss
from domain.rules.facts import Facts
from domain.rules.rule import refusals
from domain.services import ServiceSlug, ServiceTerms
from simulators.world.people import LicenceRecord, Person, load_people, parse_day

TODAY = SystemClock().now().date()
PEOPLE = load_people(TODAY)
CHECK_CHARACTERS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

everybody = pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)


def terms() -> ServiceTerms:
    return ServiceTerms(
        slug=ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
        needs_devices=("id_card_reader",),
        needs_network=False,
        promised_working_days=3,
        statutory_working_days=1,
        reissue_limit=3,
        reissue_window_months=12,
        issuer_prefixes=("50",),
        second_person_reasons=(),
    )


def licence_of(record: LicenceRecord) -> DrivingLicence:
    """Return what the office makes of a registry record."""
    return DrivingLicence(
        number=record.number,
        holder=record.holder,
        archive_number=record.archive_number,
        classes=record.classes,
        states=parse_states(record.states),
        first_issued=record.first_issued,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        address=record.address,
        points=record.points,
        extended_until=record.extended_until,
    )


@everybody
def test_number_has_its_check_character_birth_and_sex(person: Person) -> None:
    if person.card["layout"] == "foreign":
        assert len(person.number) == 15
        return
    number = person.number
    weighed = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    assert number[17] == CHECK_CHARACTERS[weighed % 11]
    assert is_valid_id_number(number)
    assert number[6:14] == f"{person.birth:%Y%m%d}"
    assert (int(number[16]) % 2 == 1) == (person.card["sex"] == "1")


@everybody
def test_name_fits_the_chip(person: Person) -> None:
    assert all(ord(character) <= 0xFFFF for character in person.name)
    assert len(person.name) <= 15


@everybody
def test_chip_photo_is_a_small_jpeg(person: Person) -> None:
    photo = person.chip().photo()
    assert photo.startswith(b"SIMJ")
    assert len(person.chip().jpeg) <= 1020
    with Image.open(io.BytesIO(person.chip().jpeg)) as image:
        assert (image.format, image.size) == ("JPEG", (102, 126))


@everybody
def test_registry_photograph(person: Person) -> None:
    with Image.open(io.BytesIO(person.registry_photo)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (413, 600), "RGB")


def test_everybody_looks_different() -> None:
    assert len({person.registry_photo for person in PEOPLE.values()}) == len(PEOPLE)


def test_face_stays_the_same() -> None:
    again = load_people(TODAY)
    assert all(again[name].looks == person.looks for name, person in PEOPLE.items())


@everybody
def test_dates_of_the_licence_follow_each_other(person: Person) -> None:
    licence = person.licence
    if licence is None:
        return
    assert person.birth.year + 18 <= licence.first_issued.year
    assert licence.first_issued <= licence.valid_from < (licence.valid_to or date.max)
    assert len(licence.archive_number) == 12
    assert all(day <= TODAY for day in licence.reissues)


@everybody
def test_re_issue_ends_as_the_dock_promises(person: Person) -> None:
    card_ends = parse_day(person.card["valid_to"], TODAY)
    record = person.licence
    reissues = record.reissues if record else ()
    gaps = tuple(record.garbled) if record else ()
    licence = licence_of(record) if record and not gaps else None
    facts = Facts(today=TODAY, document_valid_to=card_ends, licence=licence, reissues=reissues, birth=person.birth, gaps=gaps)
    codes = [refusal.code for refusal in refusals(driver_licence_reissue_loss.RULES, facts, terms())]
    assert codes[:1] == ([] if person.expects == "eligible" else [person.expects])
    assert (person.group == "passes") == (not codes)


def test_every_rule_has_somebody() -> None:
    expected = {person.expects for person in PEOPLE.values()}
    assert expected == {"eligible", "R-IDEXP", "R-NONE", "R-OUT", "R-STATE", "R-LOCK", "R-OTHER", "R-LIMIT", "R-AGE", "R-REG"}
    states = "".join(person.licence.states for person in PEOPLE.values() if person.licence)
    assert set("ADKUFRBLMH") <= set(states)


@pytest.mark.parametrize(
    ("text", "day"),
    [("长期", None), ("today-40d", date(2026, 10, 13)), ("today+1d", date(2026, 11, 23)), ("2020-02-29", date(2020, 2, 29))],
)
def test_days(text: str, day: date | None) -> None:
    assert parse_day(text, date(2026, 11, 22)) == day


@pytest.mark.parametrize("text", ["", "tomorrow", "today-d", "2023-02-29"])
def test_words_that_are_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(text, date(2026, 11, 22))
