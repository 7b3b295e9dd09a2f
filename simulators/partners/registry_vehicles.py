"""The register of vehicles: asked by the owner's ID number; licences and plates are made anew by order of the office."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any, Literal

from fastapi import FastAPI

from simulators.partners.gate import Body, Refused
from simulators.partners.registry_memory import Desk
from simulators.world.people import Person
from simulators.world.traffic import VehicleRecord

FIRST_LICENCE = 5_000_261_000_001  # 行驶证证芯编号, 13 digits
FIRST_PLATES = 5_000_262_000_001  # 号牌生产序号, 13 digits
TEMPORARY_DAYS = 15  # 公安部令第164号 §51
PARTS = {"vehicle_licence": {"main", "copy"}, "plates": {"front", "rear"}}


class Query(Body):
    """Whose vehicles."""

    id_number: str


class Order(Body):
    """What of which vehicle is to be made, for which application."""

    plate: str
    plate_kind: str
    document: Literal["vehicle_licence", "plates"]
    reason: Literal["lost", "stolen", "destroyed", "damaged"]
    parts: list[Literal["main", "copy", "front", "rear"]]
    temporary_plate: bool
    application_number: str


@dataclass(frozen=True)
class Made:
    """One set that was made."""

    order: Order = field(repr=False)
    number: str = field(repr=False)
    issued_on: date
    temporary_plate: str | None = field(repr=False)

    def answer(self) -> dict[str, Any]:
        """Return it as the office hears of it."""
        until = self.issued_on + timedelta(days=TEMPORARY_DAYS) if self.temporary_plate else None
        return {
            "certificate_number": self.number,
            "issued_on": self.issued_on.isoformat(),
            "temporary_plate": self.temporary_plate,
            "temporary_until": until.isoformat() if until else None,
        }


class VehicleRegister:
    """Vehicles of the people, and what was made for them since the last reset."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._made: dict[str, Made] = {}
        self._numbers = count(0)  # none is ever given twice, whatever is forgotten

    def mount(self, app: FastAPI) -> None:
        """Add its calls."""
        app.post("/v1/vehicles/query")(self._query)
        app.post("/v1/vehicles/documents")(self._make)

    @property
    def made(self) -> tuple[Made, ...]:
        """Everything made, oldest first."""
        with self._desk.memory.alone():
            return tuple(self._made.values())

    def reset(self) -> None:
        """Forget what was made."""
        with self._desk.memory.alone():
            self._made.clear()

    def _query(self, body: Query) -> dict[str, Any]:
        person = self._desk.memory.find(body.id_number)
        return {"vehicles": [_vehicle(vehicle) for vehicle in person.vehicles] if person else []}

    def _make(self, body: Order) -> dict[str, Any]:
        if not body.parts or not set(body.parts) <= PARTS[body.document]:
            raise Refused(422, "no_such_part")
        if body.temporary_plate and body.document != "plates":
            raise Refused(422, "no_temporary_plate_with_a_licence")
        with self._desk.memory.alone():
            made = self._made.get(body.application_number) or self._make_now(body)
        if made.order != body:
            raise Refused(409, "application_number_used_for_another_order")
        self._desk.changed()
        return made.answer()

    def _make_now(self, body: Order) -> Made:
        """Make it, and let the vehicle remember the day, so that its next re-issue is counted."""
        owner, vehicle = self._find(body)
        today, first = self._desk.memory.clock.now().date(), FIRST_PLATES if body.document == "plates" else FIRST_LICENCE
        number = next(self._numbers)
        temporary = f"渝A{number + 1:05d}临" if body.temporary_plate else None
        made = Made(body, str(first + number), today, temporary)
        later = replace(vehicle, reissues=(*vehicle.reissues, today))
        vehicles = tuple(later if one is vehicle else one for one in owner.vehicles)
        self._desk.memory.change(replace(owner, vehicles=vehicles))
        self._made[body.application_number] = made
        return made

    def _find(self, body: Order) -> tuple[Person, VehicleRecord]:
        for owner, vehicle in self._owned():
            if (vehicle.plate, vehicle.plate_kind) == (body.plate, body.plate_kind):
                return owner, vehicle
        raise Refused(404, "no_such_vehicle")

    def _owned(self) -> Iterator[tuple[Person, VehicleRecord]]:
        return ((owner, vehicle) for owner in self._desk.memory.everybody() for vehicle in owner.vehicles)


def _vehicle(record: VehicleRecord) -> dict[str, Any]:
    """Return a row; of an older vehicle the registry may lack fields."""
    row = {
        "plate": record.plate,
        "plate_kind": record.plate_kind,
        "type": record.type_code,
        "use": record.use_code,
        "owner_kind": record.owner_kind,
        "states": record.states,
        "inspection_valid_to": record.inspection_valid_to.isoformat() if record.inspection_valid_to else None,
        "vin": record.vin,
        "model": record.model,
        "registered_area": record.registered_area,
        "axles": record.axles,
        "mass_kg": record.mass_kg,
        "energy": record.energy,
        "mortgaged": record.mortgaged,
        "scrap_by": record.scrap_by.isoformat() if record.scrap_by else None,
        "reissues": [day.isoformat() for day in record.reissues],
    }
    return {name: value for name, value in row.items() if name not in record.untold}
