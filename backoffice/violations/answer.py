"""Makes the answer from what the registry says: an overview for everybody, the whole only for who was verified. No I/O."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from backoffice.registry.port import OpenViolations
from backoffice.violations.book import Rulebook
from domain.clock import SHANGHAI
from domain.licences import DrivingLicence
from domain.people import mask_number
from domain.rules import fine_payment, violation_handling
from domain.rules.violation_handling import HandlingFacts
from domain.vehicles import Vehicle, mask_plate
from domain.violations import PenaltyDecision, ViolationRecord
from domain.wire import v1_violations

Key = tuple[str, str]  # plate and its kind: the plate alone is not unique


@dataclass(frozen=True)
class Standing:
    """What the registry says of one person at a moment. Its repr shows nothing."""

    now: datetime
    vehicles: tuple[Vehicle, ...] = field(repr=False)
    violations: OpenViolations = field(repr=False)
    licence: DrivingLicence | None = field(repr=False, default=None)

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    @property
    def understood(self) -> list[Vehicle]:
        """Own vehicles that can be shown; one with gaps only stands against its records."""
        return [vehicle for vehicle in self.vehicles if not vehicle.gaps]

    @property
    def unpaid(self) -> list[PenaltyDecision]:
        """Decisions whose fine is not paid, newest first."""
        open_ones = (decision for decision in self.violations.decisions if not decision.paid)
        return sorted(open_ones, key=lambda decision: (decision.decided_on, decision.decision_number), reverse=True)


def overview(standing: Standing) -> v1_violations.ViolationAnswer:
    """Return what may be said before the face is verified: masked plates and counts."""
    return v1_violations.ViolationAnswer(
        verified=False, as_of=standing.now, overview=_overview(standing), unpaid=len(standing.unpaid)
    )


def whole(standing: Standing, book: Rulebook, ticket: str | None) -> v1_violations.ViolationAnswer:
    """Return everything, newest first, with what stands against handling each record at a terminal."""
    own = {(vehicle.plate, vehicle.plate_kind): vehicle for vehicle in standing.vehicles}
    newest_first = sorted(standing.violations.records, key=lambda one: (one.captured_at, one.record_number), reverse=True)
    return v1_violations.ViolationAnswer(
        verified=True,
        as_of=standing.now,
        overview=_overview(standing),
        unpaid=len(standing.unpaid),
        licence=_licence(standing.licence, book) if standing.licence else None,
        vehicles=[_vehicle(vehicle) for vehicle in standing.understood],
        violations=[_violation(record, own, standing, book) for record in newest_first],
        decisions=[unpaid_decision(decision, standing.today, book) for decision in standing.unpaid],
        ticket=ticket,
    )


def _overview(standing: Standing) -> list[v1_violations.VehicleOverview]:
    """Count by vehicle: the own ones first, also those without any; then plates of records that are not (or no longer) own."""
    counts = Counter((record.plate, record.plate_kind) for record in standing.violations.records)
    own = [(vehicle.plate, vehicle.plate_kind) for vehicle in standing.understood]
    return [v1_violations.VehicleOverview(plate=mask_plate(key[0]), violations=counts[key]) for key in _once([*own, *counts])]


def _once(keys: Iterable[Key]) -> Iterable[Key]:
    return dict.fromkeys(keys)


def _licence(licence: DrivingLicence, book: Rulebook) -> v1_violations.LicenceStanding:
    return v1_violations.LicenceStanding(
        number=mask_number(licence.number),
        classes=licence.classes,
        states=sorted(licence.states),
        points=licence.points,
        points_limit=book.terms.handling.points_limit,
        valid_to=licence.valid_to,
    )


def _vehicle(vehicle: Vehicle) -> v1_violations.OwnVehicle:
    return v1_violations.OwnVehicle(
        plate=vehicle.plate,
        plate_kind=vehicle.plate_kind,
        owner_kind=vehicle.owner_kind,
        states=sorted(vehicle.states),
        inspection_valid_to=vehicle.inspection_valid_to,
    )


def _violation(record: ViolationRecord, own: dict[Key, Vehicle], standing: Standing, book: Rulebook) -> v1_violations.Violation:
    penalty = book.codes.penalty_of(record)
    vehicle = own.get((record.plate, record.plate_kind))
    facts = HandlingFacts(standing.today, record, penalty, vehicle, standing.licence)
    return v1_violations.Violation(
        record_number=record.record_number,
        plate=record.plate,
        plate_kind=record.plate_kind,
        captured_at=record.captured_at.astimezone(SHANGHAI),
        place=record.place,
        code=record.code,
        text=penalty.text,
        points=penalty.points,
        fine_fen=penalty.fine_fen,
        provision=penalty.provision,
        basis=penalty.basis,
        agency=record.agency,
        pictures=record.pictures,
        bars=violation_handling.bars(facts, book.terms.handling),
    )


def unpaid_decision(decision: PenaltyDecision, today: date, book: Rulebook) -> v1_violations.UnpaidDecision:
    """Return what an unpaid decision costs today."""
    last_day = fine_payment.pay_until(decision.decided_on, book.terms.payment, book.calendar)
    late = fine_payment.days_late(last_day, today)
    return v1_violations.UnpaidDecision(
        decision_number=decision.decision_number,
        plate=decision.plate,
        code=decision.code,
        text=book.codes.text_on(decision.code, decision.decided_on),
        decided_on=decision.decided_on,
        points=decision.points,
        fine_fen=decision.fine_fen,
        pay_until=last_day,
        surcharge_fen=fine_payment.surcharge_fen(decision.fine_fen, late, book.terms.payment),
        days_late=late,
    )
