"""The register of fines: decisions by number, and what was paid for them. One decision is paid once."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from fastapi import FastAPI
from pydantic import Field

from simulators.partners.gate import Body, Refused
from simulators.partners.registry_memory import Desk
from simulators.world.people import Person
from simulators.world.traffic import DecisionRecord

FIRST_VOUCHER = 5_000_260_001  # 财政电子票据号码, 10 digits


class DecisionQuery(Body):
    """Which decision."""

    decision_number: str = Field(pattern=r"^[0-9]{16}$")


class Payment(DecisionQuery):
    """A fine was paid."""

    application_number: str
    amount_fen: int = Field(gt=0)
    paid_on: date


@dataclass(frozen=True)
class Voucher:
    """The receipt of the treasury for one decision."""

    application_number: str
    decision_number: str = field(repr=False)
    amount_fen: int
    number: str = field(repr=False)
    check: str = field(repr=False)


class FineRegister:
    """Fines paid since the last reset."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vouchers: dict[str, Voucher] = {}  # by decision
        self._numbers = count(FIRST_VOUCHER)  # none is ever given twice, whatever is forgotten

    def mount(self, app: FastAPI) -> None:
        """Add its calls."""
        app.post("/v1/decisions/query")(self._query)
        app.post("/v1/fines/payment")(self._pay)

    def reset(self) -> None:
        """Forget every payment."""
        self._vouchers.clear()

    @property
    def vouchers(self) -> tuple[Voucher, ...]:
        """Every fine paid, oldest first."""
        return tuple(self._vouchers.values())

    def _query(self, body: DecisionQuery) -> dict[str, Any]:
        found = self._find(body.decision_number)
        return {"found": found is not None, "decision": _told(found[1]) if found else None}

    def _pay(self, body: Payment) -> dict[str, Any]:
        with self._desk.memory.alone():
            known = self._vouchers.get(body.decision_number)
            if known is not None and known.application_number == body.application_number:
                return {"voucher_number": known.number, "voucher_check": known.check, "fresh": True}
            found = self._find(body.decision_number)
            if found is None:
                raise Refused(404, "no_such_decision")
            person, decision = found
            if decision.paid:
                return {"voucher_number": "", "voucher_check": "", "fresh": False}
            if body.amount_fen < decision.fine_fen:
                raise Refused(422, "amount_too_small")
            voucher = self._enter(person, decision, body)
        self._desk.changed()
        return {"voucher_number": voucher.number, "voucher_check": voucher.check, "fresh": True}

    def _enter(self, person: Person, decision: DecisionRecord, body: Payment) -> Voucher:
        paid = tuple(replace(one, paid=True) if one is decision else one for one in person.decisions)
        self._desk.memory.change(replace(person, decisions=paid))
        number = next(self._numbers)
        voucher = Voucher(
            body.application_number, body.decision_number, body.amount_fen, str(number), f"{number * 7919 % 1000000:06d}"
        )
        self._vouchers[body.decision_number] = voucher
        return voucher

    def _find(self, decision_number: str) -> tuple[Person, DecisionRecord] | None:
        everybody = self._desk.memory.everybody()
        rows = ((person, one) for person in everybody for one in person.decisions)
        return next((row for row in rows if row[1].decision_number == decision_number), None)


def _told(record: DecisionRecord) -> dict[str, Any]:
    return {
        "decision_number": record.decision_number,
        "plate": record.plate,
        "code": record.code,
        "decided_on": record.decided_on.isoformat(),
        "points": record.points,
        "fine_fen": record.fine_fen,
        "paid": record.paid,
    }
