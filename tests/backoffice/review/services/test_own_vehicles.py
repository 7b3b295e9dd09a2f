"""Truck pass and owner's contact at the office: what a terminal decided counts for nothing, bad data approves nothing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from backoffice.office import Office
from backoffice.registry.port import RegistryRecord
from backoffice.review.comparison import Comparison, Verdict
from backoffice.review.services import contact_change_owner, truck_pass
from domain.reasons import ReasonCode
from domain.rules.contact_change_owner import Declaration as OwnerDeclaration
from domain.rules.truck_pass import Declaration
from domain.services import ServiceSlug, own_of
from domain.truck_passes import TruckTerms
from domain.vehicles import OwnerKind, Vehicle, VehicleState
from domain.wire import declarations
from tests.backoffice.people import FRIDAY_NOON, application

TODAY = FRIDAY_NOON.date()
TRUCK = Vehicle(
    plate="渝D5H201",
    plate_kind="02",
    type_code="H31",
    use_code="A",
    owner_kind=OwnerKind.INDIVIDUAL,
    states=frozenset({VehicleState.NORMAL}),
    inspection_valid_to=date(2027, 6, 30),
    registered_area="500107",
    axles=2,
    mass_kg=4000,
    energy="B",
)


def terms_of(office: Office) -> TruckTerms:
    return own_of(office.terms[ServiceSlug.TRUCK_PASS], TruckTerms)


def wish(office: Office, **changes: Any) -> Declaration:
    """Return what may be had: the first kind that fits."""
    terms = terms_of(office)
    kind = terms.kinds_for(TRUCK)[0]
    days = next(days for days in terms.days if days <= kind.longest_days)
    right = Declaration("h" * 32, "t" * 43, kind.code, TODAY, days, tuple(kind.windows[:1]), tuple(terms.roads)[:1])
    return replace(right, **changes)


def mismatches(office: Office, declaration: Declaration, record: RegistryRecord | None = None) -> dict[str, ReasonCode | None]:
    slug = ServiceSlug.TRUCK_PASS
    record = record or RegistryRecord(licence=None, vehicles=(TRUCK,))
    body = application().model_copy(
        update={"service": slug, "confirmed_at": FRIDAY_NOON, "declaration": declarations.write(declaration)}
    )
    truck = record.vehicles[0]
    given = Comparison(body, record, office.terms[slug], TODAY, False, declaration, truck, phone_proven=True)
    rows = truck_pass.compare(given)
    return {row.key: row.reason for row in rows if row.verdict is Verdict.MISMATCH and row.key != "pass_papers"}


def test_what_is_offered_may_be_had(office: Office) -> None:
    assert mismatches(office, wish(office)) == {}


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({"begins_on": TODAY - timedelta(days=1)}, "pass_days"),
        ({"begins_on": date.max}, "pass_days"),
        ({"begins_on": date.min}, "pass_days"),
        ({"days": 10**12}, "pass_days"),
        ({"days": 0}, "pass_days"),
        ({"days": -5}, "pass_days"),
        ({"windows": ()}, "pass_hours"),
        ({"windows": ("never",)}, "pass_hours"),
        ({"roads": ()}, "pass_roads"),
        ({"roads": ("nowhere",)}, "pass_roads"),
        ({"kind": "golden"}, "pass_kind"),
    ],
)
def test_what_was_never_offered_is_a_mismatch(office: Office, changes: dict[str, Any], row: str) -> None:
    assert row in mismatches(office, wish(office, **changes))


def test_the_same_twice_is_not_chosen(office: Office) -> None:
    right = wish(office)
    assert "pass_hours" in mismatches(office, replace(right, windows=right.windows * 40))
    assert "pass_roads" in mismatches(office, replace(right, roads=right.roads * 2))


@pytest.mark.parametrize("bad", [replace(TRUCK, axles=None), replace(TRUCK, registered_area="")])
def test_a_register_that_does_not_say_is_looked_at(office: Office, bad: Vehicle) -> None:
    assert ReasonCode.REGISTRY in mismatches(office, wish(office), RegistryRecord(licence=None, vehicles=(bad,))).values()


def test_a_licence_that_nobody_understands_names_nobody(office: Office) -> None:
    broken = RegistryRecord(licence=None, vehicles=(TRUCK,), gaps=("states",))
    assert mismatches(office, wish(office), broken)["name"] is ReasonCode.REGISTRY
    slug = ServiceSlug.CONTACT_CHANGE_OWNER
    declared = OwnerDeclaration(("h" * 32,), "t" * 43)
    given = Comparison(
        application(),
        broken,
        office.terms[slug],
        TODAY,
        False,
        declared,
        chosen_vehicles=(TRUCK,),
        phone_proven=True,
        regions=office.regions,
    )
    found = {row.key: row.reason for row in contact_change_owner.compare(given) if row.verdict is Verdict.MISMATCH}
    assert found["name"] is ReasonCode.REGISTRY
