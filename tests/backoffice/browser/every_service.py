"""One application of each service that ends at a desk, as it comes from a terminal; people, trucks and plates are invented."""

import base64
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backoffice.intake.handles import handle_of
from backoffice.notices import phone_codes
from backoffice.office import SYSTEM
from backoffice.retention import faces
from backoffice.review import cases, desk
from backoffice.review.facts import CONTACT_CHANGES
from domain.people import DocumentKind
from domain.services import ServiceSlug
from domain.vehicles import OwnerKind, Vehicle
from domain.wire.v1 import Attachment
from domain.wire.v1_faces import FaceBody
from domain.wire.v1_phone_codes import PhoneCodeQuestion, PhoneProofQuestion
from simulators.world.portraits import registry_jpeg
from tests.backoffice.acts import take_in
from tests.backoffice.browser.stories import Citizen, Story, body_of
from tests.backoffice.intake.test_attachments import attached, jpeg
from tests.backoffice.notices.test_phone_codes import code_of
from tests.backoffice.payments.paying import make_terminal
from tests.backoffice.people import FRIDAY_NOON, face_check, registry_answer, with_face

S = ServiceSlug

CAR = {
    "plate": "渝A8K2D6",
    "plate_kind": "02",
    "type": "K33",
    "use": "A",
    "owner_kind": "individual",
    "states": "A",
    "inspection_valid_to": "2027-05-31",
    "vin": "LSVAU2180N2183294",
    "model": "长安牌SC7169A",
    "registered_area": "500103",
    "mortgaged": False,
    "reissues": ["2025-03-04"],
}
TRUCK = {**CAR, "plate": "渝D5H201", "type": "H31", "model": "庆铃牌QL1041", "axles": 2, "mass_kg": 4490, "energy": "A"}
MEDICAL = {"issued_on": "2026-11-01", "classes": "C1"}


@dataclass(frozen=True)
class Matter:
    """What one service is lodged with."""

    slug: ServiceSlug
    citizen: Citizen
    declared: dict[str, Any] = field(repr=False)
    pictures: tuple[str, ...] = ()  # kinds of attachments
    vehicle: dict[str, Any] | None = None
    licence: dict[str, Any] = field(default_factory=dict)  # of the registry's answer
    answer: dict[str, Any] = field(default_factory=dict)  # beside the licence
    method: str = "sms_and_post"


def _person(name: str, birth: str, running: int, *, female: bool = False) -> Citizen:
    return Citizen(name, birth, female, f"重庆市渝中区民权路{running}号2-1", f"138000001{running:02d}", "500103")


EXPIRING = {"first_issued": "2010-12-01", "valid_from": "2020-12-01", "valid_to": "2026-12-01"}

EVERY = (
    Matter(S.DRIVER_LICENCE_REISSUE_LOSS, _person("陈志远", "19900101", 1), {"reason": "lost"}, ("licence_photo",)),
    Matter(S.DRIVER_LICENCE_RENEW_DAMAGE, _person("周敏", "19850202", 2, female=True), {"reason": "broken"}),
    Matter(
        S.DRIVER_LICENCE_RENEW_EXPIRY,
        _person("李建国", "19750303", 3),
        {"photo": "taken"},
        ("licence_photo",),
        licence=EXPIRING,
        answer={"medical": MEDICAL},
    ),
    Matter(
        S.DRIVER_LICENCE_RENEW_OVERAGE,
        _person("王德福", "19620404", 4),
        {"keep": "c1"},
        ("licence_photo",),
        licence={"classes": "B2", "valid_to": None},
        answer={"medical": MEDICAL},
    ),
    Matter(S.VEHICLE_LICENCE_REISSUE, _person("杨帆", "19880505", 5), {"reason": "lost", "parts": "copy"}, vehicle=CAR),
    Matter(
        S.VEHICLE_LICENCE_REPLACE,
        _person("何丽", "19930606", 6, female=True),
        {"reason": "illegible", "parts": "main"},
        vehicle=CAR,
    ),
    Matter(
        S.PLATE_REISSUE,
        _person("罗文斌", "19790707", 7),
        {"reason": "stolen", "parts": "both", "temporary_plate": True},
        vehicle=CAR,
    ),
    Matter(
        S.PLATE_REPLACE,
        _person("向东来", "19820808", 8),
        {"reason": "faded", "parts": "rear", "temporary_plate": True},
        ("damaged_plate",),
        vehicle=CAR,
    ),
    Matter(
        S.CONTACT_CHANGE_DRIVER, _person("蒋小梅", "19910909", 9, female=True), {"email": "jiang@example.com"}, method="sms"
    ),
    Matter(S.CONTACT_CHANGE_OWNER, _person("黎明", "19681010", 10), {"postcode": "400010"}, vehicle=CAR, method="sms"),
    Matter(
        S.TRUCK_PASS,
        _person("谭刚", "19771111", 11),
        {
            "kind": "yellow",
            "begins_on": "2026-11-21",
            "days": 30,
            "windows": ["off_peak", "night"],
            "roads": ["inner_ring", "logistics"],
        },
        ("vehicle_licence",),
        vehicle=TRUCK,
        method="sms",
    ),
)


def lodge(story: Story, matter: Matter, running: int, *, proven: bool = False) -> str:
    """Let it come in and be compared; returns its number. Unless it is `proven`, no code proves the phone."""
    citizen = matter.citizen
    notices = [notice for notice in story.notices if notice.notice_id in {"privacy", "truth", "face", matter.slug.value}]
    body = with_face(body_of(citizen, running, notices, service_method=matter.method), face_check())
    body = body.model_copy(update={"rulebook": story.office.terms[matter.slug].sha256 or None})
    attachments = [_picture(citizen, kind) for kind in matter.pictures]
    changes = {"service": matter.slug, "declaration": _declared(story, matter), "attachments": attachments}
    number = take_in(story.office, body.model_copy(update=changes))
    _keep_live(story, number, citizen)
    if proven:
        _prove(story, matter, number)
    _tell_registry(story, matter)
    desk.refresh_registry(story.office, SYSTEM, number)
    return number


def lodge_all(story: Story) -> dict[ServiceSlug, str]:
    """Let one of each come in."""
    return {matter.slug: lodge(story, matter, 100 + place) for place, matter in enumerate(EVERY)}


def _declared(story: Story, matter: Matter) -> dict[str, Any]:
    declared = dict(matter.declared)
    if matter.method == "sms":
        declared["ticket"] = "A" * 43
    if matter.vehicle is None:
        return declared
    handle = _handle(story, matter)
    named: dict[str, Any] = {"vehicles": [handle]} if matter.slug is S.CONTACT_CHANGE_OWNER else {"vehicle": handle}
    return {**declared, **named}


def _handle(story: Story, matter: Matter) -> str:
    row = matter.vehicle or {}
    known = Vehicle(
        row["plate"], row["plate_kind"], row["type"], row["use"], OwnerKind.INDIVIDUAL, frozenset(), date(2027, 1, 1)
    )
    return handle_of(story.office.vault, matter.citizen.number, known)


def _prove(story: Story, matter: Matter, number: str) -> None:
    office, citizen = story.office, matter.citizen
    asked = PhoneCodeQuestion(
        service=matter.slug, kind=DocumentKind.RESIDENT_ID_CARD, number=citizen.number, phone=citizen.phone
    )
    make_terminal(office, 7)
    ticket = phone_codes.ask(office, "terminal-7", asked).ticket or ""
    code = code_of(story.partners, citizen.phone)
    phone_codes.prove(office, "terminal-7", PhoneProofQuestion(ticket=ticket, code=code))
    with office.writing(SYSTEM) as work:
        phone_codes.bind(work, cases.get_body(work, number), ticket)


def _keep_live(story: Story, number: str, citizen: Citizen) -> None:
    shown = [base64.b64encode(registry_jpeg(citizen.looks)).decode()] * 3
    with story.office.writing(SYSTEM) as work:
        faces.keep(work, number, FaceBody(number=number, terminal_id="t", taken_at=FRIDAY_NOON, pictures=shown))


def _picture(citizen: Citizen, kind: str) -> Attachment:
    if kind != "licence_photo":
        return attached(jpeg(800, 560, "#8fb0a0"), kind)
    raw = registry_jpeg(citizen.looks)
    return Attachment(kind=kind, jpeg=base64.b64encode(raw).decode(), doubts=["eyes"], measures={"head_height_mm": 20.44})


def _tell_registry(story: Story, matter: Matter) -> None:
    citizen, partners = matter.citizen, story.partners
    photo = base64.b64encode(registry_jpeg(citizen.looks)).decode()
    phone = "13600000000" if matter.slug in CONTACT_CHANGES else citizen.phone
    said = {"number": citizen.number, "holder": citizen.name, "address": citizen.address, "phone": phone, **matter.licence}
    partners.people[citizen.number] = {**registry_answer(photo=photo, **said), **matter.answer}
    if matter.vehicle is not None:
        partners.vehicles[citizen.number] = [matter.vehicle]
