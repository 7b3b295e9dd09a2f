"""Truck passes: issued once a clerk has approved, found by number or code, revoked with a reason."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.documents.store import keep_document
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import SYSTEM, Office, Work
from backoffice.passes import codes
from backoffice.passes.codes import PassCodeInvalid, PassKeys, PassPayload
from backoffice.passes.models import IssuedPass, RevokedFor
from backoffice.passes.papers import make_pass_paper
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from backoffice.staff.scope import within
from domain.application import ApplicationStatus
from domain.rules.truck_pass import Declaration
from domain.services import ServiceSlug, own_of
from domain.truck_passes import TruckTerms
from domain.wire.v1 import ApplicationBody

if TYPE_CHECKING:
    from backoffice.review.comparison import Given

_S = ApplicationStatus
DIGITS = 6
SEALED_AS = "truck-pass"
CHECKERS = (Role.REVIEWER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Standing:
    """A pass as it stands on a day."""

    row: IssuedPass
    payload: PassPayload = field(repr=False)
    state: str  # valid, not_yet, ended, revoked


def issue(office: Office, number: str) -> None:
    """Issue the pass of an approved application, once; nothing to do in every other status."""
    from backoffice.review.matching import given_for  # it knows the desks of all services, and passes serve one of them

    with office.reading() as work:
        case = cases.get_case(work.session, number)
        if case.status is not _S.APPROVED:
            return
        given = given_for(work, case)
        payload = _payload(work, given)
        text = codes.sign(payload, PassKeys(office.settings.keys_dir))
    paper = make_pass_paper(office, given.body, payload, text)
    with office.writing(SYSTEM) as work:
        case = cases.get_case_alone(work.session, number)
        if case.status is not _S.APPROVED:
            return
        _enter(work, case, payload, text)
        keep_document(work, number, paper)
        cases.advance(work, case, _S.COMPLETED, EventKind.COMPLETED)
        told = notices.Told(pass_number=payload.number, valid=f"{payload.valid_from:%m-%d}~{payload.valid_until:%m-%d}")
        notices.queue(work, case, given.body, NoticeKind.TRUCK_PASS, told)


def _payload(work: Work, given: "Given") -> PassPayload:
    declaration, vehicle = given.declaration, given.vehicle
    if not isinstance(declaration, Declaration) or vehicle is None:
        raise Refused(Reason.REGISTRY_MISSING)
    terms = own_of(work.office.terms[ServiceSlug.TRUCK_PASS], TruckTerms)
    return PassPayload(
        number=_new_number(work),
        plate=vehicle.plate,
        plate_kind=vehicle.plate_kind,
        kind=declaration.kind,
        valid_from=declaration.begins_on,
        valid_until=last_day(declaration),
        windows=tuple(terms.hours_of(window) for window in declaration.windows),
        roads=declaration.roads,
        application_sha256=_hash_of(given.body),
    )


def last_day(declaration: Declaration) -> date:
    """Return the last day on which the pass holds; of days that no calendar has, the last there is."""
    try:
        return declaration.begins_on + timedelta(days=declaration.days - 1)
    except OverflowError:
        return date.max


def _hash_of(body: ApplicationBody) -> str:
    return hashlib.sha256(body.model_dump_json(include={"number", "service", "declaration"}).encode()).hexdigest()


def _new_number(work: Work) -> str:
    """Return a number that nobody can count on from another one: TP, the day, six random digits."""
    while True:
        number = f"TP{work.now:%y%m%d}{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        if work.session.get(IssuedPass, number) is None:
            return number


def _enter(work: Work, case: Case, payload: PassPayload, text: str) -> None:
    work.session.add(
        IssuedPass(
            number=payload.number,
            case_number=case.number,
            kind=payload.kind,
            plate_hash=plate_hash(work, payload.plate_kind, payload.plate),
            valid_from=payload.valid_from,
            valid_until=payload.valid_until,
            issued_at=work.now,
            sealed=evidence.seal_text(work, case.number, SEALED_AS, text),
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
    )
    audit.record(work, "truck_pass.issued", case.number, (payload.kind,))


def plate_hash(work: Work, plate_kind: str, plate: str) -> str:
    """Return what a truck is looked up by."""
    return work.office.vault.person_hash(f"plate|{plate_kind}|{plate}")


def outcome_codes(work: Work, number: str) -> dict[str, str]:
    """Return number and QR text for the terminal of the citizen; nothing before it was issued."""
    row = work.session.scalar(select(IssuedPass).where(IssuedPass.case_number == number))
    if row is None:
        return {}
    return {"pass_number": row.number, "pass_qr": evidence.open_text(work, number, SEALED_AS, row.sealed)}


def look_up(work: Work, typed: str) -> Standing | None:
    """Return the pass of a number or of a scanned code, of whatever district; audited. None: not one of this office.

    Raises Refused(role_missing), :class:`PassCodeInvalid` for a code that was not signed here as it stands.
    """
    if work.actor != SYSTEM:
        work.actor.require(*CHECKERS)
    text = typed.strip()
    keys = PassKeys(work.office.settings.keys_dir).public()
    number = codes.verify(text, keys).number if "." in text else text.upper()
    row = work.session.get(IssuedPass, number)
    audit.record(work, "truck_pass.looked_up", row.case_number if row else "", ("found" if row else "unknown",))
    if row is None:
        return None
    kept = evidence.open_text(work, row.case_number, SEALED_AS, row.sealed)
    if "." in text and kept != text:
        raise PassCodeInvalid("signature")
    payload = codes.verify(kept, keys)
    return Standing(row, payload, _state(row, work.now.date()))


def _state(row: IssuedPass, today: date) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if today < row.valid_from:
        return "not_yet"
    return "valid" if today <= row.valid_until else "ended"


def revoke(work: Work, number: str, reason: RevokedFor) -> IssuedPass:
    """Revoke a pass of the own districts, for good; once more changes nothing. Raises Refused(role_missing, not_found)."""
    staff = work.actor.require(*CHECKERS)
    row = work.session.get(IssuedPass, number, with_for_update={"of": IssuedPass})
    if row is None:
        raise Refused(Reason.NOT_FOUND)
    cases.require_in_scope(work, row.case)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by, row.revoked_for = work.now, staff.id, reason
        audit.record(work, "truck_pass.revoked", row.case_number, (reason.value,))
    return row


def list_newest(work: Work, most: int = 40) -> list[IssuedPass]:
    """Return the passes that were issued last, of the districts of who looks."""
    newest = select(IssuedPass).join(IssuedPass.case).order_by(IssuedPass.issued_at.desc()).limit(most)
    if work.actor.staff is not None:
        newest = newest.where(within(work.actor.staff, Case.district))
    return list(work.session.scalars(newest))
