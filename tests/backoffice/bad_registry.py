"""A sound world for every service, and every way to spoil one field of what the registry says of it."""

import copy
from dataclasses import dataclass
from typing import Any

from domain.services import ServiceSlug
from tests.backoffice.partners import Partners
from tests.backoffice.people import ADDRESS, NUMBER, PHONE, registry_answer
from tests.backoffice.violations.records import DECISION_NUMBER, decision, record, vehicle

S = ServiceSlug
ROW = {"registered_area": "500103", "axles": 2, "mass_kg": 4000, "energy": "B", "mortgaged": False, "scrap_by": None}
FULL_ROW = {**ROW, "vin": "LSVAB2BRXJ2100001", "model": "样本牌S6", "reissues": []}
CONTACT = {"phone": PHONE, "address": ADDRESS, "postcode": "400010", "email": "", "employer": ""}
LICENCE_OF: dict[ServiceSlug, dict[str, Any]] = {
    S.DRIVER_LICENCE_RENEW_EXPIRY: {"valid_from": "2020-12-31", "valid_to": "2026-12-31"},
    S.DRIVER_LICENCE_RENEW_OVERAGE: {"classes": "A1"},
}
BIRTH_OF = {S.DRIVER_LICENCE_RENEW_OVERAGE: "1961-01-01"}

DROP, NULL, TABLE, LIST, WORD = "missing", None, {"a": 1}, [7], "☃☃"
SPOILT = (DROP, NULL, TABLE, LIST, WORD)


@dataclass(frozen=True)
class Spoiling:
    """One field of one of the registry's tables, spoilt in one way."""

    table: str
    field: str
    value: Any

    def __str__(self) -> str:
        return f"{self.table}.{self.field}={self.value!r}"

    @property
    def leaves_out(self) -> bool:
        return self.value in (DROP, NULL)

    def spoil(self, known: Partners) -> None:
        rows = tables(known)[self.table]
        if self.value == DROP:
            rows.pop(self.field)
        else:
            rows[self.field] = copy.deepcopy(self.value)


def make(known: Partners, slug: ServiceSlug) -> None:
    """Let the registry know a person who passes for this service."""
    answer = registry_answer(full_cycles=0, studied_on=None, extended_until=None, **LICENCE_OF.get(slug, {}))
    papers = {
        "photo_taken_on": "2026-09-01",
        "medical": {"issued_on": "2026-11-01", "classes": "C1"},
        "ability_test": {"passed_on": "2026-10-01"},
        "contact": dict(CONTACT),
    }
    known.people[NUMBER] = {**answer, **papers}
    type_code = "H31" if slug is S.TRUCK_PASS else "K33"
    known.vehicles[NUMBER] = [vehicle(type=type_code, **copy.deepcopy(FULL_ROW))]
    known.violations[NUMBER] = {"records": [record(code="1117", points=1, fine_fen=10000)], "decisions": [decision()]}
    known.decisions[DECISION_NUMBER] = {"found": True, "decision": decision()}
    known.contacts[NUMBER] = {"driver": dict(CONTACT), "owner": dict(CONTACT)}


def tables(known: Partners) -> dict[str, dict[str, Any]]:
    """Return everything that the registry says, table by table."""
    person, violations, decided = known.people[NUMBER], known.violations[NUMBER], known.decisions[DECISION_NUMBER]
    return {
        "answer": person,
        "licence": person["licence"],
        "medical": person["medical"],
        "ability_test": person["ability_test"],
        "vehicle": known.vehicles[NUMBER][0],
        "violations": violations,
        "record": violations["records"][0],
        "decision": violations["decisions"][0],
        "found_decision": decided,
        "decision_by_number": decided["decision"],
        "contacts": known.contacts[NUMBER],
        "driver_contact": known.contacts[NUMBER]["driver"],
    }


def spoilings(known: Partners, *names: str) -> list[Spoiling]:
    """Return every way to spoil these tables."""
    sound = tables(known)
    return [Spoiling(name, key, value) for name in names for key in sound[name] for value in SPOILT]
