"""Invented citizens and how their applications stand, enough to fill every desk."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from stdnum.iso7064 import mod_11_2

from backoffice.dispatch import services as dispatch
from backoffice.dispatch.tracking import refresh_tracking
from backoffice.office import SYSTEM, Office, clerk
from backoffice.production import services as production
from backoffice.production.models import Certificate
from backoffice.retention import faces
from backoffice.review import cases, desk
from backoffice.review.models import PersonJudgement
from backoffice.staff.models import Role, Staff
from backoffice.staff.passwords import HASHER
from backoffice.staff.services import list_staff
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.faces import FacePicture
from domain.rulebook import Notice, parse_notice
from domain.texts import Language
from domain.wire import v1, v1_faces
from simulators.world.portraits import REGISTRY_SIZE, Looks, chip_jpeg, registry_jpeg
from tests.backoffice.acts import approve, claim, look, take_in
from tests.backoffice.partners import Partners
from tests.backoffice.people import application, registry_answer, with_face

SHORT_ADDRESS = {"text": "重庆市南岸区南坪西路"}
PASSWORD = "correct horse battery"
SIGNATURE = [
    [(600, 2600, 0), (1600, 1700, 40), (1500, 4200, 90), (700, 7400, 150)],
    [(2000, 2300, 300), (2300, 5000, 340), (1900, 8400, 400)],
    [(1500, 4200, 500), (3300, 3400, 560)],
    [(4400, 2000, 700), (4400, 4200, 760)],
    [(3700, 4100, 820), (5400, 3700, 880)],
    [(3800, 7400, 1000), (4400, 6600, 1040), (5000, 8000, 1100), (5500, 6700, 1160)],
    [(6400, 2900, 1300), (7600, 2400, 1360)],
    [(6100, 5100, 1450), (8400, 4200, 1520)],
    [(7200, 4700, 1600), (6300, 8600, 1700)],
    [(7500, 4500, 1800), (7800, 8000, 1860), (9100, 7300, 1940)],
]


@cache
def _hash() -> str:
    """Return the hash of the one password; slow, so it is made once."""
    return HASHER.hash(PASSWORD)


@dataclass(frozen=True)
class Citizen:
    """One invented person."""

    name: str
    birth: str  # YYYYMMDD
    female: bool
    address: str
    phone: str
    region_code: str

    @property
    def number(self) -> str:
        body = f"500103{self.birth}{'002' if self.female else '001'}"
        return body + mod_11_2.calc_check_digit(body)

    @property
    def looks(self) -> Looks:
        return Looks.of(self.name, female=self.female, age=2026 - int(self.birth[:4]))


CLEAN = Citizen("陈志远", "19900101", False, "重庆市渝中区民权路28号12-6", "13896204417", "500103")
MOVED = Citizen("谭雨佳", "19880816", True, "重庆市九龙坡区西郊路32号3-2", "13983210056", "500107")
BAD_ADDRESS = Citizen("罗文斌", "19750421", False, "重庆市南岸区南坪西路9号", "13700004421", "500108")
SEIZED = Citizen("向东来", "19820305", False, "重庆市沙坪坝区小龙坎新街50号", "13600002045", "500106")
OFTEN = Citizen("蒋小梅", "19930502", True, "重庆市巴南区龙洲大道7号2-1", "13500005502", "500113")
SILENT = Citizen("黎明", "19680221", False, "重庆市北碚区中山路11号", "13400002281", "500109")


def body_of(
    citizen: Citizen, running: int, notices: list[Notice], photo_block: bytes | None = None, **delivery: str
) -> v1.ApplicationBody:
    """Return one application of `citizen`, signed, with every notice agreed to."""
    photo = base64.b64encode(photo_block or chip_jpeg(citizen.looks, 1020)).decode()
    body = application(
        running,
        applicant={
            "name": citizen.name,
            "number": citizen.number,
            "birth": f"{citizen.birth[:4]}-{citizen.birth[4:6]}-{citizen.birth[6:]}",
            "sex": "2" if citizen.female else "1",
            "address": citizen.address,
            "photo": photo,
        },
        delivery={"phone": citizen.phone, "region_code": citizen.region_code, "text": citizen.address, **delivery},
    )
    consents = [
        v1.Consent(
            notice_id=notice.notice_id,
            version=notice.version,
            sha256=notice.sha256(Language.ZH),
            language=Language.ZH,
            agreed_at=body.confirmed_at,
        )
        for notice in notices
    ]
    return body.model_copy(update={"consents": consents, "signature": v1.Signature(strokes=SIGNATURE)})


def eyes_of(citizen: Citizen) -> list[v1_faces.EyePlaces]:
    """Where a terminal finds the eyes in the portraits of `citizen`; the live picture is the registry's one here."""
    looks = citizen.looks
    down = round(looks.eye_line / 200 * 10_000)  # the field of a portrait is 160 × 200
    cut = 200 * REGISTRY_SIZE[0] / REGISTRY_SIZE[1]  # of its width is left in a registry's photograph

    def places(picture: FacePicture, width: float) -> v1_faces.EyePlaces:
        left, right = (round((0.5 + side * looks.eyes / width) * 10_000) for side in (-1, 1))
        return v1_faces.EyePlaces(picture=picture, left=(left, down), right=(right, down))

    return [places(FacePicture.CHIP, 160), places(FacePicture.LIVE, cut), places(FacePicture.REGISTRY, cut)]


def known_to_registry(partners: Partners, citizen: Citizen, **changes: Any) -> None:
    """Let the registry know `citizen`; `changes` differ from what the citizen enters."""
    answer = {"number": citizen.number, "holder": citizen.name, "address": citizen.address, "phone": citizen.phone}
    photo = base64.b64encode(registry_jpeg(citizen.looks)).decode()
    partners.people[citizen.number] = registry_answer(photo=photo, **{**answer, **changes})


def notices_of(office: Office) -> list[Notice]:
    folder = office.settings.config_dir / "notices"
    return [parse_notice(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]


class Story:
    """Fills an office step by step."""

    def __init__(self, office: Office, partners: Partners, clock: FrozenClock) -> None:
        self.office, self.partners, self.clock = office, partners, clock
        self.notices = notices_of(office)
        self._running = 0

    def staff(self, username: str, name: str, *roles: Role) -> Staff:
        with self.office.writing(SYSTEM) as work:
            member = Staff(username=username, display_name=name, password_hash=_hash(), roles=list(roles), created_at=work.now)
            work.session.add(member)
        return member

    def lodge(
        self, citizen: Citizen, *, delivery: dict[str, str] | None = None, photo_block: bytes | None = None, **registry: Any
    ) -> str:
        """Let one application come in and be compared; returns its number."""
        number = self.lodge_unanswered(citizen, delivery, photo_block)
        known_to_registry(self.partners, citizen, **registry)
        desk.refresh_registry(self.office, SYSTEM, number)
        return number

    def lodge_unanswered(
        self, citizen: Citizen, delivery: dict[str, str] | None = None, photo_block: bytes | None = None
    ) -> str:
        """Let one application come in while the registry is silent."""
        self._running += 1
        return take_in(self.office, body_of(citizen, self._running, self.notices, photo_block, **(delivery or {})))

    def lodge_with_face(
        self,
        citizen: Citizen,
        check: v1_faces.FaceCheck,
        pictures: int = 3,
        attachments: Sequence[v1.Attachment] = (),
        **registry: Any,
    ) -> str:
        """Let one application come in after the terminal looked at the face."""
        self._running += 1
        check = check.model_copy(update={"eyes": eyes_of(citizen)})
        body = with_face(body_of(citizen, self._running, self.notices), check)
        body = body.model_copy(update={"attachments": list(attachments)})
        number = take_in(self.office, body)
        shown = [base64.b64encode(registry_jpeg(citizen.looks)).decode()] * pictures
        if pictures:
            with self.office.writing(SYSTEM) as work:
                taken = v1_faces.FaceBody(number=number, terminal_id="t", taken_at=check.checked_at, pictures=shown)
                faces.keep(work, number, taken)
        known_to_registry(self.partners, citizen, **registry)
        desk.refresh_registry(self.office, SYSTEM, number)
        return number

    def minutes(self, minutes: float) -> None:
        self.clock.advance(timedelta(minutes=minutes).total_seconds())

    def fill_queue(self) -> dict[str, str]:
        """Six cases of different kind, received over the morning."""
        numbers = {"seized": self.lodge(SEIZED, states="AK")}
        self.minutes(30)
        numbers["moved"] = self.lodge(MOVED, address="重庆市渝中区七星岗街道104号", phone="13983218832")
        self.minutes(25)
        numbers["clean"] = self.lodge(CLEAN)
        self.minutes(15)
        numbers["bad_address"] = self.lodge(BAD_ADDRESS, delivery=SHORT_ADDRESS)
        self.minutes(10)
        numbers["often"] = self.lodge(OFTEN, reissues=["2026-02-01", "2026-05-11", "2026-09-30"])
        self.minutes(12)
        numbers["silent"] = self.lodge_unanswered(SILENT)
        return numbers

    def member(self, username: str) -> Staff:
        with self.office.reading() as work:
            return next(one for one in list_staff(work.session) if one.username == username)

    def due_in(self, number: str, minutes: float) -> None:
        """Let the stage of a case end so many minutes from now."""
        with self.office.writing(SYSTEM) as work:
            cases.get_case(work.session, number).stage_due_at = work.now + timedelta(minutes=minutes)

    def approved(self, citizens: list[Citizen]) -> list[str]:
        """Let applications of `citizens` come in and be approved."""
        who = clerk(self.member("lijing"))
        numbers = [self.lodge(citizen) for citizen in citizens]
        for number in numbers:
            claimed = claim(self.office, who, number)
            with self.office.writing(who) as work:
                judged = desk.judge_person(work, number, claimed.version, PersonJudgement.SAME)
            approve(self.office, who, judged)
        return numbers

    def produced(self, numbers: list[str]) -> None:
        """Produce and check what is approved."""
        who = clerk(self.member("lijing"))
        for number in numbers:
            certificate = production.produce(self.office, who, number, look(self.office, number).version)
            with self.office.writing(who) as work:
                case = cases.get_case(work.session, number)
                production.check_certificate(work, number, case.version, certificate.certificate_number or "")

    def waybill(self, number: str) -> str:
        """Get the waybill of one case, which is produced first where it is not."""
        who = clerk(self.member("lijing"))
        if look(self.office, number).status is ApplicationStatus.IN_PRODUCTION:
            with self.office.writing(who) as work:
                made = work.session.get_one(Certificate, cases.get_case(work.session, number).id)
                version = cases.get_case(work.session, number).version
                production.check_certificate(work, number, version, made.certificate_number or "")
        return dispatch.create_waybill(self.office, who, number).waybill_number

    def posted(self, numbers: list[str]) -> None:
        """Produce and post what is approved."""
        self.produced(numbers)
        for number in numbers:
            self.posted_one(number)

    def posted_one(self, number: str) -> None:
        """Post what is produced."""
        who = clerk(self.member("lijing"))
        waybill = self.waybill(number)
        with self.office.writing(who) as work:
            dispatch.post_letter(work, number, cases.get_case(work.session, number).version, waybill)

    def tracked(self, number: str, *states: str) -> None:
        """Let the post have seen a letter in `states`."""
        waybill = self.waybill_of(number)
        moments = (self.office.clock.now() + timedelta(hours=hours) for hours in range(len(states)))
        self.partners.tracking[waybill] = [
            {"at": moment.isoformat(), "state": state, "text": "重庆渝中网点"}
            for moment, state in zip(moments, states, strict=True)
        ]
        refresh_tracking(self.office, number)

    def waybill_of(self, number: str) -> str:
        with self.office.reading() as work:
            waybill = dispatch.find_waybill(work.session, cases.get_case(work.session, number))
            assert waybill is not None
            return waybill.waybill_number

    def judged_elsewhere(self, number: str) -> None:
        """The lease runs out, and 王敏 takes the case and judges it doubtful."""
        with self.office.writing(SYSTEM) as work:
            cases.get_case(work.session, number).lease_until = work.now
        who = clerk(self.member("wangmin"))
        claimed = claim(self.office, who, number)
        with self.office.writing(who) as work:
            desk.judge_person(work, number, claimed.version, PersonJudgement.DOUBTFUL)


def held_by(story: Story, staff: Staff, number: str) -> None:
    """Let `staff` claim a case beside the browser."""
    claim(story.office, clerk(staff), number)
