"""Traffic violations 交通违法: capture records, decisions 处罚决定, and why one cannot be handled at a terminal."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

DECISION_DIGITS = 16


class CaptureKind(StrEnum):
    """How a violation was found (违法行为处理程序规定 §15)."""

    CAMERA = "camera"  # 非现场: 交通技术监控
    ON_SITE = "on_site"  # 现场


class HandlingBar(StrEnum):
    """Why a record cannot be handled at a terminal and what stands against it; text keys ``handling.<bar>``."""

    ON_SITE = "on_site"  # 现场查处 is handled by who issued it
    OTHER_AREA = "other_area"  # 外地违法: captured by an agency that this terminal does not serve
    FINE_TOO_HIGH = "fine_too_high"  # above the simple procedure (157 §43)
    POINTS_TOO_MANY = "points_too_many"  # one record above the limit
    POINTS_REACH_LIMIT = "points_reach_limit"  # with the points of this cycle it would reach 12
    PENALTY_UNKNOWN = "penalty_unknown"  # no row of the code table for that day
    DISPUTED = "disputed"  # 已提出异议
    NOT_REVIEWED = "not_reviewed"  # 待审核录入
    NO_LICENCE = "no_licence"
    LICENCE_STATE = "licence_state"
    LICENCE_CLASS = "licence_class"  # 准驾不符
    KEY_VEHICLE = "key_vehicle"  # 重点车辆
    NOT_OWN_VEHICLE = "not_own_vehicle"  # 非本人名下车辆
    UNIT_VEHICLE = "unit_vehicle"  # 单位车辆
    VEHICLE_STATE = "vehicle_state"


@dataclass(frozen=True)
class ViolationCode:
    """One row of the dated code table. Points never follow from the code's digits: codes were renumbered in 2022."""

    code: str
    text: str
    points: int | None  # None: certain only together with a local table
    fine_fen: int | None
    provision: str  # 违反的规定
    basis: str  # 处罚依据
    valid_from: date
    valid_to: date | None  # last day
    mark: str  # how sure we are: V verified, W secondary, C seen in code, U unverified


@dataclass(frozen=True)
class ViolationRecord:
    """One capture that has not been decided yet. Its repr shows nothing."""

    record_number: str = field(repr=False)  # 16 digits, begins with the agency's area
    plate: str = field(repr=False)
    plate_kind: str = field(repr=False)
    captured_at: datetime = field(repr=False)
    place: str = field(repr=False)
    code: str = field(repr=False)
    points: int | None = field(repr=False)  # as recorded
    fine_fen: int | None = field(repr=False)  # as recorded
    agency_code: str = field(repr=False)  # 12 digits
    agency: str = field(repr=False)
    capture: CaptureKind = field(repr=False)
    reviewed: bool = field(repr=False)
    disputed: bool = field(repr=False)
    pictures: int = field(repr=False)  # how many photographs there are


@dataclass(frozen=True)
class PenaltyDecision:
    """One decision 处罚决定 with its payment. Its repr shows nothing."""

    decision_number: str = field(repr=False)  # 16 digits
    plate: str = field(repr=False)
    code: str = field(repr=False)
    decided_on: date = field(repr=False)
    points: int = field(repr=False)
    fine_fen: int = field(repr=False)
    paid: bool = field(repr=False)


def is_decision_number(number: str) -> bool:
    """Tell whether `number` can be a decision's 决定书编号: sixteen digits. A check digit is not known of."""
    return len(number) == DECISION_DIGITS and number.isascii() and number.isdigit()
