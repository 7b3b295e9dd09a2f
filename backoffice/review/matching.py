"""Opens both sides of a case, what was entered and what the registry said, and compares them."""

from datetime import timedelta

from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.registry.port import SNAPSHOT, RegistryRecord
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import Comparison, ComparisonRow
from backoffice.review.destination import Destination, fill_in
from backoffice.review.models import Case
from domain.wire import v1


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
    pending = cases.same_business_pending(work, case.service, body.applicant.number, before=case)
    given = Comparison(
        body,
        record,
        work.office.terms[case.service],
        work.now.date(),
        same_business_pending=pending,
        regions=work.office.regions,
    )
    return DESKS[case.service].compare(given)


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
    if work.now - case.registry_taken_at > timedelta(minutes=work.office.settings.review.registry_fresh_minutes):
        raise Refused(Reason.REGISTRY_STALE)
