"""What the list of violations shows: rows, filters, totals. Pure functions over the office's answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.clock import SHANGHAI
from domain.wire.v1_violations import LicenceStanding, OwnVehicle, UnpaidDecision, Violation, ViolationAnswer
from kiosk.flow.screen_state import Json

ON_LICENCE = "licence"
Row = Violation | UnpaidDecision


def id_of(row: Row) -> str:
    """Return the record's or decision's number."""
    return row.record_number if isinstance(row, Violation) else row.decision_number


def is_empty(answer: ViolationAnswer) -> bool:
    """Tell whether nothing at all is open."""
    return not (answer.violations or answer.decisions)


def rows_of(answer: ViolationAnswer, chosen: str | None) -> list[Row]:
    """Return what is open under the filter `chosen` (a plate, ``licence`` or None): records newest first, then decisions."""
    own = {vehicle.plate for vehicle in answer.vehicles}
    records: list[Row] = [*sorted(answer.violations, key=lambda record: record.captured_at, reverse=True)]
    decisions: list[Row] = [*sorted(answer.decisions, key=lambda decision: decision.decided_on, reverse=True)]
    rows = records + decisions
    if chosen is None:
        return rows
    return [row for row in rows if (row.plate not in own if chosen == ON_LICENCE else row.plate == chosen)]


def filters_of(answer: ViolationAnswer) -> list[Json]:
    """Return what can be chosen: everything, each own vehicle, the licence (what is open with other vehicles)."""
    found: list[Json] = [{"key": "all", "plate": "", "plate_kind": "", "count": len(rows_of(answer, None))}]
    found += [
        {
            "key": vehicle.plate,
            "plate": vehicle.plate,
            "plate_kind": vehicle.plate_kind,
            "count": len(rows_of(answer, vehicle.plate)),
        }
        for vehicle in answer.vehicles
    ]
    others = len(rows_of(answer, ON_LICENCE))
    if answer.licence or others:
        found.append({"key": ON_LICENCE, "plate": "", "plate_kind": "", "count": others})
    return found


def may_choose(answer: ViolationAnswer, key: str) -> bool:
    """Tell whether `key` is one of the filters."""
    return key in {ON_LICENCE, *(vehicle.plate for vehicle in answer.vehicles)}


def totals(rows: Sequence[Row]) -> dict[str, Json]:
    """Return fines (with surcharges) and points of `rows`. What the office does not know is left out, and said so."""
    records = [row for row in rows if isinstance(row, Violation)]
    decisions = [row for row in rows if isinstance(row, UnpaidDecision)]
    fines = sum(record.fine_fen or 0 for record in records)
    return {
        "total_fine_fen": fines + sum(decision.fine_fen + decision.surcharge_fen for decision in decisions),
        "total_points": sum(record.points or 0 for record in records),
        "total_is_least": any(record.fine_fen is None or record.points is None for record in records),
    }


def shown(row: Row, kinds: Mapping[str, str]) -> dict[str, Json]:
    """Return one row for the screen; `kinds` knows the plate kinds of the own vehicles."""
    return _record(row) if isinstance(row, Violation) else _decision(row, kinds.get(row.plate, ""))


def plate_kinds(answer: ViolationAnswer) -> dict[str, str]:
    """Return the plate kind of every plate that the answer names one for."""
    known = {record.plate: record.plate_kind for record in answer.violations}
    return known | {vehicle.plate: vehicle.plate_kind for vehicle in answer.vehicles}


def shown_licence(licence: LicenceStanding | None) -> Json:
    """Return the own licence for the screen."""
    if licence is None:
        return None
    return {
        "number": licence.number,
        "classes": licence.classes,
        "states": [state.value for state in licence.states],
        "points": licence.points,
        "points_limit": licence.points_limit,
        "valid_to": licence.valid_to.isoformat() if licence.valid_to else None,
    }


def shown_vehicle(vehicle: OwnVehicle, answer: ViolationAnswer) -> dict[str, Json]:
    """Return one own vehicle for the screen."""
    return {
        "plate": vehicle.plate,
        "plate_kind": vehicle.plate_kind,
        "states": [state.value for state in vehicle.states],
        "inspection_valid_to": vehicle.inspection_valid_to.isoformat() if vehicle.inspection_valid_to else None,
        "violations": sum(record.plate == vehicle.plate for record in answer.violations),
    }


def minute(moment: datetime) -> str:
    """Return a moment as people here read it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _record(record: Violation) -> dict[str, Json]:
    return {
        "id": record.record_number,
        "kind": "record",
        "plate": record.plate,
        "plate_kind": record.plate_kind,
        "at": minute(record.captured_at),
        "place": record.place,
        "code": record.code,
        "text": record.text,
        "points": record.points,
        "fine_fen": record.fine_fen,
        "bars": [bar.value for bar in record.bars],
        "pictures": record.pictures,
        "provision": record.provision,
        "basis": record.basis,
        "agency": record.agency,
        "surcharge_fen": None,
        "pay_until": None,
        "days_late": None,
    }


def _decision(decision: UnpaidDecision, plate_kind: str) -> dict[str, Json]:
    return {
        "id": decision.decision_number,
        "kind": "decision",
        "plate": decision.plate,
        "plate_kind": plate_kind,
        "at": decision.decided_on.isoformat(),
        "place": "",
        "code": decision.code,
        "text": decision.text,
        "points": decision.points,
        "fine_fen": decision.fine_fen,
        "bars": [],
        "pictures": 0,
        "provision": "",
        "basis": "",
        "agency": "",
        "surcharge_fen": decision.surcharge_fen,
        "pay_until": decision.pay_until.isoformat(),
        "days_late": decision.days_late,
    }
