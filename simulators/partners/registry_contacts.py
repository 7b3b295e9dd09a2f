"""The register of contact data: of the driver, and of the owner for each vehicle."""

from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import FastAPI
from pydantic import Field

from simulators.partners.gate import Body, Refused
from simulators.partners.registry_memory import Desk
from simulators.world.people import Person


class ContactQuery(Body):
    """Whose contact data."""

    id_number: str


class FiledVehicle(Body):
    """For which vehicle."""

    plate_kind: str
    plate: str


class Filing(ContactQuery):
    """What is to be filed. No vehicles: for the driver."""

    application_number: str
    phone: str = Field(pattern=r"^1[3-9][0-9]{9}$")
    address: str = Field(min_length=4)
    postcode: str = ""
    email: str = ""
    employer: str = ""
    vehicles: list[FiledVehicle] = Field(default_factory=list)


@dataclass(frozen=True)
class FiledContact:
    """One filing that was taken."""

    application_number: str
    filing: Filing = field(repr=False)


class ContactRegister:
    """Contact data filed since the last reset, over what the people's files say."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._filed: dict[str, FiledContact] = {}

    def mount(self, app: FastAPI) -> None:
        """Add its calls."""
        app.post("/v1/contacts/query")(self._query)
        app.post("/v1/contacts/file")(self._file)

    def reset(self) -> None:
        """Forget every filing."""
        self._filed.clear()

    @property
    def filed(self) -> tuple[FiledContact, ...]:
        """Every filing, oldest first."""
        return tuple(self._filed.values())

    def _query(self, body: ContactQuery) -> dict[str, Any]:
        person = self._desk.memory.find(body.id_number)
        if person is None:
            return {"driver": None, "owner": None}
        return {
            "driver": self._newest(person, of_vehicles=False) if person.licence else None,
            "owner": self._newest(person, of_vehicles=True) if person.vehicles else None,
        }

    def _newest(self, person: Person, *, of_vehicles: bool) -> dict[str, Any]:
        for one in reversed(self.filed):
            filing = one.filing
            if filing.id_number == person.number and bool(filing.vehicles) == of_vehicles:
                return filing.model_dump(include={"phone", "address", "postcode", "email", "employer"})
        phone = person.licence.phone if person.licence else ""
        address = person.licence.address if person.licence else str(person.card["address"])
        return {"phone": phone, "address": address}

    def _file(self, body: Filing) -> dict[str, Any]:
        with self._desk.memory.alone():
            known = self._filed.get(body.application_number)
            if known is not None and known.filing != body:
                raise Refused(409, "application_number_used_for_another_filing")
            if known is None:
                self._enter(body)
        self._desk.changed()
        return {"application_number": body.application_number}

    def _enter(self, body: Filing) -> None:
        person = self._desk.memory.get(body.id_number, "no_such_person")
        own = {(vehicle.plate_kind, vehicle.plate) for vehicle in person.vehicles}
        if not {(one.plate_kind, one.plate) for one in body.vehicles} <= own:
            raise Refused(404, "no_such_vehicle")
        if not body.vehicles:
            if person.licence is None:
                raise Refused(404, "no_such_licence")
            self._desk.memory.change(replace(person, licence=replace(person.licence, phone=body.phone)))
        self._filed[body.application_number] = FiledContact(body.application_number, body)
