"""Contact changes at the office: what is compared, and how a change is filed, with or without a clerk.

By itself a change is filed where the machine knew the face, the phone was proven by a code and nothing stands against it;
everything else waits for a clerk, who sees old beside new. Whoever has the number of before is told, too: a thief who changes
somebody's phone would otherwise be the only one who knows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.jobs.steps import NOTHING, once
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import SYSTEM, Office, Work
from backoffice.partners import PartnerRefused
from backoffice.refusals import Reason, Refused
from backoffice.registry.orders import ContactOrder
from backoffice.registry.port import Contact, RegistryRecord
from backoffice.review import cases
from backoffice.review.comparison import Comparison, ComparisonRow, Verdict, agree_or
from backoffice.review.destination import fill_in
from backoffice.review.models import Case, EventKind
from backoffice.violations.services import is_match
from domain.addresses import is_deliverable
from domain.application import ApplicationStatus
from domain.contacts import is_email, is_postcode
from domain.reasons import ReasonCode
from domain.wire import declarations, v1

_S = ApplicationStatus

CONTACT_ITEMS = frozenset({"phone", "contact_address", "email", "postcode", "employer"})
"""What may differ: that is what the change is about."""

CORRECTABLE: Mapping[str, ReasonCode] = {
    "phone_proven": ReasonCode.PHONE,
    "contact_address": ReasonCode.ADDRESS,
    "email": ReasonCode.DATA,
    "postcode": ReasonCode.DATA,
    "document_valid_to": ReasonCode.ID_EXPIRED,
    "person": ReasonCode.FACE,
}

MakeOrder = Callable[[Work, v1.ApplicationBody, object, RegistryRecord], ContactOrder]


@dataclass(frozen=True)
class Filing:
    """What is different between the two services: what is ordered, and which contact data it replaces."""

    order: MakeOrder
    before: Callable[[RegistryRecord], Contact | None]


def document_row(given: Comparison, refused: list[ReasonCode]) -> ComparisonRow:
    """Return the row of the identity document's last day."""
    valid_to = given.body.applicant.valid_to.isoformat() if given.body.applicant.valid_to else None
    expired = ReasonCode.ID_EXPIRED if ReasonCode.ID_EXPIRED in refused else None
    return ComparisonRow("document_valid_to", valid_to, None, Verdict.MISMATCH if expired else Verdict.AGREE, expired)


def known_row(key: str, value: str | None, reason: ReasonCode | None = None) -> ComparisonRow:
    """Return a row that only the registry has something to say in; `reason` stands against an approval."""
    return ComparisonRow(key, None, value, Verdict.MISMATCH if reason else Verdict.REGISTRY_ONLY, reason)


def pending_row(given: Comparison, refused: list[ReasonCode]) -> ComparisonRow:
    """Return the row of the same business pending."""
    twice = ReasonCode.DUPLICATE if ReasonCode.DUPLICATE in refused else None
    return known_row("same_business", "1" if given.same_business_pending else "0", twice)


def contact_rows(given: Comparison, before: Contact | None, employer: str | None = None) -> tuple[ComparisonRow, ...]:
    """Return old beside new. `employer`: None where none has to be filed."""
    declaration = given.declaration
    email, postcode = getattr(declaration, "email", ""), getattr(declaration, "postcode", "")
    old = before or Contact("", "")
    rows = (
        _proven(given),
        agree_or(Verdict.CHANGED, "phone", given.body.delivery.phone, old.phone or None),
        _address(given, old),
        _optional("email", email, old.email, sound=not email or is_email(email)),
        _optional("postcode", postcode, old.postcode, sound=not postcode or is_postcode(postcode)),
    )
    if employer is None:
        return rows
    return (*rows, _optional("employer", employer, old.employer, sound=bool(employer.strip())))


def _proven(given: Comparison) -> ComparisonRow:
    proven = given.phone_proven
    reason = None if proven else ReasonCode.PHONE
    return ComparisonRow("phone_proven", "1" if proven else "0", None, Verdict.AGREE if proven else Verdict.MISMATCH, reason)


def _address(given: Comparison, old: Contact) -> ComparisonRow:
    entered = fill_in(given.body.delivery, given.record, given.regions).address
    if not is_deliverable(entered):
        return ComparisonRow("contact_address", entered or None, old.address or None, Verdict.MISMATCH, ReasonCode.ADDRESS)
    return agree_or(Verdict.CHANGED, "contact_address", entered, old.address or None)


def _optional(key: str, entered: str, old: str, *, sound: bool) -> ComparisonRow:
    if not sound:
        return ComparisonRow(key, entered or None, old or None, Verdict.MISMATCH, ReasonCode.DATA)
    return agree_or(Verdict.CHANGED, key, entered or None, old or None)


def file_at_once(filing: Filing) -> Callable[[Office, str], None]:
    """Return the errand of a contact change: right after intake, and again when a clerk has approved; idempotent."""

    def run(office: Office, number: str) -> None:
        from backoffice.review import desk  # it knows the desks of all services, and this is one of them

        with office.reading() as work:
            status = cases.get_case(work.session, number).status
        if status is _S.ACCEPTED:
            desk.refresh_registry(office, SYSTEM, number)
            _file(office, number, filing, _S.ACCEPTED)
        elif status is _S.APPROVED:
            _file(office, number, filing, _S.APPROVED)

    return run


def nothing_stands_against(case: Case, body: v1.ApplicationBody, rows: tuple[ComparisonRow, ...]) -> bool:
    """Tell whether no clerk is needed: the face matched, and nothing differs but what is to be changed."""
    if case.decision_waits or case.claimed_by is not None or body.face is None or not is_match(body.face):
        return False
    return all(row.verdict is not Verdict.MISMATCH for row in rows) and all(
        row.key in CONTACT_ITEMS for row in rows if row.verdict is Verdict.CHANGED
    )


def _file(office: Office, number: str, filing: Filing, status: ApplicationStatus) -> None:
    """File what stands in the application if it still is in `status` and may be; then complete the case."""
    from backoffice.review.matching import compare_now, find_record  # as above

    with office.reading() as work:
        case = cases.get_case(work.session, number)
        body, record = cases.get_body(work, number), find_record(work, number)
        if record is None:
            raise Refused(Reason.REGISTRY_MISSING)
        if status is _S.ACCEPTED and not nothing_stands_against(case, body, compare_now(work, case)):
            return
        order = filing.order(work, body, declarations.read_of(body.service, body.declaration), record)
    try:
        once(office, number, "contact", partial(office.registry.file_contact, order), NOTHING)
    except PartnerRefused:
        raise Refused(Reason.PARTNER_REFUSED) from None
    with office.writing(SYSTEM) as work:
        _complete(work, number, filing.before(record))


def _complete(work: Work, number: str, before: Contact | None) -> None:
    """Write it down once: a clerk may have taken the case meanwhile; what he decides then files the same once more."""
    case = cases.get_case_alone(work.session, number)
    if case.status not in (_S.ACCEPTED, _S.APPROVED):
        return
    cases.advance(work, case, _S.COMPLETED, EventKind.COMPLETED)
    body = cases.get_body(work, number)
    notices.queue(work, case, body, NoticeKind.CONTACT_CHANGED)
    if before is not None and before.phone and before.phone != body.delivery.phone:
        notices.queue(work, case, body, NoticeKind.CONTACT_LEFT, phone=before.phone)
    errands.finish(work.session, ErrandKind.REGISTRY_SNAPSHOT, number)
