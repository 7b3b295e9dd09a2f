"""A vehicle's licence and plates: each rule has a vehicle that passes and one that is refused by it, for all four services."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.config_table import ConfigError
from domain.reasons import ReasonCode
from domain.rulebook import parse_terms
from domain.rules import plate_reissue, plate_replace, vehicle_licence_reissue, vehicle_licence_replace
from domain.rules.facts import Facts
from domain.rules.plates import PlateTerms, declarable, plates_of
from domain.rules.rule import refusals
from domain.rules.vehicle_documents import ENDED, VehicleTerms
from domain.services import ServiceTerms, own_of
from domain.vehicles import OwnerKind, Vehicle, VehicleState, parse_vehicle_states
from tests.paths import CONFIG

TODAY = date(2026, 11, 22)
MODULES = (vehicle_licence_reissue, vehicle_licence_replace, plate_reissue, plate_replace)
SERVED = ("01", "02", "07", "08", "13", "15", "51", "52")
VEHICLE = Vehicle("渝A8K2D6", "02", "K33", "A", OwnerKind.INDIVIDUAL, parse_vehicle_states("A"), date(2027, 5, 31))
GOOD = Facts(today=TODAY, document_valid_to=date(2030, 1, 1), vehicles=(VEHICLE,), vehicle=VEHICLE)


def text_of(module: object) -> str:
    return (CONFIG / "services" / f"{module.__name__.rpartition('.')[2]}.toml").read_text("utf-8")  # type: ignore[attr-defined]


TERMS = {module: parse_terms(text_of(module)) for module in MODULES}
every_service = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])


def codes(module: object, facts: Facts, terms: ServiceTerms | None = None) -> list[ReasonCode]:
    rules = module.RULES  # type: ignore[attr-defined]
    return [refusal.code for refusal in refusals(rules, facts, terms or TERMS[module])]  # type: ignore[index]


def of(vehicle: Vehicle) -> Facts:
    return replace(GOOD, vehicles=(vehicle,), vehicle=vehicle)


@every_service
def test_a_vehicle_in_order_is_served(module: object) -> None:
    assert codes(module, GOOD) == []


@every_service
@pytest.mark.parametrize("kind", SERVED)
def test_kinds_of_plate_that_are_served(module: object, kind: str) -> None:
    assert codes(module, of(replace(VEHICLE, plate_kind=kind))) == []


@every_service
@pytest.mark.parametrize("kind", ["03", "14", "16", "20", "23", "26", "99"])
def test_other_kinds_are_somebody_elses_matter(module: object, kind: str) -> None:
    assert codes(module, of(replace(VEHICLE, plate_kind=kind))) == [ReasonCode.VEHICLE_KIND]


@every_service
@given(states=st.frozensets(st.sampled_from(list(VehicleState))))
def test_states_bar_exactly_as_regulation_and_configuration_say(module: object, states: frozenset[VehicleState]) -> None:
    found = codes(module, of(replace(VEHICLE, states=states)))
    held = own_of(TERMS[module], VehicleTerms).barred_states  # type: ignore[index]
    assert (ReasonCode.VEHICLE_STATE in found) is bool(states & (ENDED | held))
    assert (ReasonCode.OUT_OF_AREA in found) is (VehicleState.TRANSFERRED_OUT in states)
    assert set(found) <= {ReasonCode.VEHICLE_STATE, ReasonCode.OUT_OF_AREA}


@every_service
def test_an_overdue_inspection_and_open_violations_bar_nothing(module: object) -> None:
    assert codes(module, of(replace(VEHICLE, states=parse_vehicle_states("AGIQ")))) == []


@every_service
@pytest.mark.parametrize("changes", [{"plate": "川A8K2D6"}, {"registered_area": "510104"}])
def test_a_vehicle_registered_elsewhere_goes_there(module: object, changes: dict[str, str]) -> None:
    assert codes(module, of(replace(VEHICLE, **changes))) == [ReasonCode.OUT_OF_AREA]  # type: ignore[arg-type]


@every_service
def test_a_district_of_the_city_is_at_home(module: object) -> None:
    assert codes(module, of(replace(VEHICLE, registered_area="500157"))) == []


@every_service
def test_units_go_to_the_window_unless_configuration_lets_them(module: object) -> None:
    company = of(replace(VEHICLE, owner_kind=OwnerKind.UNIT))
    assert codes(module, company) == [ReasonCode.UNIT_OWNER]
    lax = parse_terms(text_of(module).replace("allow_unit_owner = false", "allow_unit_owner = true"))
    assert codes(module, company, lax) == []


@every_service
def test_a_mortgage_bars_only_where_configuration_says_so(module: object) -> None:
    mortgaged = of(replace(VEHICLE, mortgaged=True))
    assert codes(module, mortgaged) == []
    strict = parse_terms(text_of(module).replace("mortgage_bars = false", "mortgage_bars = true"))
    assert codes(module, mortgaged, strict) == [ReasonCode.VEHICLE_STATE]
    assert codes(module, GOOD, strict) == []


@every_service
def test_a_vehicle_with_gaps_is_refused_and_nothing_is_guessed_of_it(module: object) -> None:
    unknown = Vehicle("", "", "", "", OwnerKind.UNIT, frozenset(), None, gaps=("owner_kind", "plate", "plate_kind", "states"))
    assert codes(module, of(unknown)) == [ReasonCode.REGISTRY]


@every_service
def test_without_any_vehicle_there_is_nothing_to_do(module: object) -> None:
    assert codes(module, replace(GOOD, vehicles=(), vehicle=None)) == [ReasonCode.NO_VEHICLE]


@every_service
def test_a_chosen_vehicle_that_has_vanished_is_looked_at_by_a_person(module: object) -> None:
    assert codes(module, replace(GOOD, vehicles=(), vehicle=None, gaps=("vehicle",))) == [ReasonCode.REGISTRY]


@every_service
def test_gaps_of_the_driving_licence_do_not_matter(module: object) -> None:
    assert codes(module, replace(GOOD, gaps=("classes", "states"))) == []


@every_service
def test_the_same_for_the_same_vehicle_is_pending_once_only(module: object) -> None:
    assert codes(module, replace(GOOD, same_business_pending=True)) == [ReasonCode.DUPLICATE]
    assert codes(module, replace(GOOD, pending_vehicles=frozenset({VEHICLE.key}))) == [ReasonCode.DUPLICATE]
    assert codes(module, replace(GOOD, pending_vehicles=frozenset({(VEHICLE.plate, "52")}))) == []


@every_service
@given(days=st.lists(st.integers(min_value=0, max_value=800), max_size=6))
def test_reissues_count_by_vehicle_within_twelve_months(module: object, days: list[int]) -> None:
    made = tuple(TODAY - timedelta(days=day) for day in days)
    since = date(2025, 11, 22)
    expected = [ReasonCode.REISSUE_LIMIT] if sum(day > since for day in made) >= 3 else []
    assert codes(module, of(replace(VEHICLE, reissues=made))) == expected


@every_service
def test_reissues_of_the_driving_licence_are_another_matter(module: object) -> None:
    assert codes(module, replace(GOOD, reissues=(TODAY, TODAY, TODAY))) == []


@every_service
@pytest.mark.parametrize(
    "line", ['barred_states = ["Z"]', 'barred_states = ["C"]', 'barred_states = ["A"]', "barred_states = 7"]
)
def test_letters_that_configuration_may_not_name(module: object, line: str) -> None:
    bent = "\n".join(line if row.startswith("barred_states") else row for row in text_of(module).splitlines())
    with pytest.raises(ConfigError, match="barred_states"):
        parse_terms(bent)


# -- plates -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SERVED)
def test_what_may_be_declared_are_plates_of_the_set(kind: str) -> None:
    terms = own_of(TERMS[plate_reissue], PlateTerms)
    whole, offered = plates_of(kind, terms), declarable(kind, terms)
    assert set(offered) - {"both"} == set(whole)
    assert ("both" in offered) is (len(whole) == 2)
    assert (whole == ("rear",)) is (kind in {"07", "08", "15"})


@pytest.mark.parametrize(("days", "right"), [(0, True), (15, True), (16, False), (-1, False)])
def test_a_temporary_plate_holds_at_most_fifteen_days(days: int, right: bool) -> None:
    bent = text_of(plate_reissue).replace("temporary_days = 15", f"temporary_days = {days}")
    if right:
        assert own_of(parse_terms(bent), PlateTerms).temporary_days == days
    else:
        with pytest.raises(ConfigError, match="temporary_days"):
            parse_terms(bent)


def test_a_single_plate_of_a_kind_that_is_not_served_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match="rear_only_kinds"):
        parse_terms(text_of(plate_reissue).replace('rear_only_kinds = ["07"', 'rear_only_kinds = ["16"'))
