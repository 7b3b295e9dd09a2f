"""What was put aside at intake: looked at by staff, taken once its cause is gone. Nothing a citizen lodged is thrown away."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.fleet.models import Terminal
from backoffice.fleet.problems import TerminalRefusal
from backoffice.intake import services
from backoffice.intake.keys import SealingKeys
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.intake.unsealing import BodyUnreadable, open_kept
from backoffice.office import Actor, Office, Work
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role
from backoffice.staff.scope import may_see, within
from domain.services import ServiceSlug
from domain.wire.v1 import PaidFee, SealedApplication
from domain.wire.v1_faces import SealedFaces

KEEPERS = (Role.ACCEPTOR, Role.SUPERVISOR)
LONGEST = 200


@dataclass(frozen=True)
class PutAside:
    """One body that could not be taken; nothing of what it says."""

    quarantine_id: int
    number: str
    service: str
    terminal_id: str
    place: str
    why: str  # code
    paid: bool  # money was told of with it
    received_at: datetime


def list_quarantine(work: Work) -> list[PutAside]:
    """Return what is put aside and was not taken under the same key later, oldest first. Raises Refused(role_missing)."""
    staff = work.actor.require(*KEEPERS)
    taken = select(Lodgement.number).where(Lodgement.idempotency_key == Quarantined.idempotency_key)
    rows = (
        select(Quarantined, Terminal.place_zh)
        .join(Terminal, Terminal.terminal_id == Quarantined.terminal_id)
        .where(~taken.exists(), within(staff, Terminal.district))
        .order_by(Quarantined.id)
        .limit(LONGEST)
    )
    return [_put_aside(row, place) for row, place in work.session.execute(rows)]


def _put_aside(row: Quarantined, place: str) -> PutAside:
    paid = row.payment is not None
    return PutAside(row.id, row.number, row.service, row.terminal_id, place, row.why, paid, row.received_at)


def retake(office: Office, actor: Actor, quarantine_id: int) -> str:
    """Try to take one body again, as if its terminal had sent it anew; returns the number of its case.

    The case is received in the name of who does it: they accepted it by hand, and do not approve it (`Case.acceptors`).

    Raises Refused(role_missing, not_found, still_unreadable). Doing it twice makes one case: it goes by the key it came with.
    """
    actor.require(*KEEPERS)
    with office.reading(actor) as work:
        row = _get(work, quarantine_id)
    keys = SealingKeys(office.settings.keys_dir)
    try:
        message = _message_of(keys, row)
        receipt = services.receive(office, keys, row.terminal_id, row.idempotency_key, message, by=actor)
    except (BodyUnreadable, TerminalRefusal):
        raise Refused(Reason.STILL_UNREADABLE) from None
    with office.writing(actor) as work:
        audit.record(work, "application.retaken", receipt.number, (row.why,))
    return receipt.number


def _get(work: Work, quarantine_id: int) -> Quarantined:
    row = work.session.get(Quarantined, quarantine_id)
    terminal = work.session.get(Terminal, row.terminal_id) if row else None
    if row is None or terminal is None or work.actor.staff is None or not may_see(work.actor.staff, terminal.district):
        raise Refused(Reason.NOT_FOUND)
    return row


def _message_of(keys: SealingKeys, row: Quarantined) -> SealedApplication:
    """Return the message as it came; what its envelope told of the time is what the body says."""
    body = open_kept(keys, row)
    return SealedApplication(
        number=row.number,
        service=ServiceSlug(row.service),
        confirmed_at=body.confirmed_at,
        lodged_at=row.received_at,
        key_id=row.key_id,
        sealed=base64.b64encode(row.sealed).decode(),
        sealed_sha256=row.body_sha256,
        faces=_faces_of(row),
        payment=PaidFee.model_validate_json(row.payment) if row.payment else None,
    )


def _faces_of(row: Quarantined) -> SealedFaces | None:
    if row.face_key_id is None or row.sealed_faces is None:
        return None
    digest = hashlib.sha256(row.sealed_faces).hexdigest()
    return SealedFaces(key_id=row.face_key_id, sealed=base64.b64encode(row.sealed_faces).decode(), sealed_sha256=digest)
