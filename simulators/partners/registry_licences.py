"""The register of driving licences: asked by ID number, and what is made anew by order of the office.

What is made anew is known so from then on: a new photograph, lower classes, a new period (机动车驾驶证申领和使用规定 §62: six
years, then ten, then for ever, unless a cycle ended with twelve points; counted from the end of the one before).
"""

import base64
import binascii
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any, Literal

from fastapi import FastAPI

from simulators.partners.gate import Body, Refused
from simulators.partners.registry_memory import Desk
from simulators.world.people import LicenceRecord, Person

FIRST_CERTIFICATE = 5_000_260_000_001  # 证芯编号, 13 digits


class Query(Body):
    """Which licence."""

    id_number: str


class Reissue(Body):
    """Which licence to re-issue, for which application."""

    number: str
    application_number: str
    reason: Literal["loss", "damage", "expiry", "overage"] = "loss"
    classes: str | None = None  # from now on; None: unchanged
    photo: str | None = None  # base64 JPEG; None: the one on file


@dataclass
class Issued:
    """One certificate that was made."""

    application_number: str
    number: str = field(repr=False)
    certificate_number: str = field(repr=False)
    issued_on: date
    renewed: bool = False  # it has a new period
    valid_to: date | None = None


class LicenceRegister:
    """Licences and the certificates issued since the last reset."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._issued: dict[str, Issued] = {}
        self._numbers = count(FIRST_CERTIFICATE)  # none is ever given twice, whatever is forgotten

    def mount(self, app: FastAPI) -> None:
        """Add its calls."""
        app.post("/v1/driver-licences/query")(self._query)
        app.post("/v1/driver-licences/reissue")(self._reissue)

    @property
    def issued(self) -> tuple[Issued, ...]:
        """Every certificate issued, oldest first."""
        with self._desk.memory.alone():
            return tuple(self._issued.values())

    def reset(self) -> None:
        """Forget every re-issue."""
        with self._desk.memory.alone():
            self._issued.clear()

    def _query(self, body: Query) -> dict[str, Any]:
        person = self._desk.memory.find(body.id_number)
        if person is None or person.licence is None:
            return {"found": False, "licence": None, "photo": None, "reissues": []}
        return {
            "found": True,
            "licence": {**_licence(person.licence), **person.licence.garbled},
            "photo": base64.b64encode(person.registry_photo).decode(),
            "reissues": [day.isoformat() for day in person.licence.reissues],
            **_papers(person.licence),
        }

    def _reissue(self, body: Reissue) -> dict[str, Any]:
        person = self._desk.memory.get(body.number, "no_such_licence")
        if person.licence is None:
            raise Refused(404, "no_such_licence")
        with self._desk.memory.alone():
            issued = self._issued.get(body.application_number) or self._issue(body, person, person.licence)
        if issued.number != body.number:
            raise Refused(409, "application_number_used_for_another_licence")
        self._desk.changed()
        made: dict[str, Any] = {"certificate_number": issued.certificate_number, "issued_on": issued.issued_on.isoformat()}
        renewed = {"valid_to": _written(issued.valid_to), "long_term": issued.valid_to is None}
        return made | renewed if issued.renewed else made

    def _issue(self, body: Reissue, person: Person, licence: LicenceRecord) -> Issued:
        today = self._desk.memory.clock.now().date()
        made = _made_anew(licence, body, today)
        self._desk.memory.change(replace(person, licence=made, new_photo=_picture(body.photo) or person.new_photo))
        issued = Issued(
            application_number=body.application_number,
            number=body.number,
            certificate_number=str(next(self._numbers)),
            issued_on=today,
            renewed=made.valid_from != licence.valid_from,
            valid_to=made.valid_to,
        )
        self._issued[body.application_number] = issued
        return issued


def _made_anew(licence: LicenceRecord, body: Reissue, today: date) -> LicenceRecord:
    """Return the licence as it is from now on."""
    made = replace(licence, classes=body.classes or licence.classes)
    if body.photo is not None:
        made = replace(made, photo_taken_on=today)
    if body.reason in {"loss", "damage"}:
        return replace(made, reissues=(*licence.reissues, today))
    over = licence.valid_to is not None and licence.valid_to < today
    return _renewed(made) if body.reason == "expiry" or over else made


def _renewed(licence: LicenceRecord) -> LicenceRecord:
    if licence.valid_to is None:
        return licence
    ten = licence.valid_to.year - licence.valid_from.year >= 10
    years: int | None = (10 if ten else 6) if licence.full_cycles else None if ten else 10
    end = _years_on(licence.valid_to, years) if years else None
    states = licence.states.replace("M", "") or "A"
    return replace(licence, valid_from=licence.valid_to, valid_to=end, states=states, full_cycles=0)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _picture(encoded: str | None) -> bytes | None:
    if encoded is None:
        return None
    try:
        picture = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise Refused(422, "photo_unreadable") from None
    if not picture.startswith(b"\xff\xd8\xff"):
        raise Refused(422, "photo_unreadable")
    return picture


def _papers(licence: LicenceRecord) -> dict[str, Any]:
    """Return what belongs to a licence beside it."""
    tested = licence.ability_tested_on
    return {
        "photo_taken_on": _written(licence.photo_taken_on),
        "medical": {"issued_on": licence.medical[0].isoformat(), "classes": licence.medical[1]} if licence.medical else None,
        "ability_test": {"passed_on": tested.isoformat()} if tested else None,
    }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _licence(record: LicenceRecord) -> dict[str, Any]:
    return {
        "number": record.number,
        "holder": record.holder,
        "archive_number": record.archive_number,
        "classes": record.classes,
        "states": record.states,
        "first_issued": record.first_issued.isoformat(),
        "valid_from": record.valid_from.isoformat(),
        "valid_to": _written(record.valid_to),
        "address": record.address,
        "points": record.points,
        "phone": record.phone,
        "extended_until": _written(record.extended_until),
        "full_cycles": record.full_cycles,
        "studied_on": _written(record.studied_on),
    }
