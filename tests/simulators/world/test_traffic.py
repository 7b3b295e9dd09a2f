"""Vehicles, violations and decisions of the sandbox are believable, and every rule has somebody who meets it."""

import re
from datetime import date, datetime, time

import pytest

from domain.calendar import WorkingCalendar
from domain.clock import SHANGHAI
from domain.licences import DrivingLicence
from domain.rules import fine_payment, violation_handling
from domain.rules.violation_handling import HandlingFacts
from domain.vehicles import OwnerKind, Vehicle, is_plate, parse_vehicle_states
from domain.violation_codes import parse_violation_codes
from domain.violation_terms import parse_violation_terms
from domain.violations import CaptureKind, HandlingBar, ViolationRecord
from simulators.world.people import Person, load_people
from simulators.world.traffic import CaptureRecord, DecisionRecord, VehicleRecord, parse_capture, parse_vehicle
from tests.paths import CONFIG
from tests.simulators.world.test_people import licence_of

TODAY = date(2026, 11, 22)
PEOPLE = load_people(TODAY)
CAPTURES = [(person, capture) for person in PEOPLE.values() for capture in person.captures]
TERMS = parse_violation_terms((CONFIG / "violations.toml").read_text())
CODES = parse_violation_codes((CONFIG / "violation_codes.csv").read_text())
MERGED_ON = date(2026, 1, 25)  # 江北区 and 渝北区 became 两江新区

everybody = pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)


def vehicle_of(record: VehicleRecord) -> Vehicle:
    """Return what the office makes of a registry vehicle."""
    return Vehicle(
        plate=record.plate,
        plate_kind=record.plate_kind,
        type_code=record.type_code,
        use_code=record.use_code,
        owner_kind=OwnerKind(record.owner_kind),
        states=parse_vehicle_states(record.states),
        inspection_valid_to=record.inspection_valid_to,
    )


def violation_of(record: CaptureRecord) -> ViolationRecord:
    """Return what the office makes of a registry record."""
    return ViolationRecord(
        record_number=record.record_number,
        plate=record.vehicle.plate,
        plate_kind=record.vehicle.plate_kind,
        captured_at=record.captured_at,
        place=record.place,
        code=record.code,
        points=record.points,
        fine_fen=record.fine_fen,
        agency_code=record.agency_code,
        agency=record.agency,
        capture=CaptureKind(record.capture),
        reviewed=record.reviewed,
        disputed=record.disputed,
        pictures=record.pictures,
    )


def bars_of(person: Person, capture: CaptureRecord) -> set[HandlingBar]:
    """Return everything that stands against handling a record at a terminal."""
    record = violation_of(capture)
    licence: DrivingLicence | None = licence_of(person.licence) if person.licence else None
    own = next((vehicle for vehicle in person.vehicles if vehicle.plate == record.plate), None)
    facts = HandlingFacts(TODAY, record, CODES.penalty_of(record), vehicle_of(own) if own else None, licence)
    return set(violation_handling.bars(facts, TERMS.handling))


def days_late(decision: DecisionRecord) -> int:
    last = fine_payment.pay_until(decision.decided_on, TERMS.payment, WorkingCalendar({}))
    return fine_payment.days_late(last, TODAY)


def test_every_bar_has_somebody_and_somebody_has_none() -> None:
    met = [bars_of(person, capture) for person, capture in CAPTURES]
    assert set().union(*met) == set(HandlingBar)
    assert set() in met


@pytest.mark.parametrize("bar", HandlingBar)
def test_a_bar_can_be_seen_alone(bar: HandlingBar) -> None:
    if bar in {HandlingBar.FINE_TOO_HIGH, HandlingBar.POINTS_TOO_MANY}:
        return  # these come with codes that the table does not have
    assert {bar} in [bars_of(person, capture) for person, capture in CAPTURES]


def test_the_scripted_visitor_has_some_of_everything() -> None:
    chen = PEOPLE["chen_zhiyuan"]
    assert len(chen.vehicles) == 2
    assert {capture.vehicle for capture in chen.captures} == set(chen.vehicles)
    bars = [bars_of(chen, capture) for capture in chen.captures]
    assert bars == [set(), set(), set(), {HandlingBar.OTHER_AREA}, set()]
    assert CODES.penalty_of(violation_of(chen.captures[4])).points == 3
    assert [(decision.paid, days_late(decision) > 0) for decision in chen.decisions] == [(False, True), (True, True)]


def test_somebody_has_nothing_and_somebody_has_thirty() -> None:
    lin = PEOPLE["lin_que"]
    assert (lin.vehicles, lin.captures, lin.decisions) == ((), (), ())
    assert len(PEOPLE["sun_lei"].captures) == 30
    liao = PEOPLE["liao_dexing"]
    assert liao.vehicles
    assert not liao.captures


def test_unpaid_fines_are_at_every_stage() -> None:
    min_of = PEOPLE["zhao_min"]
    unpaid = [decision for decision in min_of.decisions if not decision.paid]
    late = [days_late(decision) for decision in unpaid]
    assert late[:2] == [0, 1]
    fine = unpaid[2].fine_fen
    assert fine_payment.surcharge_fen(fine, late[2], TERMS.payment) == fine
    assert [decision.paid for decision in min_of.decisions].count(True) == 1
    assert days_late(PEOPLE["clark_2023"].decisions[0]) == 0


def test_numbers_are_sixteen_digits_and_nobody_shares_one() -> None:
    numbers = [capture.record_number for _, capture in CAPTURES]
    numbers += [decision.decision_number for person in PEOPLE.values() for decision in person.decisions]
    assert all(re.fullmatch(r"\d{16}", number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_records_number_begins_with_its_agencys_area() -> None:
    for _, capture in CAPTURES:
        assert re.fullmatch(r"\d{12}", capture.agency_code)
        assert capture.record_number[:6] == capture.agency_code[:6]
        assert capture.captured_at < datetime.combine(TODAY, time(), SHANGHAI)


def test_the_districts_are_those_of_the_day() -> None:
    for _, capture in CAPTURES:
        day = capture.captured_at.date()
        if capture.agency_code[:6] in {"500105", "500112"}:
            assert day < MERGED_ON
        if capture.agency_code[:6] == "500157":
            assert day >= MERGED_ON
        if capture.place.startswith(("江北区", "渝北区")):
            assert day < MERGED_ON
        if capture.place.startswith("两江新区"):
            assert day >= MERGED_ON


def test_old_codes_keep_what_was_recorded_then() -> None:
    old = {capture.code: capture for _, capture in CAPTURES if capture.captured_at.year < 2022}
    assert {"1345", "1208", "1352A"} <= set(old)
    assert (old["1345"].points, old["1208"].points, old["1352A"].points) == (3, 2, 3)


@everybody
def test_plates_are_of_their_kind(person: Person) -> None:
    for vehicle in (*person.vehicles, *(capture.vehicle for capture in person.captures)):
        letters = 8 if vehicle.plate_kind in {"51", "52"} else 7
        assert is_plate(vehicle.plate)
        assert len(vehicle.plate) == letters
        parse_vehicle_states(vehicle.states)


def test_no_plate_belongs_to_two() -> None:
    plates = [vehicle.plate for person in PEOPLE.values() for vehicle in person.vehicles]
    assert len(set(plates)) == len(plates)


def test_a_vehicle_with_open_violations_says_so() -> None:
    for person in PEOPLE.values():
        open_plates = {capture.vehicle.plate for capture in person.captures}
        for vehicle in person.vehicles:
            assert ("G" in vehicle.states) == (vehicle.plate in open_plates and "P" not in vehicle.states)


def test_what_an_officer_stopped_has_no_pictures() -> None:
    for _, capture in CAPTURES:
        assert (capture.pictures == 0) == (capture.capture == "on_site")
        assert capture.pictures <= 4


def test_a_record_may_keep_silent_about_points_and_fine() -> None:
    raw = {
        "number": "5001037900000001",
        "plate": "渝A00000",
        "at": "today-1d 08:00:00",
        "place": "x",
        "code": "1",
        "agency": "yuzhong",
    }
    capture = parse_capture(raw, (), TODAY)
    assert (capture.points, capture.fine_fen, capture.vehicle.plate) == (None, None, "渝A00000")


@pytest.mark.parametrize("wrong", [{"agency": "nowhere"}, {"at": "today 08:00"}, {"at": "长期 08:00:00"}, {"at": "today-1d"}])
def test_wrong_records_are_loud(wrong: dict[str, str]) -> None:
    raw = {"number": "1", "plate": "渝A00000", "at": "today-1d 08:00:00", "place": "x", "code": "1", "agency": "yuzhong"}
    with pytest.raises((KeyError, ValueError)):
        parse_capture({**raw, **wrong}, (), TODAY)


def test_nothing_of_a_person_shows_in_a_repr() -> None:
    vehicle = parse_vehicle({"plate": "渝A00000"}, TODAY)
    assert "渝A" not in repr(vehicle)
    assert all(capture.record_number not in repr(capture) for _, capture in CAPTURES)
    assert "渝A8K2D6" not in repr(PEOPLE["chen_zhiyuan"])
