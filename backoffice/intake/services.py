"""Takes one sealed application in: exactly once, whatever the line does."""

import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pybase64
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backoffice.audit import services as audit
from backoffice.database import insert_rows
from backoffice.fleet.problems import TerminalRefusal
from backoffice.intake.attachments import require_pictures
from backoffice.intake.keys import SealingKeys, face_keys
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.intake.unsealing import BodyUnreadable, unseal, unseal_faces
from backoffice.notices import phone_codes
from backoffice.office import Actor, Office, Work
from backoffice.payments import services as payments
from backoffice.recovery import epochs
from backoffice.refusals import Refused
from backoffice.retention import faces
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case
from domain.wire import declarations
from domain.wire.v1 import ApplicationBody, ApplicationReceipt, ProblemCode, SealedApplication
from domain.wire.v1_faces import FaceBody

TOLD: Mapping[str, ProblemCode] = {
    "hash_mismatch": ProblemCode.HASH_MISMATCH,
    "service_not_offered": ProblemCode.SERVICE_NOT_OFFERED,
    payments.MISSING: ProblemCode.PAYMENT_WRONG,
    payments.DIFFERS: ProblemCode.PAYMENT_WRONG,
    payments.ORDER_TAKEN: ProblemCode.PAYMENT_WRONG,
}
"""What the terminal is told of a body put aside; every other is `body_unreadable`."""


@dataclass(frozen=True)
class Parts:
    """The sealed bytes of one message."""

    body: bytes = field(repr=False)
    faces: bytes | None = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """The same, opened."""

    body: ApplicationBody
    faces: FaceBody | None


def receive(
    office: Office,
    keys: SealingKeys,
    terminal_id: str,
    key: UUID,
    message: SealedApplication,
    *,
    by: Actor | None = None,
) -> ApplicationReceipt:
    """Make a case of `message`, or recognise it; returns the receipt. `by`: a clerk who takes in what had been put aside.

    Raises :class:`backoffice.fleet.problems.TerminalRefusal`: 422 for another body under a known key, for what cannot be
    read, for a service without a desk and for a fee that was not paid as the body says (all kept in quarantine), 409 for a
    number known under another key.
    """
    parts = Parts(_decoded(message.sealed), _decoded(message.faces.sealed) if message.faces else None)
    known = _find_receipt(office, terminal_id, key, message)
    if known:
        return known
    try:
        body = _opened(keys, terminal_id, message, parts.body)
        live = _opened_faces(office, terminal_id, message, parts.faces)
        _require_desk(office, body)
        require_pictures(body.attachments)
        _require_paid(office, body, message)
        return _create_once(office, terminal_id, key, message, Opened(body, live), by or _as_terminal(terminal_id))
    except BodyUnreadable as unreadable:
        _quarantine(office, terminal_id, key, message, parts, unreadable.why)
        raise TerminalRefusal(422, _code_of(unreadable)) from None


def _decoded(text: str) -> bytes:
    try:
        return pybase64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise TerminalRefusal(422, ProblemCode.MESSAGE_INVALID) from None


def _opened(keys: SealingKeys, terminal_id: str, message: SealedApplication, sealed: bytes) -> ApplicationBody:
    if hashlib.sha256(sealed).hexdigest() != message.sealed_sha256:
        raise BodyUnreadable("hash_mismatch")
    return unseal(keys, terminal_id, message, sealed)


def _opened_faces(office: Office, terminal_id: str, message: SealedApplication, sealed: bytes | None) -> FaceBody | None:
    if message.faces is None or sealed is None:
        return None
    if hashlib.sha256(sealed).hexdigest() != message.faces.sealed_sha256:
        raise BodyUnreadable("hash_mismatch")
    return unseal_faces(face_keys(office.settings.keys_dir), terminal_id, message, sealed)


def _face_hash(message: SealedApplication) -> str | None:
    return message.faces.sealed_sha256 if message.faces else None


def _require_desk(office: Office, body: ApplicationBody) -> None:
    """A newer terminal may lodge what this office does not do yet: kept, and taken after the office's update."""
    if body.service not in DESKS or body.service not in office.terms:
        raise BodyUnreadable("service_not_offered")
    try:
        declarations.read_of(body.service, body.declaration)
    except declarations.DeclarationInvalid:
        raise BodyUnreadable("form_unknown") from None


def _require_paid(office: Office, body: ApplicationBody, message: SealedApplication) -> None:
    """Money was taken, or should have been: what does not fit is looked at by staff, never guessed."""
    with office.database.glancing() as line:
        why = payments.reason_against(line, body, message.payment)
    if why is not None:
        raise BodyUnreadable(why)


def _code_of(unreadable: BodyUnreadable) -> ProblemCode:
    return TOLD.get(unreadable.why, ProblemCode.BODY_UNREADABLE)


def _find_receipt(office: Office, terminal_id: str, key: UUID, message: SealedApplication) -> ApplicationReceipt | None:
    with office.database.glancing() as line:
        if not line.scalar(_SEEN, {"number": message.number, "key": key}):
            return None
    with office.reading() as work:
        return _known(work.session, terminal_id, key, message)


_SEEN = select(
    select(Case.id).where(Case.number == bindparam("number")).exists()
    | select(Lodgement.number).where(Lodgement.idempotency_key == bindparam("key")).exists()
)
"""Whether the office has heard of a number or a key at all: the answer is no nearly always."""


def _known(session: Session, terminal_id: str, key: UUID, message: SealedApplication) -> ApplicationReceipt | None:
    """Return the receipt given before; raises :class:`TerminalRefusal` when key or number belong to something else.

    The case is looked for before the key: both are committed together, so whoever sees the case then sees its key, too, even
    where each query sees the newest state (PostgreSQL).
    """
    case = cases.find_case(session, message.number)
    lodgement = session.get(Lodgement, key)
    if lodgement is None:
        if case is not None:
            raise TerminalRefusal(409, ProblemCode.NUMBER_TAKEN)
        return None
    told = (lodgement.terminal_id, lodgement.number, lodgement.sealed_sha256, lodgement.face_sha256)
    if told != (terminal_id, message.number, message.sealed_sha256, _face_hash(message)) or not _same_payment(session, message):
        raise TerminalRefusal(422, ProblemCode.KEY_REUSED)
    return _receipt(cases.get_case(session, lodgement.number), replayed=True)


def _same_payment(session: Session, message: SealedApplication) -> bool:
    payment = payments.find_payment(session, message.number)
    return message.payment == (payments.told_of(payment) if payment else None)


def _create_once(
    office: Office, terminal_id: str, key: UUID, message: SealedApplication, opened: Opened, by: Actor
) -> ApplicationReceipt:
    try:
        return _create(office, terminal_id, key, message, opened, by)
    except (IntegrityError, Refused):  # another request with the same key, number or order was first
        known = _find_receipt(office, terminal_id, key, message)
        if known is None:
            _require_paid(office, opened.body, message)
            raise
        return known


def _create(
    office: Office, terminal_id: str, key: UUID, message: SealedApplication, opened: Opened, by: Actor
) -> ApplicationReceipt:
    """Store first, outside of the transaction, so that nobody waits for this one's disk; then everything else at once."""
    stored = cases.store_evidence(office, opened.body)
    shown = faces.store(office, message.number, opened.faces) if opened.faces else None
    with office.writing(by) as work:
        received_at = epochs.received_at(work.session, work.now, message.lodged_at, message.receipt_said)
        case = cases.create_from_application(work, terminal_id, opened.body, received_at, stored)
        ticket = opened.body.declaration.get("ticket")
        if isinstance(ticket, str):
            phone_codes.bind(work, opened.body, ticket)  # where it proves nothing a clerk sees it
        if shown is not None:
            faces.add(work, message.number, shown)
        if message.payment is not None:
            payments.post(work, message.number, terminal_id, message.payment)
        insert_rows(work.session, Lodgement, _lodgement(work, terminal_id, key, message))
        codes = () if received_at == work.now else ("sent_again",)
        audit.record(work, "application.received", message.number, codes)
        return _receipt(case, replayed=False)


def _as_terminal(terminal_id: str) -> Actor:
    return Actor(f"terminal:{terminal_id}")


def _lodgement(work: Work, terminal_id: str, key: UUID, message: SealedApplication) -> dict[str, object]:
    return {
        "idempotency_key": key,
        "number": message.number,
        "terminal_id": terminal_id,
        "sealed_sha256": message.sealed_sha256,
        "face_sha256": _face_hash(message),
        "lodged_at": message.lodged_at,
        "received_at": work.now,
    }


def _receipt(case: Case, *, replayed: bool) -> ApplicationReceipt:
    return ApplicationReceipt(
        number=case.number, status=case.status, received_at=case.received_at, due_date=case.due_date, replayed=replayed
    )


def _quarantine(office: Office, terminal_id: str, key: UUID, message: SealedApplication, parts: Parts, why: str) -> None:
    digest = hashlib.sha256(parts.body).hexdigest()
    with office.writing(_as_terminal(terminal_id)) as work:
        if _is_quarantined(work, key, digest):
            return
        work.session.add(
            Quarantined(
                idempotency_key=key,
                body_sha256=digest,
                number=message.number,
                service=message.service.value,
                terminal_id=terminal_id,
                key_id=message.key_id,
                why=why,
                sealed=parts.body,
                face_key_id=message.faces.key_id if message.faces else None,
                sealed_faces=parts.faces,
                payment=message.payment.model_dump_json() if message.payment else None,
                received_at=work.now,
            )
        )
        audit.record(work, "application.quarantined", subject=message.number, codes=(why,))


def _is_quarantined(work: Work, key: UUID, digest: str) -> bool:
    found = select(Quarantined.id).where(Quarantined.idempotency_key == key, Quarantined.body_sha256 == digest)
    return work.session.scalar(found) is not None
