"""Coded reasons 原因代码 for which a service is refused, sent back or referred. Sentences: `config/texts/reasons.toml`."""

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """Why not. A decision always carries codes of this list, all of them at once (162 §3, 164 §3)."""

    FACE = "R-FACE"  # 人像不符
    PHOTO = "R-PHOTO"  # 照片不合格
    ID_EXPIRED = "R-IDEXP"  # 身份证过期
    DATA = "R-DATA"  # 信息不一致
    STATE = "R-STATE"  # 证件状态不允许
    VIOLATION = "R-VIO"  # 违法未处理
    ACCIDENT = "R-ACC"  # 事故未处理
    WINDOW = "R-WINDOW"  # 不在办理期限
    AGE = "R-AGE"  # 年龄条件
    OUT_OF_AREA = "R-OUT"  # 外地证
    LOCKED = "R-LOCK"  # 锁定
    DUPLICATE = "R-DUP"  # 已有同一业务在办
    ADDRESS = "R-ADDR"  # 地址不可投递
    FRAUD = "R-FRAUD"  # 疑点, 转现场
    NO_LICENCE = "R-NONE"  # 没有驾驶证记录
    OTHER_SERVICE = "R-OTHER"  # 应办其他业务
    REISSUE_LIMIT = "R-LIMIT"  # 短期内多次补证, 转现场
    LAW = "R-LAW"  # 其他法定原因


SAYABLE_BEFORE_FACE = frozenset({ReasonCode.ID_EXPIRED, ReasonCode.AGE, ReasonCode.WINDOW, ReasonCode.OUT_OF_AREA})
"""Reasons that reveal nothing about the state of a licence, so they may be said before the face is verified."""


@dataclass(frozen=True)
class Refusal:
    """One reason, with the service that would be the right one when there is one."""

    code: ReasonCode
    instead: str | None = None  # slug of the service to use instead
