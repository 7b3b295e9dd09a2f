"""The register of violations: records, decisions and capture pictures, asked by ID number."""

import base64
from typing import Any

from fastapi import FastAPI

from simulators.partners.gate import Body
from simulators.partners.registry_memory import Desk
from simulators.world.traffic import CaptureRecord, DecisionRecord


class Query(Body):
    """Against whose vehicles and licence."""

    id_number: str


class PictureQuery(Body):
    """Which picture of which record, from 0."""

    record_number: str
    index: int


class ViolationRegister:
    """What is open against the people."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        people = desk.memory.everybody()
        self._captures = {capture.record_number: capture for person in people for capture in person.captures}

    def mount(self, app: FastAPI) -> None:
        """Add its calls."""
        app.post("/v1/violations/query")(self._query)
        app.post("/v1/violations/picture")(self._picture)

    def reset(self) -> None:
        """Nothing of its own is kept."""

    def _query(self, body: Query) -> dict[str, Any]:
        person = self._desk.memory.find(body.id_number)
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
