"""What leaves the terminal: the body of an application, composed from a visit that has passed every step."""

import base64

from domain.clock import Clock
from domain.faces import IdentityCheck
from domain.people import IdDocument
from domain.texts import Language
from domain.wire import declarations
from domain.wire.v1 import Applicant, ApplicationBody, Consent, Signature
from kiosk.flow.contents import Matter
from kiosk.flow.devices import Rulebook
from kiosk.flow.plan import Plan
from kiosk.flow.visit import Visit
from kiosk.services.attachments import attachments
from kiosk.services.delivery import delivery
from kiosk.services.fees import fee_due

IDENTITY_NOTICES = ("face", "office_comparison")


def compose_body(visit: Visit, plan: Plan, rulebook: Rulebook, clock: Clock) -> ApplicationBody:
    """Return the body but for its number, terminal and order, which the durable act fills in.

    Raises :class:`LookupError` when a step was not done: that is a bug, never a citizen's mistake.
    """
    person, now = visit.person, clock.now()
    matter = Matter(visit, rulebook, now)
    if person.document is None:
        raise LookupError("no identity document was read")
    if plan.declaration is None:
        raise LookupError("this service lodges nothing")
    return ApplicationBody(
        number="",
        service=plan.service,
        terminal_id="",
        confirmed_at=now,
        visit_seconds=int(clock.monotonic() - visit.started_at),
        language=Language(visit.display.language),
        applicant=applicant(person.document),
        declaration=declarations.write(plan.declaration(visit)),
        delivery=plan.delivery(matter) if plan.delivery else delivery(person, rulebook.regions),
        attachments=attachments(person),
        consents=consents(visit, plan),
        signature=Signature(strokes=person.strokes),
        identity_check=identity_check(visit, plan),
        face=person.face.check,
        eligibility="eligible" if person.answer else "not_asked",
        fee_fen=fee_due(plan, matter),
        order_id=None,
        rulebook=rulebook.terms[plan.service].sha256 or None,
    )


def identity_check(visit: Visit, plan: Plan) -> IdentityCheck:
    """Return how it was made sure who the applicant is; what anybody may do for anybody needs nothing of it."""
    if visit.person.face.verified:
        return IdentityCheck.FACE
    return IdentityCheck.NOT_NEEDED if plan.without_face == "number" else IdentityCheck.OFFICE_COMPARISON


def consents(visit: Visit, plan: Plan) -> list[Consent]:
    """Return what was agreed to: the service's notices, then the face or the way without it (both: the mind was changed)."""
    person = visit.person
    agreed = [person.consents[notice_id] for notice_id in plan.notices] + (plan.told(visit) if plan.told else [])
    identity = [person.consents[notice_id] for notice_id in IDENTITY_NOTICES if notice_id in person.consents]
    if not identity and plan.without_face != "number":
        raise LookupError("nobody was asked how the identity is to be checked")
    return agreed + identity


def applicant(document: IdDocument) -> Applicant:
    """Return the identity document in its wire form."""
    return Applicant(
        kind=document.kind,
        name=document.name,
        sex=document.sex,
        nation=document.nation,
        birth=document.birth,
        address=document.address,
        number=document.number,
        authority=document.authority,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        photo=base64.b64encode(document.photo).decode() if document.photo else None,
        doubtful=document.doubtful,
    )
