"""驾驶证遗失补证: what the clerk compares, and what production makes.

Basis: 机动车驾驶证申领和使用规定 (公安部令第162号, amended by 172号) §69; the rules themselves are in
`domain/rules/driver_licence_reissue_loss.py` and every refusal they find stands in a row here.
"""

from backoffice.registry.port import Registry, Reissue
from backoffice.review.comparison import Comparison, ComparisonRow, ServiceDesk, Verdict, agree_or
from backoffice.review.destination import fill_in, registered_address
from domain.addresses import AddressSource, is_deliverable
from domain.licences import DrivingLicence, LicenceState
from domain.reasons import ReasonCode
from domain.rules import driver_licence_reissue_loss as rules
from domain.rules.facts import LicenceFacts
from domain.wire import v1

STATE_CODES = frozenset({ReasonCode.STATE, ReasonCode.LOCKED, ReasonCode.OTHER_SERVICE})

CORRECTABLE = {
    "phone": ReasonCode.DATA,
    "delivery_address": ReasonCode.ADDRESS,
    "recipient": ReasonCode.ADDRESS,
    "document_valid_to": ReasonCode.ID_EXPIRED,
    "photo": ReasonCode.PHOTO,
    "person": ReasonCode.FACE,
}


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    refused = [refusal.code for refusal in rules.refusals(_facts(given), given.terms)]
    licence = given.record.licence
    if licence is None:
        return (*_identity_without_licence(given), *_delivery(given))
    return (
        *_identity(given, licence, refused),
        *_licence(given, licence, refused),
        *_office_knowledge(given, refused),
        agree_or(Verdict.CHANGED, "phone", given.body.delivery.phone, given.record.phone),
        agree_or(Verdict.CHANGED, "address", given.body.applicant.address, licence.address),
        *_delivery(given),
    )


def _facts(given: Comparison) -> LicenceFacts:
    return LicenceFacts(
        today=given.today,
        document_valid_to=given.body.applicant.valid_to,
        licence=given.record.licence,
        same_business_pending=given.same_business_pending,
        reissues=given.record.reissues,
    )


def _identity_without_licence(given: Comparison) -> tuple[ComparisonRow, ...]:
    applicant = given.body.applicant
    return (
        ComparisonRow("name", applicant.name, None, Verdict.MISMATCH, ReasonCode.NO_LICENCE),
        ComparisonRow("licence_number", applicant.number, None, Verdict.MISMATCH, ReasonCode.NO_LICENCE),
    )


def _identity(given: Comparison, licence: DrivingLicence, refused: list[ReasonCode]) -> tuple[ComparisonRow, ...]:
    applicant = given.body.applicant
    expired = ReasonCode.ID_EXPIRED in refused
    valid_to = applicant.valid_to.isoformat() if applicant.valid_to else None
    return (
        _name(applicant, licence),
        agree_or(Verdict.MISMATCH, "licence_number", applicant.number, licence.number, ReasonCode.DATA),
        ComparisonRow(
            "document_valid_to",
            valid_to,
            None,
            Verdict.MISMATCH if expired else Verdict.AGREE,
            ReasonCode.ID_EXPIRED if expired else None,
        ),
    )


def _name(applicant: v1.Applicant, licence: DrivingLicence) -> ComparisonRow:
    """Compare the names; a character the reader could not decode is a person's to accept, not the machine's to refuse."""
    doubtful = applicant.doubtful and len(applicant.name) == len(licence.holder)
    return agree_or(Verdict.CHANGED if doubtful else Verdict.MISMATCH, "name", applicant.name, licence.holder, ReasonCode.DATA)


def _licence(given: Comparison, licence: DrivingLicence, refused: list[ReasonCode]) -> tuple[ComparisonRow, ...]:
    state = next((code for code in refused if code in STATE_CODES), None)
    elsewhere = ReasonCode.OUT_OF_AREA if ReasonCode.OUT_OF_AREA in refused else None
    return (
        _known("archive_number", licence.archive_number, elsewhere),
        _known("classes", licence.classes, None),
        _known("first_issued", licence.first_issued.isoformat(), None),
        _known("valid_to", licence.valid_to.isoformat() if licence.valid_to else None, None),
        ComparisonRow(
            "states", given.body.declaration.reason, letters(licence), Verdict.MISMATCH if state else Verdict.AGREE, state
        ),
        _known("points", str(licence.points), None),
    )


def _known(key: str, value: str | None, reason: ReasonCode | None) -> ComparisonRow:
    return ComparisonRow(key, None, value, Verdict.MISMATCH if reason else Verdict.REGISTRY_ONLY, reason)


def letters(licence: DrivingLicence) -> str:
    """Return the states as the registry writes them, in alphabetical order."""
    return "".join(state.value for state in LicenceState if state in licence.states)


def _office_knowledge(given: Comparison, refused: list[ReasonCode]) -> tuple[ComparisonRow, ...]:
    often = ReasonCode.REISSUE_LIMIT if ReasonCode.REISSUE_LIMIT in refused else None
    twice = ReasonCode.DUPLICATE if ReasonCode.DUPLICATE in refused else None
    return (
        _known("reissues", str(len(given.record.reissues)), often),
        _known("same_business", "1" if given.same_business_pending else "0", twice),
    )


def _delivery(given: Comparison) -> tuple[ComparisonRow, ...]:
    delivery, applicant = given.body.delivery, given.body.applicant
    return (agree_or(Verdict.CHANGED, "recipient", delivery.recipient, applicant.name), _address(given))


def _address(given: Comparison) -> ComparisonRow:
    """Compare where the letter goes; a registered address is that of the registry, and the clerk sees what became of it."""
    wish, registered = given.body.delivery, registered_address(given.record) or None
    destination = fill_in(wish, given.record, given.regions)
    if not is_deliverable(destination.address):
        return ComparisonRow("delivery_address", destination.address or None, registered, Verdict.MISMATCH, ReasonCode.ADDRESS)
    known = destination.address in (given.body.applicant.address, registered)
    moved = wish.source is AddressSource.REGISTRY and destination.region_code != wish.region_code  # not the district shown
    verdict = Verdict.AGREE if known and not moved else Verdict.CHANGED
    return ComparisonRow("delivery_address", destination.address, registered, verdict)


def order(registry: Registry, body: v1.ApplicationBody) -> Reissue:
    """Ask the registry to re-issue the licence; its number is the ID number (GA 482)."""
    return registry.reissue_licence(body.applicant.number, body.number)


DESK = ServiceDesk(compare=compare, correctable=CORRECTABLE, order=order)
