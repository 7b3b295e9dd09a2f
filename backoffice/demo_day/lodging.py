"""Applications as they come from the demo's terminals: every service that ends at a desk, signed, with what belongs to it."""

import base64
import random
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from backoffice.audit import services as audit
from backoffice.demo_day import portraits
from backoffice.demo_day.citizens import Citizen, vehicle_of
from backoffice.demo_day.world import City
from backoffice.intake.handles import handle_of
from backoffice.notices import phone_codes
from backoffice.office import Actor, Office
from backoffice.payments import services as payments
from backoffice.retention import faces
from backoffice.review import cases
from domain import numbers
from domain.addresses import AddressSource
from domain.faces import FaceDecision, IdentityCheck, ReferenceKind
from domain.people import DocumentKind, Sex
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire import v1, v1_faces
from domain.wire.v1_phone_codes import PhoneCodeQuestion, PhoneProofQuestion

S = ServiceSlug
MIX = (
    *(S.DRIVER_LICENCE_REISSUE_LOSS,) * 7,
    *(S.DRIVER_LICENCE_RENEW_EXPIRY,) * 6,
    *(S.DRIVER_LICENCE_RENEW_DAMAGE,) * 3,
    *(S.VEHICLE_LICENCE_REISSUE,) * 3,
    *(S.VEHICLE_LICENCE_REPLACE,) * 2,
    *(S.PLATE_REISSUE,) * 2,
    *(S.PLATE_REPLACE,) * 2,
    S.DRIVER_LICENCE_RENEW_OVERAGE,
    S.CONTACT_CHANGE_DRIVER,
    S.CONTACT_CHANGE_OWNER,
    S.TRUCK_PASS,
)
"""How often which service is asked for."""

FEES = {
    S.DRIVER_LICENCE_REISSUE_LOSS: 1000,
    S.DRIVER_LICENCE_RENEW_DAMAGE: 1000,
    S.VEHICLE_LICENCE_REISSUE: 1000,
    S.VEHICLE_LICENCE_REPLACE: 1000,
    S.PLATE_REISSUE: 10000,
    S.PLATE_REPLACE: 10000,
}
"""What the demo's terminals took, in fen."""

DECLARED: dict[ServiceSlug, dict[str, Any]] = {
    S.DRIVER_LICENCE_REISSUE_LOSS: {"reason": "lost"},
    S.DRIVER_LICENCE_RENEW_DAMAGE: {"reason": "broken"},
    S.DRIVER_LICENCE_RENEW_EXPIRY: {"photo": "taken"},
    S.DRIVER_LICENCE_RENEW_OVERAGE: {"keep": "c1"},
    S.VEHICLE_LICENCE_REISSUE: {"reason": "lost", "parts": "both"},
    S.VEHICLE_LICENCE_REPLACE: {"reason": "illegible", "parts": "main"},
    S.PLATE_REISSUE: {"reason": "lost", "parts": "both", "temporary_plate": False},
    S.PLATE_REPLACE: {"reason": "faded", "parts": "rear", "temporary_plate": False},
    S.CONTACT_CHANGE_DRIVER: {"email": "someone@example.com"},
    S.CONTACT_CHANGE_OWNER: {"postcode": "400010"},
    S.TRUCK_PASS: {"kind": "yellow", "days": 30, "windows": ["off_peak", "night"], "roads": ["inner_ring", "logistics"]},
}
OF_VEHICLE = frozenset({S.VEHICLE_LICENCE_REISSUE, S.VEHICLE_LICENCE_REPLACE, S.PLATE_REISSUE, S.PLATE_REPLACE})
BY_SMS = frozenset({S.CONTACT_CHANGE_DRIVER, S.CONTACT_CHANGE_OWNER, S.TRUCK_PASS})
PICTURES = {
    S.DRIVER_LICENCE_RENEW_EXPIRY: "licence_photo",
    S.DRIVER_LICENCE_RENEW_OVERAGE: "licence_photo",
    S.PLATE_REPLACE: "damaged_plate",
    S.TRUCK_PASS: "vehicle_licence",
}
STROKES = (
    ((600, 2600, 0), (1600, 1700, 40), (1500, 4200, 90), (700, 7400, 150)),
    ((2000, 2300, 300), (2300, 5000, 340), (1900, 8400, 400)),
    ((4400, 2000, 700), (4400, 4200, 760)),
    ((3700, 4100, 820), (5400, 3700, 880)),
    ((3800, 7400, 1000), (4400, 6600, 1040), (5000, 8000, 1100), (5500, 6700, 1160)),
    ((6100, 5100, 1450), (8400, 4200, 1520)),
    ((7500, 4500, 1800), (7800, 8000, 1860), (9100, 7300, 1940)),
)


@dataclass(frozen=True)
class Coming:
    """One application about to come in. `score`: what the terminal found of the face; None: the office compares."""

    running: int  # of this terminal on this day, from 1
    citizen: Citizen
    service: ServiceSlug
    terminal_id: str
    terminal_number: int
    score: float | None
    signed: bool = True


def lodge(office: Office, city: City, coming: Coming) -> str:
    """Let it come in as a terminal's application does once it is unsealed; returns its number."""
    _tell_city(city, coming)
    ticket = _prove_phone(office, city, coming) if coming.service in BY_SMS else ""
    body = make_body(office, coming, ticket)
    paid = _paid(body, coming) if body.fee_fen else None
    actor = Actor(f"terminal:{coming.terminal_id}")
    with office.writing(actor) as work:
        cases.create_from_application(work, coming.terminal_id, body, work.now)
        if body.face is not None:
            shown = [base64.b64encode(portraits.live_jpeg(coming.citizen.face)).decode()]
            live = v1_faces.FaceBody(
                number=body.number, terminal_id=coming.terminal_id, taken_at=body.confirmed_at, pictures=shown
            )
            faces.keep(work, body.number, live)
        if paid is not None:
            payments.post(work, body.number, coming.terminal_id, paid)
        if ticket:
            phone_codes.bind(work, body, ticket)
        audit.record(work, "application.received", subject=body.number)
    return body.number


def _tell_city(city: City, coming: Coming) -> None:
    whose = coming.citizen.number
    city.people[whose] = coming.citizen
    if coming.service in OF_VEHICLE or coming.service in (S.CONTACT_CHANGE_OWNER, S.TRUCK_PASS):
        city.vehicles[whose] = vehicle_of(coming.citizen, truck=coming.service is S.TRUCK_PASS)
    if coming.service is S.DRIVER_LICENCE_RENEW_EXPIRY:
        city.expiring.add(whose)
    if coming.service is S.DRIVER_LICENCE_RENEW_OVERAGE:
        city.classes[whose] = "B2"
    if coming.service in (S.DRIVER_LICENCE_RENEW_EXPIRY, S.DRIVER_LICENCE_RENEW_OVERAGE):
        city.medical.add(whose)
    if coming.service in (S.CONTACT_CHANGE_DRIVER, S.CONTACT_CHANGE_OWNER):
        city.contacts_differ.add(whose)


def _prove_phone(office: Office, city: City, coming: Coming) -> str:
    """Have a code sent to the citizen and typed at the terminal; returns the ticket of the proof."""
    citizen = coming.citizen
    asked = PhoneCodeQuestion(
        service=coming.service, kind=DocumentKind.RESIDENT_ID_CARD, number=citizen.number, phone=citizen.phone
    )
    ticket = phone_codes.ask(office, coming.terminal_id, asked).ticket or ""
    code = re.search(r"[0-9]{6}", city.messages.get(citizen.phone, ""))
    if code is not None:
        phone_codes.prove(office, coming.terminal_id, PhoneProofQuestion(ticket=ticket, code=code.group()))
    return ticket


def make_body(office: Office, coming: Coming, ticket: str) -> v1.ApplicationBody:
    """Return the application as a terminal makes it; `ticket`: of a proven phone, or empty."""
    now, citizen = office.clock.now(), coming.citizen
    confirmed = now - timedelta(seconds=20)
    fee = FEES.get(coming.service, 0)
    return v1.ApplicationBody(
        number=numbers.allot(now.date(), coming.terminal_number, coming.running),
        service=coming.service,
        terminal_id=coming.terminal_id,
        confirmed_at=confirmed,
        visit_seconds=120 + citizen.seed % 170,
        language=Language.ZH,
        applicant=_applicant(citizen),
        declaration=_declared(office, coming, now.date(), ticket),
        delivery=v1.Delivery(
            service_method="sms" if coming.service in BY_SMS else "sms_and_post",
            source=AddressSource.ID_CARD,
            recipient=citizen.name,
            phone=citizen.phone,
            region_code=citizen.region_code,
            text=citizen.address,
        ),
        attachments=_attachments(coming),
        consents=_consents(office, coming, confirmed),
        signature=v1.Signature(strokes=[list(stroke) for stroke in STROKES] if coming.signed else []),
        identity_check=IdentityCheck.FACE if coming.score is not None else IdentityCheck.OFFICE_COMPARISON,
        face=_face(coming.score, confirmed) if coming.score is not None else None,
        eligibility="eligible",
        fee_fen=fee,
        order_id=uuid5(NAMESPACE_OID, f"order-{citizen.seed}") if fee else None,
        rulebook=office.terms[coming.service].sha256 or None,
    )


def _applicant(citizen: Citizen) -> v1.Applicant:
    return v1.Applicant(
        kind=DocumentKind.RESIDENT_ID_CARD,
        name=citizen.name,
        sex=Sex.FEMALE if citizen.female else Sex.MALE,
        nation="01",
        birth=citizen.birth,
        address=citizen.address,
        number=citizen.number,
        authority="重庆市公安局",
        valid_from=date(2016 + citizen.seed % 8, 6, 1),
        valid_to=date(2036 + citizen.seed % 8, 6, 1),
        photo=base64.b64encode(portraits.chip_jpeg(citizen.face)).decode(),
        doubtful=False,
    )


def _declared(office: Office, coming: Coming, today: date, ticket: str) -> dict[str, Any]:
    declared = dict(DECLARED.get(coming.service, {}))
    if ticket:
        declared["ticket"] = ticket
    if coming.service is S.TRUCK_PASS:
        declared["begins_on"] = (today + timedelta(days=1)).isoformat()
    truck = coming.service is S.TRUCK_PASS
    handle = handle_of(office.vault, coming.citizen.number, vehicle_of(coming.citizen, truck=truck))
    if coming.service is S.CONTACT_CHANGE_OWNER:
        declared["vehicles"] = [handle]
    elif truck or coming.service in OF_VEHICLE:
        declared["vehicle"] = handle
    return declared


def _attachments(coming: Coming) -> list[v1.Attachment]:
    kind = PICTURES.get(coming.service)
    if kind is None:
        return []
    is_photo = kind == "licence_photo"
    picture = portraits.registry_jpeg(coming.citizen.face) if is_photo else portraits.paper_jpeg(coming.citizen.seed)
    measures = {"head_height_mm": 20.4} if is_photo else {}
    return [v1.Attachment(kind=kind, jpeg=base64.b64encode(picture).decode(), doubts=[], measures=measures)]


def _consents(office: Office, coming: Coming, at: datetime) -> list[v1.Consent]:
    wanted = {"privacy", "truth", coming.service.value} | ({"face"} if coming.score is not None else set())
    return [
        v1.Consent(
            notice_id=notice.notice_id,
            version=notice.version,
            sha256=notice.sha256(Language.ZH),
            language=Language.ZH,
            agreed_at=at,
        )
        for notice_id, notice in sorted(office.notice_texts.items())
        if notice_id in wanted
    ]


def _face(score: float, at: datetime) -> v1_faces.FaceCheck:
    accept, review = 0.42, 0.36
    decision = FaceDecision.MATCH if score >= accept else FaceDecision.REVIEW if score >= review else FaceDecision.NO_MATCH
    return v1_faces.FaceCheck(
        decision=decision,
        scores=[v1_faces.FaceScore(reference=ReferenceKind.REGISTRY, score=score, decision=decision)],
        accept_at=accept,
        review_from=review,
        engine="sface",
        calibration="sface-2026-11-22",
        challenge=["left", "right"],
        challenge_passed=True,
        tries=1,
        checked_at=at,
    )


def _paid(body: v1.ApplicationBody, coming: Coming) -> v1.PaidFee:
    dice = random.Random(f"paid-{coming.citizen.seed}")  # noqa: S311 - a reference, not a secret
    assert body.order_id is not None  # noqa: S101 - whoever pays has an order
    at = body.confirmed_at - timedelta(seconds=35)
    return v1.PaidFee(
        order_id=body.order_id,
        amount_fen=body.fee_fen,
        card=f"622202{'∗' * 9}{dice.randint(0, 9999):04d}",
        reference=f"{at:%y%m%d}{coming.citizen.seed:06d}",
        authorisation=f"{dice.randint(0, 999_999):06d}",
        trace=f"{coming.citizen.seed % 1_000_000:06d}",
        batch=f"{at:%m%d}{coming.terminal_number:02d}",
        paid_at=at,
    )
