"""The register of vehicles as the office sees it: orders are done once, and remembered."""

from typing import Any

import pytest

from simulators.partners.police_registry import PoliceRegistry
from simulators.world.people import Person, load_people
from tests.simulators.partners.conftest import Caller

QUERY, MAKE = "/v1/vehicles/query", "/v1/vehicles/documents"


@pytest.fixture
def owner(registry: PoliceRegistry) -> Person:
    people = load_people(registry._memory.clock.now().date())
    return next(person for person in people.values() if person.vehicles and not person.vehicles[0].untold)


def order(owner: Person, **changes: Any) -> dict[str, Any]:
    vehicle = owner.vehicles[0]
    return {
        "plate": vehicle.plate,
        "plate_kind": vehicle.plate_kind,
        "document": "plates",
        "reason": "lost",
        "parts": ["front", "rear"],
        "temporary_plate": True,
        "application_number": "1",
        **changes,
    }


def test_plates_are_made_once_for_an_application(registry: PoliceRegistry, owner: Person) -> None:
    caller = Caller(registry.gate)
    first = caller.post(MAKE, order(owner)).json()
    assert first == caller.post(MAKE, order(owner)).json()
    assert first["certificate_number"].isdigit()
    assert (first["issued_on"], first["temporary_until"]) == ("2026-11-22", "2026-12-07")
    assert first["temporary_plate"].endswith("临")
    row = caller.post(QUERY, {"id_number": owner.number}).json()["vehicles"][0]
    assert row["reissues"][-1] == "2026-11-22"


def test_without_a_temporary_plate_none_is_given(registry: PoliceRegistry, owner: Person) -> None:
    made = Caller(registry.gate).post(MAKE, order(owner, temporary_plate=False)).json()
    assert (made["temporary_plate"], made["temporary_until"]) == (None, None)


def test_licences_and_plates_have_numbers_of_their_own(registry: PoliceRegistry, owner: Person) -> None:
    caller = Caller(registry.gate)
    licence = {"document": "vehicle_licence", "parts": ["main", "copy"], "temporary_plate": False}
    numbers = [
        caller.post(MAKE, order(owner, **changes)).json()["certificate_number"]
        for changes in ({}, {"application_number": "2"}, {"application_number": "3", **licence})
    ]
    assert len(set(numbers)) == 3


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"plate": "渝A0000X"}, 404),
        ({"plate_kind": "99"}, 404),
        ({"parts": []}, 422),
        ({"parts": ["main"]}, 422),
        ({"document": "vehicle_licence", "parts": ["main"]}, 422),  # with a temporary plate
        ({"reason": "bored"}, 422),
    ],
)
def test_what_cannot_be_made_is_refused(registry: PoliceRegistry, owner: Person, wrong: dict[str, Any], status: int) -> None:
    assert Caller(registry.gate).post(MAKE, order(owner, **wrong)).status_code == status


def test_one_application_makes_one_thing(registry: PoliceRegistry, owner: Person) -> None:
    caller = Caller(registry.gate)
    caller.post(MAKE, order(owner))
    assert caller.post(MAKE, order(owner, reason="stolen")).status_code == 409
    registry.reset()
    assert caller.post(MAKE, order(owner, reason="stolen")).status_code == 200
