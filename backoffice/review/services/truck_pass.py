"""主城区货车通行证: what the clerk compares; once approved the pass is issued by itself (`backoffice/passes`)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from backoffice.passes.services import issue, last_day, outcome_codes
from backoffice.review.comparison import Comparison, ComparisonRow, ServiceDesk, Verdict, agree_or
from backoffice.review.contact_filing import document_row, known_row, pending_row
from backoffice.review.facts import facts_of
from domain.clock import SHANGHAI
from domain.reasons import ReasonCode
from domain.rules.rule import refusals
from domain.rules.truck_pass import RULES, Declaration
from domain.services import own_of
from domain.truck_passes import TruckTerms
from domain.vehicles import Vehicle, VehicleState
from domain.wire import declarations

CORRECTABLE = {
    "pass_papers": ReasonCode.DOCUMENT,
    "phone_proven": ReasonCode.PHONE,
    "document_valid_to": ReasonCode.ID_EXPIRED,
    "person": ReasonCode.FACE,
}
SUPPLIED = "pass_papers"  # the picture that answers a correction: which paper it is, the clerk sees
OF_THE_TRUCK = (ReasonCode.REGISTRY, ReasonCode.UNIT_OWNER, ReasonCode.VEHICLE_KIND)
OF_ITS_STATE = (ReasonCode.VEHICLE_STATE, ReasonCode.VIOLATION)


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    applicant = given.body.applicant
    facts = facts_of(given.record, given.today, applicant.valid_to, applicant.birth, pending=given.same_business_pending)
    refused = [refusal.code for refusal in refusals(RULES, replace(facts, vehicle=given.vehicle), given.terms)]
    return (
        *_name(given),
        document_row(given, refused),
        *_truck(given.vehicle, refused),
        pending_row(given, refused),
        *_wish(given),
    )


def _name(given: Comparison) -> tuple[ComparisonRow, ...]:
    applicant, licence = given.body.applicant, given.record.licence
    if licence is None and given.record.gaps:  # there may be one: nobody knows whose name it has
        return (ComparisonRow("name", applicant.name, None, Verdict.MISMATCH, ReasonCode.REGISTRY),)
    if licence is None:
        return (ComparisonRow("name", applicant.name, None, Verdict.AGREE),)
    differs = Verdict.CHANGED if applicant.doubtful else Verdict.MISMATCH
    return (agree_or(differs, "name", applicant.name, licence.holder, ReasonCode.DATA),)


def _truck(vehicle: Vehicle | None, refused: list[ReasonCode]) -> tuple[ComparisonRow, ...]:
    if vehicle is None:
        return (known_row("own_vehicles", None, ReasonCode.NO_VEHICLE),)
    letters = "".join(one.value for one in VehicleState if one in vehicle.states)
    return (
        known_row("own_vehicles", vehicle.plate, _first(OF_THE_TRUCK, refused)),
        known_row("truck_type", vehicle.type_code),
        known_row("truck_axles", str(vehicle.axles) if vehicle.axles is not None else None),
        known_row("truck_mass", str(vehicle.mass_kg) if vehicle.mass_kg is not None else None),
        known_row("truck_area", vehicle.registered_area or None, _first((ReasonCode.OUT_OF_AREA,), refused)),
        known_row("vehicle_states", letters, _first(OF_ITS_STATE, refused)),
    )


def _first(codes: tuple[ReasonCode, ...], refused: list[ReasonCode]) -> ReasonCode | None:
    return next((code for code in codes if code in refused), None)


def _wish(given: Comparison) -> tuple[ComparisonRow, ...]:
    """What is asked for, against configuration as it is now."""
    wish, terms = declarations.read(Declaration, given.body.declaration), own_of(given.terms, TruckTerms)
    kind = terms.find_kind(wish.kind)
    fits = kind is not None and given.vehicle is not None and kind.fits(given.vehicle)
    asked_on = given.body.confirmed_at.astimezone(SHANGHAI).date()
    soon = asked_on + timedelta(days=terms.begins_within_days + 1)
    long_enough = kind is not None and wish.days in terms.days and wish.days <= kind.longest_days
    in_time = asked_on <= wish.begins_on <= soon and last_day(wish) >= given.today
    within = kind is not None and _chosen(wish.windows, kind.windows)
    on_roads = _chosen(wish.roads, terms.roads)
    there = {attachment.kind for attachment in given.body.attachments}
    whole = kind is not None and (set(kind.documents) <= there or SUPPLIED in there)
    hours = " ".join(terms.hours_of(window) for window in wish.windows)
    return (
        _asked("pass_kind", wish.kind, ReasonCode.VEHICLE_KIND, holds=fits),
        _asked("pass_days", f"{wish.begins_on} {last_day(wish)}", ReasonCode.WINDOW, holds=long_enough and in_time),
        _asked("pass_hours", hours, ReasonCode.DATA, holds=within),
        _asked("pass_roads", " ".join(wish.roads), ReasonCode.DATA, holds=on_roads),
        _asked("pass_papers", str(len(there)), ReasonCode.DOCUMENT, holds=whole),
        _asked("phone_proven", "1" if given.phone_proven else "0", ReasonCode.PHONE, holds=given.phone_proven),
    )


def _chosen(some: Collection[str], offered: Collection[str]) -> bool:
    """Tell whether something was chosen, of what is offered, each once."""
    return 0 < len(some) == len(set(some)) and set(some) <= set(offered)


def _asked(key: str, value: str, reason: ReasonCode, *, holds: bool) -> ComparisonRow:
    return ComparisonRow(key, value, None, Verdict.AGREE if holds else Verdict.MISMATCH, None if holds else reason)


DESK = ServiceDesk(compare=compare, correctable=CORRECTABLE, at_once=issue, codes=outcome_codes, makes="truck_pass")
