"""What the clerk compares for every service on a driving licence, and the order to make one.

Each refusal that the rules of `domain/rules/<slug>.py` find stands in a row: a mismatch with its code. One that no row of the
service is meant for stands in a row of its own, so that nothing a rule forbids can be approved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from backoffice.registry.orders import LicenceOrder, Reissue
from backoffice.registry.port import Registry
from backoffice.review.comparison import Comparison, ComparisonRow, Given, Verdict, agree_or
from backoffice.review.destination import fill_in, registered_address
from backoffice.review.facts import facts_of
from domain.addresses import AddressSource, is_deliverable
from domain.licence_photo import ATTACHMENT
from domain.licences import DrivingLicence, LicenceState
from domain.reasons import ReasonCode
from domain.rules.facts import Facts
from domain.rules.licence_renewal import TEST_FROM_AGE, age_of, valid_to_after
from domain.rules.rule import Rule, refusals
from domain.wire import v1

Codes = Sequence[ReasonCode]
Why = Literal["loss", "damage", "expiry", "overage"]

OF_STATES = (ReasonCode.STATE, ReasonCode.LOCKED, ReasonCode.OTHER_SERVICE)
OF_CLASSES = (ReasonCode.AGE, ReasonCode.CLASS)

CORRECTABLE = {
    "phone": ReasonCode.DATA,
    "delivery_address": ReasonCode.ADDRESS,
    "recipient": ReasonCode.ADDRESS,
    "document_valid_to": ReasonCode.ID_EXPIRED,
    "photo": ReasonCode.PHOTO,
    "person": ReasonCode.FACE,
}


def facts_for(given: Comparison) -> Facts:
    """Return the facts that the rules look at."""
    applicant = given.body.applicant
    facts = facts_of(given.record, given.today, applicant.valid_to, applicant.birth, pending=given.same_business_pending)
    return replace(facts, declaration=given.declaration)


def compare_licence(
    given: Comparison, rules: Iterable[Rule], own: Sequence[ComparisonRow] = (), reason: str | None = None
) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them.

    `own`: what the service adds after the licence; `reason`: what was declared, as the desk words it beside the states.
    """
    refused = [refusal.code for refusal in refusals(rules, facts_for(given), given.terms)]
    rows = _rows(given, refused, own, reason)
    shown = {row.reason for row in rows}
    missing = next((code for code in refused if code not in shown), None)
    return (*rows, ComparisonRow("rules", None, None, Verdict.MISMATCH, missing)) if missing else rows


def _rows(given: Comparison, refused: Codes, own: Sequence[ComparisonRow], reason: str | None) -> tuple[ComparisonRow, ...]:
    licence = given.record.licence
    if licence is None:
        return (*_identity_without_licence(given), *_gaps(given, refused), *_delivery(given))
    return (
        *_identity(given, licence, refused),
        *_licence(licence, refused, reason),
        *_gaps(given, refused),
        *_photo(given),
        *own,
        *_office_knowledge(given, refused),
        agree_or(Verdict.CHANGED, "phone", given.body.delivery.phone, given.record.phone),
        agree_or(Verdict.CHANGED, "address", given.body.applicant.address, licence.address),
        *_delivery(given),
    )


def _photo(given: Comparison) -> tuple[ComparisonRow, ...]:
    """A photograph that was taken, they say, and never came: the licence would be made with the old one."""
    came = any(attachment.kind == ATTACHMENT for attachment in given.body.attachments)
    missing = getattr(given.declaration, "photo", None) == "taken" and not came
    return (ComparisonRow("photo", None, None, Verdict.MISMATCH, ReasonCode.PHOTO),) if missing else ()


# -- what a renewal adds ------------------------------------------------------------------------------------------------------


def renewal_rows(given: Comparison, rules: Iterable[Rule], *, renewed: bool = True) -> tuple[ComparisonRow, ...]:
    """Return medical certificate, ability test, what is open, and until when the new licence is valid where it is `renewed`."""
    facts, licence = facts_for(given), given.record.licence
    refused = [refusal.code for refusal in refusals(rules, facts, given.terms)]
    rows = [_medical(given, refused)]
    if (age_of(facts) or 0) >= TEST_FROM_AGE or ReasonCode.ABILITY in refused:
        test = given.record.ability_test
        rows.append(known("ability_test", test.passed_on.isoformat() if test else None, _first(refused, (ReasonCode.ABILITY,))))
    if licence is None:
        return tuple(rows)
    for key, state, code in (
        ("open_violations", LicenceState.VIOLATION_PENDING, ReasonCode.VIOLATION),
        ("open_accidents", LicenceState.ACCIDENT_PENDING, ReasonCode.ACCIDENT),
    ):
        rows.append(known(key, "1" if state in licence.states else "0", _first(refused, (code,))))
    if renewed:
        until = valid_to_after(licence)
        rows.append(known("valid_to_after", until.isoformat() if until else None))
    return tuple(rows)


def _medical(given: Comparison, refused: Codes) -> ComparisonRow:
    medical = given.record.medical
    value = f"{medical.issued_on.isoformat()}　{medical.classes}" if medical else None
    return known("medical", value, _first(refused, (ReasonCode.MEDICAL,)))


# -- rows ---------------------------------------------------------------------------------------------------------------------


def known(key: str, value: str | None, reason: ReasonCode | None = None) -> ComparisonRow:
    """Return a row of what only the registry says, or what stands against it."""
    return ComparisonRow(key, None, value, Verdict.MISMATCH if reason else Verdict.REGISTRY_ONLY, reason)


def _first(refused: Codes, meant: Iterable[ReasonCode]) -> ReasonCode | None:
    return next((code for code in refused if code in meant), None)


def _identity_without_licence(given: Comparison) -> tuple[ComparisonRow, ...]:
    applicant = given.body.applicant
    code = ReasonCode.REGISTRY if given.record.gaps else ReasonCode.NO_LICENCE
    return (
        ComparisonRow("name", applicant.name, None, Verdict.MISMATCH, code),
        ComparisonRow("licence_number", applicant.number, None, Verdict.MISMATCH, code),
    )


def _identity(given: Comparison, licence: DrivingLicence, refused: Codes) -> tuple[ComparisonRow, ...]:
    applicant = given.body.applicant
    expired = _first(refused, (ReasonCode.ID_EXPIRED,))
    valid_to = applicant.valid_to.isoformat() if applicant.valid_to else None
    return (
        _name(applicant, licence),
        agree_or(Verdict.MISMATCH, "licence_number", applicant.number, licence.number, ReasonCode.DATA),
        ComparisonRow("document_valid_to", valid_to, None, Verdict.MISMATCH if expired else Verdict.AGREE, expired),
    )


def _name(applicant: v1.Applicant, licence: DrivingLicence) -> ComparisonRow:
    """Compare the names; a character the reader could not decode is a person's to accept, not the machine's to refuse."""
    doubtful = applicant.doubtful and len(applicant.name) == len(licence.holder)
    return agree_or(Verdict.CHANGED if doubtful else Verdict.MISMATCH, "name", applicant.name, licence.holder, ReasonCode.DATA)


def _licence(licence: DrivingLicence, refused: Codes, reason: str | None) -> tuple[ComparisonRow, ...]:
    state = _first(refused, OF_STATES)
    valid_to = licence.valid_to.isoformat() if licence.valid_to else None
    return (
        known("archive_number", licence.archive_number, _first(refused, (ReasonCode.OUT_OF_AREA,))),
        known("classes", licence.classes, _first(refused, OF_CLASSES)),
        known("first_issued", licence.first_issued.isoformat()),
        known("valid_to", valid_to, _first(refused, (ReasonCode.WINDOW,))),
        ComparisonRow("states", reason, letters(licence), Verdict.MISMATCH if state else Verdict.AGREE, state),
        known("points", str(licence.points), _first(refused, (ReasonCode.POINTS,))),
    )


def _gaps(given: Comparison, refused: Codes) -> tuple[ComparisonRow, ...]:
    """Return what nobody understands of the registry's answer, by the names of the fields."""
    code = _first(refused, (ReasonCode.REGISTRY,))
    return (known("registry_gaps", " ".join(facts_for(given).gaps), code),) if code else ()


def letters(licence: DrivingLicence) -> str:
    """Return the states as the registry writes them, in alphabetical order."""
    return "".join(state.value for state in LicenceState if state in licence.states)


def _office_knowledge(given: Comparison, refused: Codes) -> tuple[ComparisonRow, ...]:
    return (
        known("reissues", str(len(given.record.reissues)), _first(refused, (ReasonCode.REISSUE_LIMIT,))),
        known("same_business", "1" if given.same_business_pending else "0", _first(refused, (ReasonCode.DUPLICATE,))),
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
    is_known = destination.address in (given.body.applicant.address, registered)
    moved = wish.source is AddressSource.REGISTRY and destination.region_code != wish.region_code  # not the district shown
    verdict = Verdict.AGREE if is_known and not moved else Verdict.CHANGED
    return ComparisonRow("delivery_address", destination.address, registered, verdict)


# -- the order ----------------------------------------------------------------------------------------------------------------


def licence_order(registry: Registry, given: Given, reason: Why, classes: str | None = None) -> Reissue:
    """Ask the registry to make the licence; its number is the ID number (GA 482)."""
    body = given.body
    return registry.make_licence(
        LicenceOrder(body.number, body.applicant.number, reason, classes=classes, photo=given.photo),
    )
