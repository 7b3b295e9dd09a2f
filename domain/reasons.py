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
    MEDICAL = "R-MED"  # 没有有效的身体条件证明
    ABILITY = "R-ABILITY"  # 没有通过三力测试
    POINTS = "R-POINTS"  # 记满分或者须先学习
    CLASS = "R-CLASS"  # 准驾车型不符合
    REGISTRY = "R-REG"  # 登记信息不完整, 转人工核对
    NO_VEHICLE = "R-NOVEH"  # 没有可以办理的机动车
    VEHICLE_STATE = "R-VSTATE"  # 机动车状态不允许
    VEHICLE_KIND = "R-VKIND"  # 号牌种类或者车辆类型不办
    UNIT_OWNER = "R-UNIT"  # 单位车辆
    PHONE = "R-PHONE"  # 手机号没有验证
    DOCUMENT = "R-DOC"  # 缺材料或者材料看不清
    HANDLING = "R-HANDLE"  # 不能在自助平台处理
    PAID = "R-PAID"  # 已经缴过
    CLARIFYING = "R-CLARIFY"  # 上一次缴款正在核实
    NO_DECISION = "R-NODEC"  # 没有查到这份决定书
    TAKEN = "R-TAKEN"  # 正在别处缴款
    SIGNATURE = "R-SIGN"  # 没有本人签名
    CONSENT = "R-CONSENT"  # 所同意的告知文本无效


SAYABLE_BEFORE_FACE = frozenset({ReasonCode.ID_EXPIRED, ReasonCode.AGE, ReasonCode.WINDOW, ReasonCode.OUT_OF_AREA})
"""Reasons that reveal nothing about the state of a licence, so they may be said before the face is verified."""

SAYABLE_OF_A_VEHICLE = SAYABLE_BEFORE_FACE | {ReasonCode.VEHICLE_KIND, ReasonCode.UNIT_OWNER, ReasonCode.REGISTRY}
"""Reasons that may stand on a masked vehicle before the face is verified: its kind is drawn anyway, none is a state of it."""


@dataclass(frozen=True)
class Refusal:
    """One reason, with the service that would be the right one when there is one."""

    code: ReasonCode
    instead: str | None = None  # slug of the service to use instead
