"""The police registry: driving licences and their re-issue; vehicles, violations and capture pictures, all by ID number."""

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.clock import Clock
from simulators.partners.gate import Body, PartnerGate, Refused
from simulators.world.people import LicenceRecord, Person
from simulators.world.traffic import CaptureRecord, DecisionRecord, VehicleRecord

FIRST_CERTIFICATE = 5_000_260_000_001  # 证芯编号, 13 digits


class Query(Body):
    """Which licence."""

    id_number: str


class PictureQuery(Body):
    """Which picture of which record, from 0."""

    record_number: str
    index: int


class Reissue(Body):
    """Which licence to re-issue, for which application."""

    number: str
    application_number: str


@dataclass
class Issued:
    """One certificate that was made."""

    application_number: str
    number: str = field(repr=False)
    certificate_number: str = field(repr=False)
    issued_on: date


class PoliceRegistry:
    """Knows the synthetic people's licences and the certificates issued since the last reset."""

    def __init__(self, people: Mapping[str, Person], clock: Clock, changed: Callable[[str], None]) -> None:
        self._people = {person.number: person for person in people.values()}
        self._captures = {capture.record_number: capture for person in people.values() for capture in person.captures}
        self._clock = clock
        self._lock = threading.Lock()
        self._issued: dict[str, Issued] = {}
        self.gate = PartnerGate("registry", changed)
        self.gate.app.post("/v1/driver-licences/query")(self._query)
        self.gate.app.post("/v1/driver-licences/reissue")(self._reissue)
        self.gate.app.post("/v1/vehicles/query")(self._vehicles)
        self.gate.app.post("/v1/violations/query")(self._violations)
        self.gate.app.post("/v1/violations/picture")(self._picture)

    @property
    def issued(self) -> tuple[Issued, ...]:
        """Every certificate issued, oldest first."""
        with self._lock:
            return tuple(self._issued.values())

    def reset(self) -> None:
        """Forget every re-issue and fault."""
        with self._lock:
            self._issued.clear()
        self.gate.set_fault(None)

    def _query(self, body: Query) -> dict[str, Any]:
        person = self._people.get(body.id_number)
        if person is None or person.licence is None:
            return {"found": False, "licence": None, "photo": None, "reissues": []}
        since = [issued.issued_on for issued in self.issued if issued.number == body.id_number]
        return {
            "found": True,
            "licence": _licence(person.licence),
            "photo": base64.b64encode(person.registry_photo).decode(),
            "reissues": [day.isoformat() for day in (*person.licence.reissues, *since)],
        }

    def _vehicles(self, body: Query) -> dict[str, Any]:
        person = self._people.get(body.id_number)
        return {"vehicles": [_vehicle(vehicle) for vehicle in person.vehicles] if person else []}

    def _violations(self, body: Query) -> dict[str, Any]:
        person = self._people.get(body.id_number)
        if person is None:
            return {"records": [], "decisions": []}
        newest_first = sorted(person.captures, key=lambda capture: capture.captured_at, reverse=True)
        return {
            "records": [_capture(capture) for capture in newest_first],
            "decisions": [_decision(decision) for decision in person.decisions],
        }

    def _picture(self, body: PictureQuery) -> dict[str, Any]:
        capture = self._captures.get(body.record_number)
        picture = capture.picture(body.index) if capture else None
        return {"picture": base64.b64encode(picture).decode() if picture else None}

    def _reissue(self, body: Reissue) -> dict[str, Any]:
        person = self._people.get(body.number)
        if person is None or person.licence is None:
            raise Refused(404, "no_such_licence")
        with self._lock:
            issued = self._issued.get(body.application_number) or self._issue(body)
        if issued.number != body.number:
            raise Refused(409, "application_number_used_for_another_licence")
        self.gate.changed()
        return {"certificate_number": issued.certificate_number, "issued_on": issued.issued_on.isoformat()}

    def _issue(self, body: Reissue) -> Issued:
        issued = Issued(
            application_number=body.application_number,
            number=body.number,
            certificate_number=str(FIRST_CERTIFICATE + len(self._issued)),
            issued_on=self._clock.now().date(),
        )
        self._issued[body.application_number] = issued
        return issued


def _licence(record: LicenceRecord) -> dict[str, Any]:
    return {
        "number": record.number,
        "holder": record.holder,
        "archive_number": record.archive_number,
        "classes": record.classes,
        "states": record.states,
        "first_issued": record.first_issued.isoformat(),
        "valid_from": record.valid_from.isoformat(),
        "valid_to": record.valid_to.isoformat() if record.valid_to else None,
        "address": record.address,
        "points": record.points,
        "phone": record.phone,
    }


def _vehicle(record: VehicleRecord) -> dict[str, Any]:
    return {
        "plate": record.plate,
        "plate_kind": record.plate_kind,
        "type": record.type_code,
        "use": record.use_code,
        "owner_kind": record.owner_kind,
        "states": record.states,
        "inspection_valid_to": record.inspection_valid_to.isoformat() if record.inspection_valid_to else None,
    }


def _capture(record: CaptureRecord) -> dict[str, Any]:
    return {
        "record_number": record.record_number,
        "plate": record.vehicle.plate,
        "plate_kind": record.vehicle.plate_kind,
        "captured_at": record.captured_at.isoformat(),
        "place": record.place,
        "code": record.code,
        "points": record.points,
        "fine_fen": record.fine_fen,
        "agency_code": record.agency_code,
        "agency": record.agency,
        "capture": record.capture,
        "reviewed": record.reviewed,
        "disputed": record.disputed,
        "pictures": record.pictures,
    }


def _decision(record: DecisionRecord) -> dict[str, Any]:
    return {
        "decision_number": record.decision_number,
        "plate": record.plate,
        "code": record.code,
        "decided_on": record.decided_on.isoformat(),
        "points": record.points,
        "fine_fen": record.fine_fen,
        "paid": record.paid,
    }
