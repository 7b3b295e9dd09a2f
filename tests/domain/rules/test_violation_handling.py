"""Every bar has a record that meets it and one that does not; a limit is tried on itself and one beyond."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import SHANGHAI
from domain.licences import DrivingLicence, parse_states
from domain.rules.violation_handling import CHECKS, GROUNDS, Declaration, HandlingFacts, bars, may_add
from domain.vehicles import OwnerKind, Vehicle, parse_vehicle_states
from domain.violation_codes import Penalty
from domain.violation_terms import parse_violation_terms
from domain.violations import CaptureKind, HandlingBar, ViolationRecord
from domain.wire import declarations
from tests.paths import CONFIG

TERMS = parse_violation_terms((CONFIG / "violations.toml").read_text()).handling
TODAY = date(2026, 11, 22)
RECORD = ViolationRecord(
    record_number="5001037900206538",
    plate="渝A8K2D6",
    plate_kind="02",
    captured_at=datetime(2026, 11, 2, 8, 15, tzinfo=SHANGHAI),
    place="测试路与样本街路口",
    code="1625",
    points=6,
    fine_fen=20000,
    agency_code="500103000000",
    agency="测试支队",
    capture=CaptureKind.CAMERA,
    reviewed=True,
    disputed=False,
    pictures=3,
)
PENALTY = Penalty("不按交通信号灯指示通行", 6, 20000, "第三十八条", "第九十条", in_table=True)
VEHICLE = Vehicle("渝A8K2D6", "02", "K33", "A", OwnerKind.INDIVIDUAL, parse_vehicle_states("A"), date(2027, 5, 1))
LICENCE = DrivingLicence(
    number="500103199001010010",
    holder="陈志远",
    archive_number="500012384471",
    classes="C1",
    states=parse_states("A"),
    first_issued=date(2011, 3, 14),
    valid_from=date(2017, 3, 14),
    valid_to=date(2027, 3, 14),
    address="重庆市渝中区民权路28号",
    points=5,
)
GOOD = HandlingFacts(TODAY, RECORD, PENALTY, VEHICLE, LICENCE)


def with_record(**changes: Any) -> HandlingFacts:
    return replace(GOOD, record=replace(RECORD, **changes))


def with_penalty(**changes: Any) -> HandlingFacts:
    return replace(GOOD, penalty=replace(PENALTY, **changes))


def with_vehicle(**changes: Any) -> HandlingFacts:
    return replace(GOOD, vehicle=replace(VEHICLE, **changes))


def with_licence(**changes: Any) -> HandlingFacts:
    return replace(GOOD, licence=replace(LICENCE, **changes))


def test_a_record_in_order_may_be_handled() -> None:
    assert bars(GOOD, TERMS) == []


MEETS: list[tuple[HandlingBar, HandlingFacts]] = [
    (HandlingBar.ON_SITE, with_record(capture=CaptureKind.ON_SITE)),
    (HandlingBar.OTHER_AREA, with_record(agency_code="510103000000")),
    (HandlingBar.FINE_TOO_HIGH, with_penalty(fine_fen=20001)),
    (HandlingBar.POINTS_REACH_LIMIT, with_licence(points=6)),
    (HandlingBar.PENALTY_UNKNOWN, with_penalty(fine_fen=None)),
    (HandlingBar.PENALTY_UNKNOWN, with_penalty(points=None)),
    (HandlingBar.PENALTY_UNKNOWN, with_penalty(in_table=False)),
    (HandlingBar.DISPUTED, with_record(disputed=True)),
    (HandlingBar.NOT_REVIEWED, with_record(reviewed=False)),
    (HandlingBar.NO_LICENCE, replace(GOOD, licence=None)),
    *((HandlingBar.LICENCE_STATE, with_licence(states=parse_states("A" + letter))) for letter in "BCDEFGJKLMRSU"),
    (HandlingBar.LICENCE_STATE, with_licence(valid_to=date(2026, 11, 21))),
    (HandlingBar.LICENCE_CLASS, with_licence(classes="D")),
    (HandlingBar.LICENCE_CLASS, with_licence(classes="")),
    (HandlingBar.LICENCE_CLASS, with_vehicle(type_code="X99")),
    *((HandlingBar.KEY_VEHICLE, with_vehicle(use_code=letter)) for letter in "BCDENOPQRST"),
    (HandlingBar.KEY_VEHICLE, with_vehicle(plate_kind="16")),
    (HandlingBar.NOT_OWN_VEHICLE, replace(GOOD, vehicle=None)),
    (HandlingBar.UNIT_VEHICLE, with_vehicle(owner_kind=OwnerKind.UNIT)),
    *((HandlingBar.VEHICLE_STATE, with_vehicle(states=parse_vehicle_states("A" + letter))) for letter in "CEMP"),
]


@pytest.mark.parametrize(("bar", "facts"), MEETS, ids=lambda value: str(value) if isinstance(value, HandlingBar) else "")
def test_what_stands_against_it_is_told_alone(bar: HandlingBar, facts: HandlingFacts) -> None:
    assert bars(facts, TERMS) == [bar]


def test_seven_points_are_too_many_and_reach_the_limit_with_five() -> None:
    seven = with_penalty(points=7)
    assert bars(replace(seven, licence=replace(LICENCE, points=4)), TERMS) == [HandlingBar.POINTS_TOO_MANY]
    assert bars(seven, TERMS) == [HandlingBar.POINTS_TOO_MANY, HandlingBar.POINTS_REACH_LIMIT]


@pytest.mark.parametrize(
    "facts",
    [
        with_penalty(fine_fen=0, points=0),  # a warning
        with_penalty(fine_fen=20000),
        with_licence(points=5),  # five and six stay below twelve
        replace(with_licence(points=12), penalty=replace(PENALTY, points=0)),  # nothing is added
        *(with_licence(states=parse_states("A" + letter)) for letter in "HINPT"),
        with_licence(valid_to=TODAY),
        with_licence(valid_to=None),
        with_licence(classes="A2D"),
        with_licence(classes="C2"),
        *(with_vehicle(states=parse_vehicle_states("A" + letter)) for letter in "BDGHIJKLNOQ"),
        replace(with_vehicle(type_code="M21"), licence=replace(LICENCE, classes="C1E")),
        replace(with_vehicle(type_code="H31"), licence=replace(LICENCE, classes="B2")),
    ],
)
def test_what_does_not_stand_against_it(facts: HandlingFacts) -> None:
    assert bars(facts, TERMS) == []


@pytest.mark.parametrize("type_code", ["K11", "K21", "H11", "H21", "Q11"])
def test_heavy_vehicles_are_key_vehicles_whoever_drives_them(type_code: str) -> None:
    facts = replace(with_vehicle(type_code=type_code), licence=replace(LICENCE, classes="A1A2"))
    assert bars(facts, TERMS) == [HandlingBar.KEY_VEHICLE]


@pytest.mark.parametrize(
    ("type_code", "classes", "permitted"),
    [
        ("K33", "C5", True),
        ("K33", "C3", False),
        ("K33", "DEF", False),
        ("M21", "E", True),
        ("M21", "F", False),
        ("M22", "F", True),
        ("M11", "E", False),
        ("N11", "C4", True),
        ("H51", "C2", False),
        ("H51", "C3", True),
    ],
)
def test_the_class_permits_the_vehicle(type_code: str, classes: str, permitted: bool) -> None:
    facts = replace(with_vehicle(type_code=type_code), licence=replace(LICENCE, classes=classes))
    assert (HandlingBar.LICENCE_CLASS not in bars(facts, TERMS)) is permitted


def test_an_on_site_record_needs_no_own_vehicle() -> None:
    facts = replace(with_record(capture=CaptureKind.ON_SITE), vehicle=None)
    assert bars(facts, TERMS) == [HandlingBar.ON_SITE]


def test_everything_is_told_at_once_in_one_order() -> None:
    worst = HandlingFacts(
        TODAY,
        replace(RECORD, capture=CaptureKind.ON_SITE, agency_code="51", disputed=True, reviewed=False),
        Penalty("代码 9999", 9, 20001, "", "", in_table=False),
        replace(VEHICLE, use_code="B", owner_kind=OwnerKind.UNIT, states=parse_vehicle_states("C")),
        replace(LICENCE, points=11, classes="F", states=parse_states("D")),
    )
    found = bars(worst, TERMS)
    assert set(found) == set(HandlingBar) - {HandlingBar.NO_LICENCE, HandlingBar.NOT_OWN_VEHICLE}
    assert found == sorted(found, key=list(HandlingBar).index)


def test_every_bar_has_its_check_and_somebody_who_meets_it() -> None:
    assert list(CHECKS) == list(HandlingBar)
    assert {bar for bar, _ in MEETS} | {HandlingBar.POINTS_TOO_MANY} == set(HandlingBar)


POINTS = st.lists(st.integers(0, 6), max_size=9)


@given(st.integers(0, 12), POINTS, st.integers(0, 6))
def test_what_is_added_stays_below_the_limit_or_has_no_points(standing: int, chosen: list[int], points: int) -> None:
    added = may_add(standing, chosen, points, TERMS.points_limit)
    assert added is (points == 0 or standing + sum(chosen) + points <= 11)


@given(st.integers(0, 12), POINTS)
def test_taken_one_by_one_it_comes_to_less_than_the_limit(standing: int, offered: list[int]) -> None:
    taken: list[int] = []
    for points in offered:
        if may_add(standing, taken, points, TERMS.points_limit):
            taken.append(points)
    assert standing + sum(taken) < 12 or sum(taken) == 0


@pytest.mark.parametrize(
    ("standing", "chosen", "points", "added"),
    [(5, [], 6, True), (6, [], 6, False), (3, [6, 2], 0, True), (3, [6, 2], 1, False)],
)
def test_eleven_points_may_be_twelve_may_not(standing: int, chosen: list[int], points: int, added: bool) -> None:
    assert may_add(standing, chosen, points, 12) is added


def test_a_declaration_is_read_strictly() -> None:
    right: dict[str, Any] = {
        "way": "object",
        "notice_id": "n",
        "records": ["5001037900206538"],
        "statement": "",
        "ground": "wrong_plate",
    }
    assert declarations.read(Declaration, right).ground in GROUNDS
    several: list[dict[str, Any]] = [
        {**right, "way": "perhaps"},
        {**right, "more": 1},
        {**right, "records": "5001037900206538"},
        {"way": "accept"},
    ]
    for wrong in several:
        with pytest.raises(declarations.DeclarationInvalid):
            declarations.read(Declaration, wrong)


def test_the_grounds_are_the_eight_of_the_regulation() -> None:
    assert len(GROUNDS) == len(set(GROUNDS)) == 8
