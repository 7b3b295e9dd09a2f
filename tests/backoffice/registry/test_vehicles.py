"""Vehicles as the registry tells them: a row that nobody understands costs its owner that vehicle only; nobody is quoted."""

from typing import Any

import pytest

from backoffice.office import Office
from backoffice.partners import PartnerRefused
from domain.vehicles import OwnerKind, VehicleState
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER
from tests.backoffice.violations.records import OTHER_PLATE, OWN_PLATE, SECRETS, vehicle

FULL = {
    "vin": "LSVAB2BRXJ2100001",
    "model": "样本牌S6",
    "registered_area": "500103",
    "axles": 2,
    "mass_kg": 1890,
    "energy": "A",
    "mortgaged": True,
    "scrap_by": None,
    "reissues": ["2026-05-01", "2025-01-02"],
}


def test_vehicles_come_whole(office: Office, partners: Partners) -> None:
    partners.vehicles[NUMBER] = [vehicle(states="AGQ", owner_kind="unit", inspection_valid_to=None, **FULL)]
    one = office.registry.query_vehicles(NUMBER)[0]
    assert one.states == {VehicleState.NORMAL, VehicleState.VIOLATION_PENDING, VehicleState.INSPECTION_OVERDUE}
    assert (one.owner_kind, one.type_code, one.use_code, one.inspection_valid_to) == (OwnerKind.UNIT, "K33", "A", None)
    assert (one.vin, one.model, one.registered_area, one.axles, one.mass_kg, one.energy, one.mortgaged) == (
        *("LSVAB2BRXJ2100001", "样本牌S6", "500103", 2, 1890, "A", True),
    )
    assert [day.isoformat() for day in one.reissues or ()] == ["2025-01-02", "2026-05-01"]
    assert one.gaps == ()
    assert not [secret for secret in SECRETS if secret in repr(one)]


def test_what_is_new_in_the_answer_may_be_left_out(office: Office, partners: Partners) -> None:
    partners.vehicles[NUMBER] = [vehicle()]
    one = office.registry.query_vehicles(NUMBER)[0]
    assert (one.vin, one.model, one.axles, one.reissues, one.mortgaged, one.gaps) == ("", "", None, None, None, ())


@pytest.mark.parametrize(
    ("bent", "gap"),
    [
        ({"states": "AZ"}, "states"),
        ({"states": ""}, "states"),
        ({"owner_kind": "ghost"}, "owner_kind"),
        ({"plate": ""}, "plate"),
        ({"plate": 7}, "plate"),
        ({"plate_kind": "2"}, "plate_kind"),
        ({"plate_kind": None}, "plate_kind"),
        ({"type": "k33"}, "type"),
        ({"use": ""}, "use"),
        ({"inspection_valid_to": "soon"}, "inspection_valid_to"),
        ({"axles": "2"}, "axles"),
        ({"mass_kg": -1}, "mass_kg"),
        ({"mortgaged": "no"}, "mortgaged"),
        ({"reissues": ["2026-02-30"]}, "reissues"),
        ({"scrap_by": 7.5}, "scrap_by"),
    ],
)
def test_what_cannot_be_is_a_gap_of_that_vehicle_and_the_other_stays_sound(
    office: Office, partners: Partners, bent: dict[str, Any], gap: str
) -> None:
    partners.vehicles[NUMBER] = [vehicle(**bent), vehicle(plate=OTHER_PLATE, plate_kind="52")]
    bad, good = office.registry.query_vehicles(NUMBER)
    assert (bad.gaps, good.gaps) == ((gap,), ())
    assert good.plate == OTHER_PLATE


@pytest.mark.parametrize("name", list(vehicle()))
def test_a_field_that_is_missing_is_a_gap(office: Office, partners: Partners, name: str) -> None:
    row = vehicle()
    del row[name]
    partners.vehicles[NUMBER] = [row]
    assert office.registry.query_vehicles(NUMBER)[0].gaps == (name,)


def test_letters_that_are_known_count_beside_one_that_is_not(office: Office, partners: Partners) -> None:
    partners.vehicles[NUMBER] = [vehicle(states="C?")]
    one = office.registry.query_vehicles(NUMBER)[0]
    assert (one.states, one.gaps) == (frozenset({VehicleState.STOLEN}), ("states",))


@pytest.mark.parametrize("row", [None, 7, "渝A", [], {}])
def test_a_row_that_is_none_is_a_vehicle_of_gaps(office: Office, partners: Partners, row: object) -> None:
    partners.vehicles[NUMBER] = [row, vehicle()]
    bad, good = office.registry.query_vehicles(NUMBER)
    assert set(bad.gaps) == set(vehicle())
    assert (good.plate, good.gaps) == (OWN_PLATE, ())


def test_the_same_vehicle_twice_is_one_that_nobody_understands(office: Office, partners: Partners) -> None:
    partners.vehicles[NUMBER] = [vehicle(), vehicle(states="C"), vehicle(plate_kind="52")]
    found = office.registry.query_vehicles(NUMBER)
    assert [(one.plate_kind, one.gaps) for one in found] == [("02", ("twice",)), ("52", ())]


def test_no_list_at_all_is_a_no(office: Office, partners: Partners) -> None:
    partners.vehicles[NUMBER] = None  # type: ignore[assignment]
    with pytest.raises(PartnerRefused) as caught:
        office.registry.query_vehicles(NUMBER)
    assert caught.value.__cause__ is None
    assert not [secret for secret in SECRETS if secret in f"{caught.value!r}{caught.value}"]
