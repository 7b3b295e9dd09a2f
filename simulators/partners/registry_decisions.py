"""The register of decisions: a record becomes a decision and its points are registered, in one act; disputes are noted."""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from fastapi import FastAPI
from pydantic import Field

from simulators.partners.gate import Body, Refused
from simulators.partners.registry_memory import Desk
from simulators.world.people import Person
from simulators.world.traffic import CaptureRecord, DecisionRecord


class Order(Body):
    """Issue a decision for a record."""

    application_number: str
    record_number: str
    id_number: str
    points: int = Field(ge=0, le=12)
    fine_fen: int = Field(ge=0)


class Dispute(Body):
    """A record is disputed by an application."""

    record_number: str
    application_number: str


class DisputeAnswer(Dispute):
    """What the agency found: upheld means that the record is withdrawn."""

    upheld: bool


@dataclass(frozen=True)
class Decided:
    """A decision issued since the last reset."""

    application_number: str
    person: str = field(repr=False)
    decision: DecisionRecord = field(repr=False)
    points_total: int

    def told(self) -> dict[str, Any]:
        """Return the answer to the order."""
        return {
            "decision_number": self.decision.decision_number,
            "decided_on": self.decision.decided_on.isoformat(),
            "points_total": self.points_total,
        }


class DecisionRegister:
    """Decisions issued, and disputes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._decided: dict[str, Decided] = {}  # by record
        self._numbers = count(1)  # none is ever given twice, whatever is forgotten
        self._disputed: dict[str, str] = {}  # record -> application

    def mount(self, app: FastAPI) -> None:
        """Add its calls."""
        app.post("/v1/decisions/issue")(self._issue)
        app.post("/v1/violations/dispute")(self._dispute)
        app.post("/v1/violations/answer-dispute")(self._answer_dispute)

    def reset(self) -> None:
        """Forget every decision and dispute."""
        self._decided.clear()
        self._disputed.clear()

    @property
    def decided(self) -> tuple[Decided, ...]:
        """Every decision issued, oldest first."""
        return tuple(self._decided.values())

    def _issue(self, body: Order) -> dict[str, Any]:
        with self._desk.memory.alone():
            known = self._decided.get(body.record_number)
            if known is not None and known.application_number == body.application_number:
                return known.told()
            if known is not None:
                raise Refused(409, "record_decided")
            person = self._desk.memory.get(body.id_number, "no_such_person")
            capture = _open(person, body.record_number)
            if capture.disputed:
                raise Refused(409, "record_disputed")
            self._decided[body.record_number] = made = self._decide(person, capture, body)
        self._desk.changed()
        return made.told()

    def _decide(self, person: Person, capture: CaptureRecord, order: Order) -> Decided:
        """The record goes, the decision comes, the points are added: whoever asks next sees all of it."""
        today = self._desk.memory.clock.now().date()
        number = f"{capture.agency_code[:6]}{today:%y}{next(self._numbers):08d}"
        decision = DecisionRecord(
            decision_number=number,
            plate=capture.vehicle.plate,
            code=capture.code,
            decided_on=today,
            points=order.points,
            fine_fen=order.fine_fen,
            paid=order.fine_fen == 0,  # a warning: there is nothing to pay
        )
        left = tuple(one for one in person.captures if one is not capture)
        licence = person.licence and replace(person.licence, points=person.licence.points + order.points)
        self._desk.memory.change(replace(person, captures=left, decisions=(*person.decisions, decision), licence=licence))
        return Decided(order.application_number, person.number, decision, licence.points if licence else order.points)

    def _dispute(self, body: Dispute) -> dict[str, Any]:
        with self._desk.memory.alone():
            if self._disputed.get(body.record_number) == body.application_number:
                return {"disputed": True}
            person = self._owner(body.record_number)
            if _open(person, body.record_number).disputed:
                raise Refused(409, "record_disputed")
            self._disputed[body.record_number] = body.application_number
            self._mark(person, body.record_number, disputed=True)
        self._desk.changed()
        return {"disputed": True}

    def _answer_dispute(self, body: DisputeAnswer) -> dict[str, Any]:
        with self._desk.memory.alone():
            if self._disputed.get(body.record_number) != body.application_number:
                raise Refused(409, "not_disputed_by_this_application")
            person = next((one for one in self._desk.memory.everybody() if _has(one, body.record_number)), None)
            if person is not None and body.upheld:
                left = tuple(one for one in person.captures if one.record_number != body.record_number)
                self._desk.memory.change(replace(person, captures=left))
            elif person is not None:
                self._mark(person, body.record_number, disputed=False)
        self._desk.changed()
        return {"upheld": body.upheld}

    def _owner(self, record_number: str) -> Person:
        person = next((one for one in self._desk.memory.everybody() if _has(one, record_number)), None)
        if person is None:
            raise Refused(409, "record_not_open")
        return person

    def _mark(self, person: Person, record_number: str, *, disputed: bool) -> None:
        captures = tuple(
            replace(one, disputed=disputed) if one.record_number == record_number else one for one in person.captures
        )
        self._desk.memory.change(replace(person, captures=captures))


def _has(person: Person, record_number: str) -> bool:
    return any(one.record_number == record_number for one in person.captures)


def _open(person: Person, record_number: str) -> CaptureRecord:
    found = next((one for one in person.captures if one.record_number == record_number), None)
    if found is None:
        raise Refused(409, "record_not_open")
    return found
