"""变更机动车所有人联系方式: old beside new, for the vehicles that were named (公安部令第164号 §23(3), §24(3))."""

from dataclasses import replace

from backoffice.intake.handles import find_by_handle
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.registry.orders import ContactOrder
from backoffice.registry.port import RegistryRecord
from backoffice.review.comparison import Comparison, ComparisonRow, ServiceDesk, Verdict, agree_or
from backoffice.review.contact_filing import (
    CORRECTABLE,
    Filing,
    contact_rows,
    document_row,
    file_at_once,
    known_row,
    pending_row,
)
from backoffice.review.destination import fill_in
from backoffice.review.facts import facts_of
from domain.reasons import ReasonCode
from domain.rules.contact_change_owner import RULES, Declaration
from domain.rules.facts import Facts
from domain.rules.rule import refusals
from domain.vehicles import Vehicle
from domain.wire import v1

GLUE = "、"


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    applicant = given.body.applicant
    facts = facts_of(given.record, given.today, applicant.valid_to, applicant.birth, pending=given.same_business_pending)
    refused = [refusal.code for refusal in refusals(RULES, facts, given.terms)]
    return (
        *_name(given),
        document_row(given, refused),
        _vehicles(given, facts),
        pending_row(given, refused),
        *contact_rows(given, given.record.owner_contact),
    )


def _name(given: Comparison) -> tuple[ComparisonRow, ...]:
    """The register of vehicles answers by ID number; a name is known where there is a licence."""
    applicant, licence = given.body.applicant, given.record.licence
    if licence is None and given.record.gaps:  # there may be one: nobody knows whose name it has
        return (ComparisonRow("name", applicant.name, None, Verdict.MISMATCH, ReasonCode.REGISTRY),)
    if licence is None:
        return (ComparisonRow("name", applicant.name, None, Verdict.AGREE),)
    differs = Verdict.CHANGED if applicant.doubtful else Verdict.MISMATCH
    return (agree_or(differs, "name", applicant.name, licence.holder, ReasonCode.DATA),)


def _vehicles(given: Comparison, facts: Facts) -> ComparisonRow:
    """Say what stands against any of the vehicles; one that is not there any more is a person's to look at."""
    named = given.chosen_vehicles
    if not named or len(named) != len(set(getattr(given.declaration, "vehicles", ()))):
        return known_row("own_vehicles", _plates(named), ReasonCode.NO_VEHICLE)
    own = [rule for rule in RULES if rule.of == "vehicle"]
    against = [refusals(own, replace(facts, vehicle=vehicle), given.terms) for vehicle in named]
    first = next((found[0].code for found in against if found), None)
    return known_row("own_vehicles", _plates(named), first)


def _plates(vehicles: tuple[Vehicle, ...]) -> str | None:
    return GLUE.join(vehicle.plate for vehicle in vehicles) or None


def order(work: Work, body: v1.ApplicationBody, declaration: object, record: RegistryRecord) -> ContactOrder:
    """Return what is filed; raises Refused(wrong_status) where a vehicle is not there any more."""
    if not isinstance(declaration, Declaration):
        raise TypeError(body.service)
    vault, number = work.office.vault, body.applicant.number
    found = [find_by_handle(vault, number, record.vehicles, handle) for handle in declaration.vehicles]
    vehicles = tuple((one.plate_kind, one.plate) for one in found if one is not None)
    if not vehicles or len(vehicles) != len(found):
        raise Refused(Reason.PARTNER_REFUSED)
    return ContactOrder(
        application_number=body.number,
        id_number=number,
        phone=body.delivery.phone,
        address=fill_in(body.delivery, record, work.office.regions).address,
        postcode=declaration.postcode,
        email=declaration.email,
        vehicles=vehicles,
    )


DESK = ServiceDesk(
    compare=compare,
    correctable=CORRECTABLE,
    at_once=file_at_once(Filing(order, lambda record: record.owner_contact)),
    makes="contact",
)
