"""驾驶证遗失补证: re-issue of a lost driving licence (公安部令第162号 §69).

Read the card, declare the loss, be told, say where to, confirm, sign, show the face or let staff compare, pay; the office
reviews, makes the licence and posts it.
"""

from domain.services import ServiceSlug
from domain.wire.v1 import LossDeclaration
from kiosk.flow.contents import Fact
from kiosk.flow.plan import Plan, Stop
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
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("licence_loss", "station.licence"),  # 证件
        Stop("notices", "station.notices"),  # 告知
        Stop("address", "station.address"),  # 地址
        Stop("confirm", "station.confirm"),  # 确认
        Stop("sign", "station.confirm"),  # to sign is to confirm: one station
        Stop("face_consent", "station.face"),  # 人脸
        Stop("face", "station.face"),
        Stop("pay", "station.pay"),  # 缴费
        Stop("submitted", "station.done"),  # 完成
    ),
    notices=("privacy", "truth", "driver_licence_reissue_loss"),
    facts=facts,
    declaration=declaration,
)
