"""The form of the registry's answer on vehicles (`docs/stage.md`, Partners), and what becomes of it here.

One row that nobody understands must not keep its owner from his other vehicles: what is missing or impossible of it becomes a
gap of that vehicle, by the field's name, and rules refuse it for that (R-REG). Only an answer that is no list of rows at all is
unusable; reading it raises :class:`ValueError`, whose message may quote the person and must go no further.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field, StrictBool, StrictInt, ValidationError

from domain.vehicles import OwnerKind, Vehicle, VehicleState

REQUIRED = frozenset({"plate", "plate_kind", "type", "use", "owner_kind", "states", "inspection_valid_to"})
LETTERS = frozenset(VehicleState)
TWICE = "twice"  # the gap of a vehicle that the answer has more than once


class _Vehicle(BaseModel):
    """One row. The defaults stand for what was not told or not understood; the rules never come to look at them."""

    plate: Annotated[str, Field(min_length=4, max_length=12)] = ""
    plate_kind: Annotated[str, Field(pattern=r"^[0-9]{2}$")] = ""
    type: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,4}$")] = ""
    use: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,2}$")] = ""
    owner_kind: OwnerKind = OwnerKind.UNIT  # the stricter reading
    states: Annotated[str, Field(min_length=1, max_length=20)] = ""
    inspection_valid_to: date | None = None
    vin: Annotated[str, Field(max_length=30)] = ""  # 17 characters; vehicles of old have shorter ones
    model: Annotated[str, Field(max_length=60)] = ""
    registered_area: Annotated[str, Field(pattern=r"^([0-9]{6})?$")] = ""
    axles: Annotated[StrictInt, Field(ge=1, le=20)] | None = None
    mass_kg: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    energy: Annotated[str, Field(pattern=r"^[A-Z]?$")] = ""
    mortgaged: StrictBool | None = None  # as `reissues`: whoever relies on it looks whether it was told
    scrap_by: date | None = None
    reissues: list[date] | None = None

    def read(self, gaps: frozenset[str]) -> Vehicle:
        known = [letter for letter in self.states if letter in LETTERS]
        unknown = frozenset({"states"}) if len(known) < len(self.states) else frozenset()
        return Vehicle(
            plate=self.plate,
            plate_kind=self.plate_kind,
            type_code=self.type,
            use_code=self.use,
            owner_kind=self.owner_kind,
            states=frozenset(map(VehicleState, known)),
            inspection_valid_to=self.inspection_valid_to,
            vin=self.vin,
            model=self.model,
            registered_area=self.registered_area,
            axles=self.axles,
            mass_kg=self.mass_kg,
            energy=self.energy,
            mortgaged=self.mortgaged,
            scrap_by=self.scrap_by,
            reissues=None if self.reissues is None else tuple(sorted(self.reissues)),
            gaps=tuple(sorted(gaps | unknown | (REQUIRED - self.model_fields_set))),
        )


class VehiclesForm(BaseModel):
    """Answer of `/v1/vehicles/query`."""

    vehicles: list[Any]

    def read(self) -> tuple[Vehicle, ...]:
        """Return the vehicles, those with gaps among them."""
        return _once(_read(row) for row in self.vehicles)


def _read(row: object) -> Vehicle:
    told = {str(name): value for name, value in row.items()} if isinstance(row, dict) else {}
    wrong: frozenset[str] = frozenset()
    try:
        form = _Vehicle.model_validate(told)
    except ValidationError as broken:
        wrong = frozenset(str(error["loc"][0]) for error in broken.errors(include_url=False, include_input=False))
        form = _Vehicle.model_validate({name: value for name, value in told.items() if name not in wrong})
    return form.read(wrong)


def _once(vehicles: Iterable[Vehicle]) -> tuple[Vehicle, ...]:
    """Plate and kind are the key: what comes twice is one vehicle of which nobody knows which row is right."""
    found: dict[tuple[str, str], Vehicle] = {}
    for vehicle in vehicles:
        before = found.get(vehicle.key)
        found[vehicle.key] = replace(before, gaps=_with(before.gaps, TWICE)) if before else vehicle
    return tuple(found.values())


def _with(gaps: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(sorted({*gaps, one}))
