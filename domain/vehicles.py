"""Vehicles 机动车 as the registry knows them: plate, kind of plate 号牌种类, states, use."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.people import MASK

LONGEST_PLATE = 8  # small new-energy: one more than the others
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
SUFFIXES = "挂学警领港澳"  # trailer, learner, police, consulate, Hong Kong, Macao
NOT_ON_PLATE = re.compile(rf"[^{PROVINCES}{SUFFIXES}A-Z0-9]")
PLATE = re.compile(
    rf"[{PROVINCES}][A-HJ-NP-Z](?:"
    rf"[A-HJ-NP-Z0-9]{{5}}|[A-HJ-NP-Z0-9]{{4}}[{SUFFIXES}]"
    r"|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}"  # small new-energy
    r"|[0-9]{5}[A-HJK])"  # large new-energy
)


class VehicleState(StrEnum):
    """Status letters of a vehicle (GA/T 16.17); a vehicle carries a set of them."""

    NORMAL = "A"  # 正常
    TRANSFERRED_OUT = "B"  # 转出
    STOLEN = "C"  # 被盗抢
    LAID_UP = "D"  # 停驶
    CANCELLED = "E"  # 注销
    VIOLATION_PENDING = "G"  # 违法未处理
    CUSTOMS = "H"  # 海关监管
    ACCIDENT_PENDING = "I"  # 事故未处理
    SUSPECT = "J"  # 嫌疑车
    SEALED = "K"  # 查封
    WITHHELD = "L"  # 暂扣 扣留
    FORCED_CANCELLED = "M"  # 强制注销
    HIT_AND_RUN = "N"  # 事故逃逸
    LOCKED = "O"  # 锁定
    SCRAPPED = "P"  # 达到报废标准公告牌证作废
    INSPECTION_OVERDUE = "Q"  # 逾期未检验


class OwnerKind(StrEnum):
    """Who owns it."""

    INDIVIDUAL = "individual"  # 个人
    UNIT = "unit"  # 单位


@dataclass(frozen=True)
class Vehicle:
    """One registered vehicle. Its repr shows nothing."""

    plate: str = field(repr=False)  # 号牌号码, e.g. 渝A8K2D6
    plate_kind: str = field(repr=False)  # 号牌种类 GA 24.7, e.g. "02" small car, "52" small new-energy
    type_code: str = field(repr=False)  # 车辆类型 GA 24.4, e.g. "K33"
    use_code: str = field(repr=False)  # 使用性质 GA 24.3, e.g. "A" 非营运
    owner_kind: OwnerKind = field(repr=False)
    states: frozenset[VehicleState] = field(repr=False)
    inspection_valid_to: date | None = field(repr=False)  # 检验有效期止
    vin: str = field(repr=False, default="")  # 车辆识别代号, 17 characters
    model: str = field(repr=False, default="")  # 品牌型号
    registered_area: str = field(repr=False, default="")  # 登记地, the district's code (GB/T 2260)
    axles: int | None = field(repr=False, default=None)  # 轴数; None: not told
    mass_kg: int | None = field(repr=False, default=None)  # 总质量
    energy: str = field(repr=False, default="")  # 能源种类 GA 24.9, e.g. "A" petrol, "B" diesel, "C" electric
    mortgaged: bool | None = field(repr=False, default=False)  # 抵押; None: not told
    scrap_by: date | None = field(repr=False, default=None)  # 强制报废期止
    reissues: tuple[date, ...] | None = field(repr=False, default=())  # days of earlier re-issues; None: not told
    gaps: tuple[str, ...] = ()  # what the registry said of it that nobody understands; names of fields, never values

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by: plate and kind of plate; the plate alone is not unique."""
        return self.plate, self.plate_kind


def parse_vehicle_states(letters: str) -> frozenset[VehicleState]:
    """Parse a registry string such as ``"AG"``; raises :class:`ValueError` on a letter nobody knows."""
    return frozenset(VehicleState(letter) for letter in letters)


def mask_plate(plate: str) -> str:
    """渝A8K2D6 → 渝A∗∗2D6: what may be shown before the face is verified."""
    return plate[:2] + MASK * max(len(plate) - 5, 0) + plate[-3:] if len(plate) > 5 else MASK * len(plate)


def plain_plate(typed: str) -> str:
    """Return what of `typed` may stand on a plate, in capitals; the dot of 渝A·12345 is display only."""
    return NOT_ON_PLATE.sub("", typed.upper())


def is_plate(plate: str) -> bool:
    """Tell whether `plate` has a form of GA 36-2018, of whatever province; no letter I or O stands on one."""
    return PLATE.fullmatch(plate) is not None
