"""Invented citizens of Chongqing: names, numbers with their check digit, addresses in its districts, vehicles."""

import random
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from stdnum.iso7064 import mod_11_2

from backoffice.demo_day import portraits
from backoffice.demo_day.portraits import Face
from domain.vehicles import OwnerKind, Vehicle, VehicleState

SURNAMES = "陈李王张刘杨周罗谭何向蒋黎吴唐胡邓冉彭曾秦廖龙程段邹雷熊汪田"
GIVEN_MEN = ("志远", "建国", "文斌", "东来", "航", "俊杰", "德福", "伟", "明", "强", "浩然", "子轩", "国庆", "永刚", "涛", "勇")
GIVEN_WOMEN = ("雨佳", "小梅", "静", "敏", "丽", "婷", "欣怡", "淑芬", "玉兰", "倩", "雪", "思琪", "桂英", "蓉", "娟", "晓燕")
DISTRICTS = (
    ("500103", "渝中区", ("民权路", "中山三路", "长江一路")),
    ("500104", "大渡口区", ("松青路", "春晖路", "文体路")),
    ("500106", "沙坪坝区", ("小龙坎新街", "天星桥正街")),
    ("500107", "九龙坡区", ("西郊路", "杨家坪正街", "石杨路")),
    ("500108", "南岸区", ("南坪西路", "江南大道", "珊瑚路")),
    ("500109", "北碚区", ("中山路", "云清路")),
    ("500157", "两江新区", ("金开大道", "礼嘉大道")),
    ("500113", "巴南区", ("龙洲大道", "渔洞新街")),
    ("500101", "万州区", ("太白路", "高笋塘路")),
    ("500102", "涪陵区", ("兴华中路", "体育南路")),
)
"""Code, name and streets of the districts in which the city of the demo has terminals and clerks."""


@dataclass(frozen=True)
class Citizen:
    """One invented person. Its repr shows nothing."""

    seed: int
    name: str = field(repr=False)
    number: str = field(repr=False)
    birth: date = field(repr=False)
    female: bool = field(repr=False)
    region_code: str = field(repr=False)
    address: str = field(repr=False)
    phone: str = field(repr=False)

    @cached_property
    def face(self) -> Face:
        """Return the drawn face."""
        return portraits.face_of(self.seed, female=self.female, age=2026 - self.birth.year)


def invent(seed: int, *, older: bool = False) -> Citizen:
    """Invent a citizen; the same seed gives the same. `older`: past sixty."""
    dice = random.Random(f"citizen-{seed}")  # noqa: S311 - people, not secrets
    female = dice.random() < 0.45
    code, name, streets = dice.choice(DISTRICTS)
    born = date(dice.randint(1958, 1965) if older else dice.randint(1967, 2004), dice.randint(1, 12), dice.randint(1, 28))
    body = f"{code}{born:%Y%m%d}{dice.randint(1, 499) * 2 + (0 if female else 1):03d}"
    house = f"{dice.randint(1, 188)}号{dice.randint(1, 33)}-{dice.randint(1, 8)}"
    return Citizen(
        seed=seed,
        name=dice.choice(SURNAMES) + dice.choice(GIVEN_WOMEN if female else GIVEN_MEN),
        number=body + mod_11_2.calc_check_digit(body),
        birth=born,
        female=female,
        region_code=code,
        address=f"重庆市{name}{dice.choice(streets)}{house}",
        phone=f"1{dice.choice(('38', '39', '35', '86', '99'))}{dice.randint(0, 99_999_999):08d}",
    )


def vehicle_of(citizen: Citizen, *, truck: bool = False) -> Vehicle:
    """Invent this citizen's vehicle."""
    dice = random.Random(f"vehicle-{citizen.seed}")  # noqa: S311 - vehicles, not secrets
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    tail = "".join(dice.choice(letters) if place % 2 else str(dice.randint(0, 9)) for place in range(5))
    plate = f"渝{dice.choice('ABDF')}{tail}"
    return Vehicle(
        plate=plate,
        plate_kind="02",
        type_code="H31" if truck else "K33",
        use_code="A",
        owner_kind=OwnerKind.INDIVIDUAL,
        states=frozenset({VehicleState.NORMAL}),
        inspection_valid_to=date(2027, dice.randint(1, 12), 28),
        vin="LSVAU2180N2" + f"{dice.randint(0, 999_999):06d}",
        model="庆铃牌QL1041" if truck else dice.choice(("长安牌SC7169A", "吉利牌JL7151", "比亚迪牌BYD7005")),
        registered_area=citizen.region_code,
        axles=2 if truck else None,
        mass_kg=4490 if truck else None,
        energy="A",
        mortgaged=False,
        reissues=(),
    )
