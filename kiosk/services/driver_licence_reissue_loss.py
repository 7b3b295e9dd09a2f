"""驾驶证遗失补证: re-issue of a lost driving licence (公安部令第162号 §69).

Read the card, declare the loss, be told, say where to, confirm, sign, show the face or let staff compare, pay; the office
reviews, makes the licence and posts it.
"""

from domain.services import ServiceSlug
from domain.wire.v1 import LossDeclaration
from kiosk.flow.plan import Fact, Plan
from kiosk.flow.visit import Visit


def declaration(visit: Visit) -> LossDeclaration:
    """What the citizen declares: how the licence was lost."""
    if visit.person.reason is None or not visit.person.declared:
        raise LookupError("the loss was not declared")
    return LossDeclaration(reason=visit.person.reason)


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    return [Fact("confirm.row.loss_reason", value_key=f"licence_loss.reason.{visit.person.reason}", edit="licence_loss")]


PLAN = Plan(
    slug=ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
    steps=("read_id_card", "licence_loss", "notices", "address", "confirm", "sign", "face_consent", "face", "pay", "submitted"),
    stations=(
        "station.read",  # 读证
        "station.licence",  # 证件
        "station.notices",  # 告知
        "station.address",  # 地址
        "station.confirm",  # 确认
        "station.confirm",  # to sign is to confirm: one station
        "station.face",  # 人脸
        "station.face",
        "station.pay",  # 缴费
        "station.done",  # 完成
    ),
    notices=("privacy", "truth", "driver_licence_reissue_loss"),
    facts=facts,
    declaration=declaration,
)
