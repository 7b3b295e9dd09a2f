"""Invented citizens and how their applications stand, enough to fill every desk."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from stdnum.iso7064 import mod_11_2

from backoffice.office import SYSTEM, Office, clerk
from backoffice.review import desk
from backoffice.staff.models import Role, Staff
from backoffice.staff.services import add_staff
from domain.clock import FrozenClock
from domain.rulebook import Notice, parse_notice
from domain.texts import Language
from domain.wire import v1
from simulators.world.portraits import Looks, chip_jpeg, registry_jpeg
from tests.backoffice.acts import take_in
from tests.backoffice.partners import Partners
from tests.backoffice.people import application, registry_answer

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


def body_of(citizen: Citizen, running: int, notices: list[Notice], **delivery: str) -> v1.ApplicationBody:
    """Return one application of `citizen`, signed, with every notice agreed to."""
    photo = base64.b64encode(b"SIMJ" + chip_jpeg(citizen.looks, 1020)).decode()
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
            return add_staff(work, username, name, PASSWORD, roles)

    def lodge(self, citizen: Citizen, *, delivery: dict[str, str] | None = None, **registry: Any) -> str:
        """Let one application come in and be compared; returns its number."""
        number = self.lodge_unanswered(citizen, delivery)
        known_to_registry(self.partners, citizen, **registry)
        desk.refresh_registry(self.office, SYSTEM, number)
        return number

    def lodge_unanswered(self, citizen: Citizen, delivery: dict[str, str] | None = None) -> str:
        """Let one application come in while the registry is silent."""
        self._running += 1
        return take_in(self.office, body_of(citizen, self._running, self.notices, **(delivery or {})))

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
        numbers["bad_address"] = self.lodge(BAD_ADDRESS, delivery={"text": "重庆市南岸区南坪西路"})
        self.minutes(10)
        numbers["often"] = self.lodge(OFTEN, reissues=["2026-02-01", "2026-05-11", "2026-09-30"])
        self.minutes(12)
        numbers["silent"] = self.lodge_unanswered(SILENT)
        return numbers


def held_by(story: Story, staff: Staff, number: str) -> None:
    """Let `staff` claim a case beside the browser."""
    with story.office.writing(clerk(staff)) as work:
        from backoffice.review import cases

        desk.claim(work, number, cases.get_case(work.session, number).version)
