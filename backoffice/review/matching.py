"""Opens both sides of a case, what was entered and what the registry said, and compares them."""

from datetime import datetime, timedelta

from backoffice.intake.handles import find_by_handle
from backoffice.notices import phone_codes
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.registry.port import SNAPSHOT, RegistryRecord
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind
from backoffice.review import cases
from backoffice.review.attachments import find_attachment
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import Comparison, ComparisonRow, Given
from backoffice.review.destination import Destination, fill_in
from backoffice.review.models import Case
from backoffice.review.pending import pending_handles
from domain.licence_photo import ATTACHMENT
from domain.vehicles import Vehicle
from domain.wire import declarations, v1


def find_record(work: Work, number: str) -> RegistryRecord | None:
    """Return what the registry said last; None when it has not been asked successfully."""
    plain = evidence.find(work, number, EvidenceKind.REGISTRY)
    return SNAPSHOT.validate_json(plain) if plain is not None else None


def find_destination(work: Work, number: str) -> Destination:
    """Open both sides and return where the letter goes; raises Refused(address_missing, evidence_gone)."""
    destination = fill_in(cases.get_body(work, number).delivery, find_record(work, number), work.office.regions)
    if not destination.address.strip():
        raise Refused(Reason.ADDRESS_MISSING)
    return destination


def compare(work: Work, case: Case, body: v1.ApplicationBody, record: RegistryRecord | None) -> tuple[ComparisonRow, ...]:
    """Compare entered and registry for the case's service; nothing to compare before the registry has answered."""
    if record is None:
        return ()
    declaration = declarations.read_of(case.service, body.declaration)
    pending = _is_pending(work, case, body, declaration)
    given = Comparison(
        body,
        record,
        work.office.terms[case.service],
        work.now.date(),
        same_business_pending=pending,
        declaration=declaration,
        vehicle=_vehicle(work, body, declaration, record),
        chosen_vehicles=_vehicles(work, body, declaration, record),
        phone_proven=phone_codes.is_proven(work, case.number, body.delivery.phone),
        regions=work.office.regions,
    )
    return DESKS[case.service].compare(given)


def _is_pending(work: Work, case: Case, body: v1.ApplicationBody, declaration: object) -> bool:
    """Tell whether the same was pending before this case came in: for the same vehicle, where it is about one."""
    number, handle = body.applicant.number, getattr(declaration, "vehicle", None)
    if handle is None:
        return cases.same_business_pending(work, case.service, number, before=case)
    return handle in pending_handles(work, case.service, number, before=case)


def given_for(work: Work, case: Case) -> Given:
    """Open what production needs; raises Refused(registry_missing, evidence_gone)."""
    record = find_record(work, case.number)
    if record is None:
        raise Refused(Reason.REGISTRY_MISSING)
    body = cases.get_body(work, case.number)
    declaration = declarations.read_of(case.service, body.declaration)
    photo = find_attachment(work, case.number, ATTACHMENT)
    vehicle, terms = _vehicle(work, body, declaration, record), work.office.terms[case.service]
    return Given(body, declaration, record, vehicle, photo, terms)


def _vehicle(work: Work, body: v1.ApplicationBody, declaration: object, record: RegistryRecord) -> Vehicle | None:
    """Return the vehicle that the declaration names by its handle (field `vehicle`); None when there is none such."""
    handle: str | None = getattr(declaration, "vehicle", None)
    return find_by_handle(work.office.vault, body.applicant.number, record.vehicles, handle)


def find_vehicle(work: Work, case: Case, record: RegistryRecord | None) -> Vehicle | None:
    """Return the own vehicle that a case is about; None where it is about none, or the registry has none such."""
    if record is None:
        return None
    body = cases.get_body(work, case.number)
    return _vehicle(work, body, declarations.read_of(case.service, body.declaration), record)


def _vehicles(work: Work, body: v1.ApplicationBody, declaration: object, record: RegistryRecord) -> tuple[Vehicle, ...]:
    """Return the vehicles that the declaration names by their handles (field `vehicles`), as far as there are such."""
    handles: tuple[str, ...] = getattr(declaration, "vehicles", ())
    found = (find_by_handle(work.office.vault, body.applicant.number, record.vehicles, handle) for handle in handles)
    return tuple(dict.fromkeys(vehicle for vehicle in found if vehicle is not None))


def compare_now(work: Work, case: Case) -> tuple[ComparisonRow, ...]:
    """Open both sides and compare them; raises Refused(registry_missing)."""
    record = find_record(work, case.number)
    if record is None:
        raise Refused(Reason.REGISTRY_MISSING)
    return compare(work, case, cases.get_body(work, case.number), record)


def require_fresh(work: Work, case: Case) -> None:
    """Raise Refused(registry_missing) or, when the answer is too old to decide on, Refused(registry_stale)."""
    if case.registry_taken_at is None:
        raise Refused(Reason.REGISTRY_MISSING)
    if work.now > _fresh_until(work, case.registry_taken_at):
        raise Refused(Reason.REGISTRY_STALE)


def fresh_seconds(work: Work, case: Case) -> int:
    """Return for how long the registry's answer may still be decided on; 0: it is too old, or there is none."""
    if case.registry_taken_at is None:
        return 0
    return max(int((_fresh_until(work, case.registry_taken_at) - work.now).total_seconds()), 0)


def _fresh_until(work: Work, taken_at: datetime) -> datetime:
    return taken_at + timedelta(minutes=work.office.settings.review.registry_fresh_minutes)
