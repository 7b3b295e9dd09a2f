"""What the clerk sees of a vehicle, what production makes, and what of the old one comes back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backoffice.opening import read_regions, read_terms
from backoffice.registry.orders import Reissue, VehicleOrder
from backoffice.registry.port import RegistryRecord
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import Comparison, ComparisonRow, Given, Verdict
from domain.reasons import ReasonCode
from domain.rules import plate_reissue, plate_replace, vehicle_licence_reissue, vehicle_licence_replace
from domain.services import ServiceSlug
from domain.vehicles import OwnerKind, Vehicle, parse_vehicle_states
from tests.backoffice.people import application
from tests.paths import CONFIG

REGIONS, TERMS = read_regions(CONFIG), read_terms(CONFIG)
TODAY = date(2026, 11, 20)
HANDLE = "0123456789abcdef0123456789abcdef"
VEHICLE = Vehicle("渝A8K2D6", "02", "K33", "A", OwnerKind.INDIVIDUAL, parse_vehicle_states("A"), date(2027, 5, 31))
S = ServiceSlug
DECLARED: dict[ServiceSlug, Any] = {
    S.VEHICLE_LICENCE_REISSUE: vehicle_licence_reissue.Declaration(HANDLE, "lost", "copy"),
    S.VEHICLE_LICENCE_REPLACE: vehicle_licence_replace.Declaration(HANDLE, "illegible", "main"),
    S.PLATE_REISSUE: plate_reissue.Declaration(HANDLE, "stolen", "front", temporary_plate=True),
    S.PLATE_REPLACE: plate_replace.Declaration(HANDLE, "faded", "rear"),
}
every_service = pytest.mark.parametrize("slug", list(DECLARED))


def rows_of(
    slug: ServiceSlug, vehicle: Vehicle | None = VEHICLE, *, pending: bool = False, declared: Any = None
) -> dict[str, ComparisonRow]:
    record = RegistryRecord(licence=None, vehicles=(vehicle,) if vehicle else ())
    comparison = Comparison(
        application(),
        record,
        TERMS[slug],
        TODAY,
        same_business_pending=pending,
        declaration=declared or DECLARED[slug],
        vehicle=vehicle,
        regions=REGIONS,
    )
    rows = DESKS[slug].compare(comparison)
    assert len({row.key for row in rows}) == len(rows)
    return {row.key: row for row in rows}


def given(slug: ServiceSlug, declared: Any = None, vehicle: Vehicle | None = VEHICLE) -> Given:
    body = application()
    return Given(body, declared or DECLARED[slug], RegistryRecord(licence=None), vehicle, None, TERMS[slug])


@every_service
def test_a_vehicle_in_order_stands_against_nothing(slug: ServiceSlug) -> None:
    rows = rows_of(slug)
    assert not [row.key for row in rows.values() if row.verdict is Verdict.MISMATCH]
    assert (rows["plate"].registry, rows["plate_kind"].registry) == ("渝A8K2D6", "02")
    assert rows["name"].verdict is Verdict.CHANGED  # the register of vehicles names nobody: a clerk looks


@every_service
@pytest.mark.parametrize(
    ("changes", "key", "code"),
    [
        ({"gaps": ("states",)}, "plate", ReasonCode.REGISTRY),
        ({"plate_kind": "23"}, "plate_kind", ReasonCode.VEHICLE_KIND),
        ({"owner_kind": OwnerKind.UNIT}, "owner_kind", ReasonCode.UNIT_OWNER),
        ({"registered_area": "510104"}, "registered_area", ReasonCode.OUT_OF_AREA),
        ({"states": parse_vehicle_states("C")}, "vehicle_states", ReasonCode.VEHICLE_STATE),
        ({"states": parse_vehicle_states("AK")}, "vehicle_states", ReasonCode.VEHICLE_STATE),
        ({"reissues": (TODAY, TODAY, TODAY)}, "vehicle_reissues", ReasonCode.REISSUE_LIMIT),
    ],
)
def test_every_refusal_stands_in_a_row(slug: ServiceSlug, changes: dict[str, Any], key: str, code: ReasonCode) -> None:
    row = rows_of(slug, replace(VEHICLE, **changes))[key]
    assert (row.verdict, row.reason) == (Verdict.MISMATCH, code)


@every_service
def test_a_second_application_for_the_same_vehicle_is_seen(slug: ServiceSlug) -> None:
    assert rows_of(slug, pending=True)["same_business"].reason is ReasonCode.DUPLICATE


@every_service
def test_a_vehicle_that_is_not_there_any_more_cannot_be_approved(slug: ServiceSlug) -> None:
    assert rows_of(slug, None)["plate"].reason is ReasonCode.NO_VEHICLE
    with pytest.raises(LookupError):
        DESKS[slug].takes_back(given(slug, vehicle=None))


def test_a_front_plate_of_a_motorcycle_is_a_mismatch() -> None:
    motorcycle = replace(VEHICLE, plate_kind="07")
    assert rows_of(S.PLATE_REISSUE, motorcycle)["declared_parts"].reason is ReasonCode.DATA
    rear = plate_reissue.Declaration(HANDLE, "lost", "rear")
    assert rows_of(S.PLATE_REISSUE, motorcycle, declared=rear)["declared_parts"].verdict is Verdict.AGREE


@pytest.mark.parametrize(
    ("slug", "declared", "kind", "made", "back"),
    [
        (S.VEHICLE_LICENCE_REISSUE, vehicle_licence_reissue.Declaration(HANDLE, "lost", "copy"), "02", 2, ("main",)),
        (S.VEHICLE_LICENCE_REISSUE, vehicle_licence_reissue.Declaration(HANDLE, "lost", "both"), "02", 2, ()),
        (S.VEHICLE_LICENCE_REPLACE, vehicle_licence_replace.Declaration(HANDLE, "damaged", "copy"), "02", 2, ("main", "copy")),
        (S.PLATE_REISSUE, plate_reissue.Declaration(HANDLE, "lost", "front"), "52", 2, ("rear",)),
        (S.PLATE_REISSUE, plate_reissue.Declaration(HANDLE, "lost", "rear"), "07", 1, ()),
        (S.PLATE_REPLACE, plate_replace.Declaration(HANDLE, "damaged", "front"), "02", 2, ("front", "rear")),
        (S.PLATE_REPLACE, plate_replace.Declaration(HANDLE, "faded", "rear"), "15", 1, ("rear",)),
    ],
)
def test_what_is_made_and_what_comes_back(
    slug: ServiceSlug, declared: Any, kind: str, made: int, back: tuple[str, ...]
) -> None:
    desk, case = DESKS[slug], given(slug, declared, replace(VEHICLE, plate_kind=kind))
    assert desk.work_order is not None
    wanted = desk.work_order(case)
    assert (len(wanted.parts), wanted.comes_back) == (made, back)
    assert desk.takes_back(case) is bool(back)
    assert "渝A8K2D6" not in repr(wanted)


class _Registry:
    """Takes orders down."""

    def __init__(self) -> None:
        self.orders: list[VehicleOrder] = []

    def make_vehicle_document(self, order: VehicleOrder) -> Reissue:
        self.orders.append(order)
        return Reissue("5000262000001", TODAY)


@pytest.mark.parametrize(
    ("slug", "document", "reason", "temporary"),
    [
        (S.VEHICLE_LICENCE_REISSUE, "vehicle_licence", "lost", False),
        (S.VEHICLE_LICENCE_REPLACE, "vehicle_licence", "damaged", False),
        (S.PLATE_REISSUE, "plates", "stolen", True),
        (S.PLATE_REPLACE, "plates", "damaged", False),
    ],
)
def test_the_registry_is_asked_for_it(slug: ServiceSlug, document: str, reason: str, temporary: bool) -> None:
    registry, order = _Registry(), DESKS[slug].order
    assert order is not None
    order(registry, given(slug))  # type: ignore[arg-type]  # as much of a registry as is asked
    asked = registry.orders[0]
    assert (asked.document, asked.reason, asked.temporary_plate, asked.plate) == (document, reason, temporary, VEHICLE.plate)
    assert asked.application_number == application().number
