"""Driving licences 驾驶证: classes 准驾车型 and status letters (several at once are possible)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class LicenceState(StrEnum):
    """Status letters of a driving licence in the registry; a licence carries a set of them."""

    NORMAL = "A"  # 正常
    POINTS_EXCEEDED = "B"  # 超分
    TRANSFERRED_OUT = "C"  # 转出
    SUSPENDED = "D"  # 暂扣
    ANNULLED = "E"  # 撤销
    REVOKED = "F"  # 吊销
    CANCELLED = "G"  # 注销
    VIOLATION_PENDING = "H"  # 违法未处理
    ACCIDENT_PENDING = "I"  # 事故未处理
    STOPPED = "J"  # 停止使用
    IMPOUNDED = "K"  # 扣押(协查)
    LOCKED = "L"  # 锁定
    EXPIRED = "M"  # 逾期未换证
    RENEWAL_POSTPONED = "N"  # 延期换证
    MEDICAL_POSTPONED = "P"  # 延期体检
    CANCELLED_RESTORABLE = "R"  # 注销可恢复
    REVIEW_OVERDUE = "S"  # 逾期未审验
    REVIEW_POSTPONED = "T"  # 延期审验
    WITHHELD = "U"  # 扣留


def parse_states(letters: str) -> frozenset[LicenceState]:
    """Parse a registry string such as ``"AH"``; raises :class:`ValueError` on a letter nobody knows."""
    return frozenset(LicenceState(letter) for letter in letters)


@dataclass(frozen=True)
class DrivingLicence:
    """A driving licence as the registry knows it. Its repr shows nothing of the person."""

    number: str = field(repr=False)  # same as the ID number
    holder: str = field(repr=False)
    archive_number: str = field(repr=False)  # 档案编号, 12 digits, begins with the issuing office
    classes: str = field(repr=False)  # 准驾车型, e.g. "C1" or "A2D"
    states: frozenset[LicenceState] = field(repr=False)
    first_issued: date = field(repr=False)
    valid_from: date = field(repr=False)
    valid_to: date | None = field(repr=False)  # None: 长期
    address: str = field(repr=False)
    points: int = field(repr=False, default=0)  # 累计记分
    extended_until: date | None = field(repr=False, default=None)  # 延长原准驾车型资格 (162 §65 as amended by 172)
    full_cycles: int = field(repr=False, default=0)  # scoring cycles of this validity that ended with 12 points (162 §62)
    studied_on: date | None = field(repr=False, default=None)  # last 审验教育 of who drives for a living (162 §73)


@dataclass(frozen=True)
class MedicalCertificate:
    """身体条件证明, uploaded by the hospital; valid for six months from its issue (162 §85)."""

    issued_on: date = field(repr=False)
    classes: str = field(repr=False)  # the classes that it suffices for, as a licence writes them


@dataclass(frozen=True)
class AbilityTest:
    """记忆力、判断力、反应力等能力测试 (三力测试, 162 §73): passed on this day."""

    passed_on: date = field(repr=False)
