"""Invented people and their applications."""

from datetime import date, datetime
from typing import Any

from domain import numbers
from domain.addresses import AddressSource
from domain.clock import SHANGHAI
from domain.faces import FaceDecision, IdentityCheck, ReferenceKind
from domain.people import DocumentKind, Sex
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire import v1, v1_faces

NAME = "测试员"
NUMBER = "500103199001010010"
PHONE = "13800000001"
ADDRESS = "重庆市渝中区民权路28号12-6"
OTHER_ADDRESS = "重庆市南岸区南坪西路9号3单元"
SECRETS = (NAME, NUMBER, PHONE, ADDRESS)
FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)


def application(running: int = 1, *, day: date = date(2026, 11, 20), **changes: Any) -> v1.ApplicationBody:
    """Return one application; `changes` replace parts of applicant or delivery, or the language."""
    applicant = {
        "kind": DocumentKind.RESIDENT_ID_CARD,
        "name": NAME,
        "sex": Sex.MALE,
        "nation": "01",
        "birth": date(1990, 1, 1),
        "address": ADDRESS,
        "number": NUMBER,
        "authority": "重庆市公安局渝中分局",
        "valid_from": date(2019, 6, 1),
        "valid_to": date(2039, 6, 1),
        "photo": "V0xm",
        "doubtful": False,
        **changes.get("applicant", {}),
    }
    delivery = {
        "source": AddressSource.ID_CARD,
        "recipient": applicant["name"],
        "phone": PHONE,
        "region_code": "500103",
        "text": ADDRESS,
        **changes.get("delivery", {}),
    }
    return v1.ApplicationBody(
        number=numbers.allot(day, 7, running),
        service=ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
        terminal_id="terminal-7",
        confirmed_at=FRIDAY_NOON,
        visit_seconds=167,
        language=changes.get("language", Language.ZH),
        applicant=v1.Applicant.model_validate(applicant),
        declaration={"kind": "loss", "reason": "lost"},
        delivery=v1.Delivery.model_validate(delivery),
        consents=[],
        signature=v1.Signature(strokes=[[(1, 2, 0), (3, 4, 5)]]),
        identity_check=IdentityCheck.OFFICE_COMPARISON,
        eligibility="eligible",
        fee_fen=0,
        order_id=None,
    )


def registry_answer(**changes: Any) -> dict[str, Any]:
    """Return what the registry says of the person of :func:`application`; `changes` replace parts of the licence."""
    licence = {
        "number": NUMBER,
        "holder": NAME,
        "archive_number": "500012384471",
        "classes": "C1",
        "states": "A",
        "first_issued": "2017-03-14",
        "valid_from": "2023-03-14",
        "valid_to": "2033-03-14",
        "address": ADDRESS,
        "points": 3,
        "phone": PHONE,
    }
    reissues = changes.pop("reissues", [])
    photo = changes.pop("photo", "/9j/2Q==")
    return {"found": True, "licence": {**licence, **changes}, "photo": photo, "reissues": reissues}


def face_check(
    decision: FaceDecision = FaceDecision.MATCH, score: float = 0.61, *, turned: bool = True, tries: int = 1
) -> v1_faces.FaceCheck:
    """Return what a terminal found out about the face, against the registry's photograph; `turned`: challenge passed."""
    return v1_faces.FaceCheck(
        decision=decision,
        scores=[v1_faces.FaceScore(reference=ReferenceKind.REGISTRY, score=score, decision=decision)],
        accept_at=0.42,
        review_from=0.36,
        engine="sface",
        calibration="sface-2026-11-22",
        challenge=["left", "right"],
        challenge_passed=turned,
        tries=tries,
        checked_at=FRIDAY_NOON,
    )


def with_face(body: v1.ApplicationBody, check: v1_faces.FaceCheck) -> v1.ApplicationBody:
    """Return `body` as lodged after the face was looked at."""
    return body.model_copy(update={"identity_check": IdentityCheck.FACE, "face": check})
