"""An invented citizen's application, and what hides in it."""

import base64
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection

from backend_client import outbox
from backend_client.sealing import seal
from domain import numbers
from domain.addresses import AddressSource
from domain.clock import SHANGHAI
from domain.faces import IdentityCheck
from domain.people import DocumentKind, Sex
from domain.rulebook import parse_notice
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.v1 import (
    Applicant,
    ApplicationBody,
    Consent,
    Delivery,
    EligibilityQuestion,
    Heartbeat,
    PaidFee,
    SealedApplication,
    SealingKey,
    Signature,
)
from domain.wire.v1_faces import FaceBody
from tests.paths import ROOT

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)  # a Monday
SERVICE = ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS
TERMINAL_ID = "terminal-0123456789abcdef"
NOTICE = parse_notice((ROOT / "config/notices/driver_licence_reissue_loss.toml").read_text(encoding="utf-8"))
"""What the sample agrees to: a text that the office has, so that it is accepted by itself."""

PLANTED = {
    "name": "测试甲乙丙",
    "number": "500103199001010010",
    "phone": "13800138000",
    "address": "重庆市渝中区虚构路7号3单元12-6",
    "authority": "虚构公安分局",
    "photo": base64.b64encode(b"planted-photograph-" * 20).decode(),
}


def application_number(running: int = 1, terminal_number: int = 1) -> str:
    return numbers.allot(NOON.date(), terminal_number, running)


def application_body(number: str, terminal_id: str = TERMINAL_ID, confirmed_at: datetime = NOON) -> ApplicationBody:
    return ApplicationBody(
        number=number,
        service=SERVICE,
        terminal_id=terminal_id,
        confirmed_at=confirmed_at,
        visit_seconds=180,
        language=Language.ZH,
        applicant=Applicant(
            kind=DocumentKind.RESIDENT_ID_CARD,
            name=PLANTED["name"],
            sex=Sex.FEMALE,
            nation="01",
            birth=date(1990, 1, 1),
            address=PLANTED["address"],
            number=PLANTED["number"],
            authority=PLANTED["authority"],
            valid_from=date(2020, 1, 1),
            valid_to=date(2040, 1, 1),
            photo=PLANTED["photo"],
            doubtful=False,
        ),
        declaration={"kind": "loss", "reason": "lost"},
        delivery=Delivery(
            source=AddressSource.ENTERED,
            recipient=PLANTED["name"],
            phone=PLANTED["phone"],
            region_code="500103",
            text=PLANTED["address"],
        ),
        consents=[
            Consent(
                notice_id=NOTICE.notice_id,
                version=NOTICE.version,
                sha256=NOTICE.sha256(Language.ZH),
                language=Language.ZH,
                agreed_at=confirmed_at,
            ),
        ],
        signature=Signature(strokes=[[(100, 100, 0), (9000, 9000, 400)]]),
        identity_check=IdentityCheck.OFFICE_COMPARISON,
        eligibility="eligible",
        fee_fen=1000,
        order_id=order_of(number),
    )


def face_body(number: str, terminal_id: str = TERMINAL_ID, pictures: int = 3) -> FaceBody:
    drawn = [base64.b64encode(b"\xff\xd8\xffplanted-live-picture-%d" % n).decode() for n in range(pictures)]
    return FaceBody(number=number, terminal_id=terminal_id, taken_at=NOON, pictures=drawn)


def order_of(number: str) -> UUID:
    return uuid5(NAMESPACE_OID, number)


def paid_fee(order_id: UUID | None = None, amount_fen: int = 1000) -> PaidFee:
    return PaidFee(
        order_id=order_id or uuid4(),
        amount_fen=amount_fen,
        card="622202∗∗∗∗∗∗∗∗∗0000",
        reference="261123000042",
        authorisation="A1B2C3",
        trace="000042",
        batch="000001",
        paid_at=NOON,
    )


def sealing_key(private: X25519PrivateKey | None = None, key_id: str = "key-1") -> SealingKey:
    raw = (private or X25519PrivateKey.generate()).public_key().public_bytes_raw()
    return SealingKey(key_id=key_id, public_key=base64.b64encode(raw).decode())


def sealed_application(number: str, key: SealingKey, terminal_id: str, lodged_at: datetime = NOON) -> SealedApplication:
    """Seal one application as the courier posts it."""
    body = seal(application_body(number, terminal_id), key)
    return SealedApplication(
        number=number,
        service=SERVICE,
        confirmed_at=NOON,
        lodged_at=lodged_at,
        key_id=body.key_id,
        sealed=base64.b64encode(body.sealed).decode(),
        sealed_sha256=body.sha256,
        payment=paid_fee(order_of(number)),
    )


def heartbeat(sent_at: datetime = NOON) -> Heartbeat:
    return Heartbeat(
        software_version="1.2.3",
        sent_at=sent_at,
        devices={"id_card_reader": "online", "receipt_printer": "offline"},
        outbox_depth=2,
        outbox_oldest_seconds=90,
        outbox_dead=1,
    )


def question(number: str = PLANTED["number"], valid_to: date | None = date(2040, 1, 1)) -> EligibilityQuestion:
    return EligibilityQuestion(
        service=SERVICE, kind=DocumentKind.RESIDENT_ID_CARD, number=number, name=PLANTED["name"], valid_to=valid_to
    )


def put_released(connection: Connection, running: int, key: SealingKey, terminal_id: str = TERMINAL_ID) -> str:
    """Put one application into the outbox and release it, as the terminal does at lodging; returns its number."""
    number = application_number(running)
    body = seal(application_body(number, terminal_id), key)
    outbox.put(connection, uuid4(), number, SERVICE, body, NOON)
    outbox.release(connection, number, NOON, paid_fee(order_of(number)))
    return number
