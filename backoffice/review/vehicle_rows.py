"""What a clerk compares, what is made and what comes back, for the four services that make a vehicle's licence or plates anew.

Basis: 机动车登记规定 (公安部令第164号) §51, §52. The rules are in `domain/rules/vehicle_documents.py`; every refusal they find
stands in a row here. Of a licence the whole is made, of plates the whole set: what is left of the old ones comes back.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from backoffice.registry.orders import Reissue, VehicleOrder
from backoffice.registry.port import Registry
from backoffice.review.comparison import Comparison, ComparisonRow, Given, Verdict, WorkOrder, agree_or
from backoffice.review.contact_filing import document_row, known_row
from backoffice.review.destination import fill_in
from backoffice.review.facts import facts_of
from domain.addresses import is_deliverable
from domain.reasons import ReasonCode
from domain.rules.catalogue import find_rules
from domain.rules.plates import PlateTerms, declarable, plates_of
from domain.services import ServiceTerms, own_of
from domain.vehicles import Vehicle, VehicleState

Reason = Literal["lost", "stolen", "destroyed", "damaged"]

PAGES = ("main", "copy")
BOTH = "both"
LOST = frozenset({"lost", "stolen", "destroyed"})
ORDERED: Mapping[str, Reason] = {"lost": "lost", "stolen": "stolen", "destroyed": "destroyed"}  # all else is damage

CORRECTABLE = {
    "phone": ReasonCode.DATA,
    "delivery_address": ReasonCode.ADDRESS,
    "recipient": ReasonCode.ADDRESS,
    "document_valid_to": ReasonCode.ID_EXPIRED,
    "person": ReasonCode.FACE,
}
CORRECTABLE_WITH_PICTURE = {**CORRECTABLE, "damaged_plate": ReasonCode.DOCUMENT}


# -- comparing ----------------------------------------------------------------------------------------------------------------


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    refused = _refused(given)
    identity = (_name(given), document_row(given, [*refused.values()]))
    if given.vehicle is None:
        gone = refused.get("has_vehicle", ReasonCode.REGISTRY)
        return (*identity, ComparisonRow("plate", None, None, Verdict.MISMATCH, gone), *_declared(given), *_delivery(given))
    return (
        *identity,
        *_vehicle(given.vehicle, refused),
        *_declared(given),
        *_office_knowledge(given, refused),
        *_delivery(given),
    )


def _refused(given: Comparison) -> dict[str, ReasonCode]:
    """Return the code that each rule refuses with, by the rule's name."""
    rules = find_rules(given.terms.slug)
    applicant = given.body.applicant
    facts = facts_of(given.record, given.today, applicant.valid_to, applicant.birth, pending=given.same_business_pending)
    facts = replace(facts, vehicle=given.vehicle, declaration=given.declaration)
    asked = [rule for rule in rules.rules if rule.of == "person" or facts.vehicle] if rules else []
    found = {rule.name: rule.check(facts, given.terms) for rule in asked}
    return {name: refusal.code for name, refusal in found.items() if refusal}


def _name(given: Comparison) -> ComparisonRow:
    """Compare the name with the licence's; the register of vehicles is asked by number and names nobody, then a clerk looks."""
    applicant, licence = given.body.applicant, given.record.licence
    holder = licence.holder if licence else None
    doubtful = holder is None or (applicant.doubtful and len(applicant.name) == len(holder))
    return agree_or(Verdict.CHANGED if doubtful else Verdict.MISMATCH, "name", applicant.name, holder, ReasonCode.DATA)


def _vehicle(vehicle: Vehicle, refused: Mapping[str, ReasonCode]) -> tuple[ComparisonRow, ...]:
    state = refused.get("in_force") or refused.get("not_held")
    inspected = vehicle.inspection_valid_to.isoformat() if vehicle.inspection_valid_to else None
    return (
        known_row("plate", vehicle.plate, refused.get("vehicle_sound")),
        known_row("plate_kind", vehicle.plate_kind or None, refused.get("kind_served")),
        known_row("registered_area", vehicle.registered_area or None, refused.get("registered_here")),
        known_row("owner_kind", vehicle.owner_kind, refused.get("individual_owner")),
        known_row("vin", vehicle.vin or None),
        known_row("model", vehicle.model or None),
        known_row("vehicle_states", letters(vehicle), state),
        known_row("mortgaged", None if vehicle.mortgaged is None else "1" if vehicle.mortgaged else "0"),
        known_row("inspection_valid_to", inspected),
    )


def letters(vehicle: Vehicle) -> str:
    """Return the states as the registry writes them, in alphabetical order."""
    return "".join(state.value for state in VehicleState if state in vehicle.states)


def _declared(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return what was declared; parts that this kind of plate does not have are a mismatch."""
    declaration: Any = given.declaration
    kind = given.vehicle.plate_kind if given.vehicle else ""
    fits = given.vehicle is None or declaration.parts in _declarable(kind, given.terms)
    verdict, reason = (Verdict.AGREE, None) if fits else (Verdict.MISMATCH, ReasonCode.DATA)
    rows = (
        ComparisonRow("declared_reason", declaration.reason, None, Verdict.AGREE),
        ComparisonRow("declared_parts", declaration.parts, None, verdict, reason),
    )
    wanted = getattr(declaration, "temporary_plate", None)
    temporary = () if wanted is None else (ComparisonRow("temporary_plate", "1" if wanted else "0", None, Verdict.AGREE),)
    return (*rows, *temporary)


def _declarable(kind: str, terms: ServiceTerms) -> tuple[str, ...]:
    return declarable(kind, terms.own) if isinstance(terms.own, PlateTerms) else (*PAGES, BOTH)


def _office_knowledge(given: Comparison, refused: Mapping[str, ReasonCode]) -> tuple[ComparisonRow, ...]:
    reissues = given.vehicle.reissues if given.vehicle else ()
    return (
        known_row("vehicle_reissues", None if reissues is None else str(len(reissues)), refused.get("not_too_often")),
        known_row("same_business", "1" if given.same_business_pending else "0", refused.get("not_pending")),
    )


def _delivery(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return where the letter goes and to whom; the terminal offers the card's address or has one entered."""
    delivery, applicant = given.body.delivery, given.body.applicant
    destination = fill_in(delivery, given.record, given.regions)
    recipient = agree_or(Verdict.CHANGED, "recipient", delivery.recipient, applicant.name)
    if not is_deliverable(destination.address):
        entered = destination.address or None
        return recipient, ComparisonRow("delivery_address", entered, None, Verdict.MISMATCH, ReasonCode.ADDRESS)
    known = destination.address == applicant.address
    verdict = Verdict.AGREE if known else Verdict.CHANGED
    return recipient, ComparisonRow("delivery_address", destination.address, applicant.address, verdict)


# -- making -------------------------------------------------------------------------------------------------------------------


def licence_to_make(given: Given) -> WorkOrder:
    """Return what is made of a vehicle licence, and which of its pages come back; raises :class:`LookupError`."""
    return _work_order(given, "vehicle_licence", PAGES)


def plates_to_make(given: Given) -> WorkOrder:
    """Return what is made of plates, and which of the old ones come back; raises :class:`LookupError`."""
    if given.terms is None:
        raise LookupError("nobody said which plates a kind has")
    kind = given.vehicle.plate_kind if given.vehicle else ""
    return _work_order(given, "plates", plates_of(kind, own_of(given.terms, PlateTerms)))


def _work_order(given: Given, document: Literal["vehicle_licence", "plates"], whole: tuple[str, ...]) -> WorkOrder:
    if given.vehicle is None:
        raise LookupError("the vehicle is not there any more")
    declaration: Any = given.declaration
    return WorkOrder(
        document=document,
        plate=given.vehicle.plate,
        plate_kind=given.vehicle.plate_kind,
        model=given.vehicle.model,
        parts=whole,
        temporary_plate=getattr(declaration, "temporary_plate", False),
        comes_back=tuple(part for part in whole if not _is_gone(declaration, part)),
    )


def _is_gone(declaration: Any, part: str) -> bool:
    return declaration.reason in LOST and declaration.parts in (part, BOTH)


def order_by(to_make: Callable[[Given], WorkOrder]) -> Callable[[Registry, Given], Reissue]:
    """Return what asks the registry for it."""

    def order(registry: Registry, given: Given) -> Reissue:
        declaration: Any = given.declaration
        wanted = to_make(given)
        return registry.make_vehicle_document(
            VehicleOrder(
                application_number=given.body.number,
                plate=wanted.plate,
                plate_kind=wanted.plate_kind,
                document=wanted.document,
                reason=ORDERED.get(declaration.reason, "damaged"),
                parts=wanted.parts,
                temporary_plate=wanted.temporary_plate,
            )
        )

    return order
