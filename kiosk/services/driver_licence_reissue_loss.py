"""驾驶证遗失补证: re-issue of a lost driving licence (公安部令第162号 §69).

Read the card, declare the loss, be told, say where to, confirm, sign, show the face or let staff compare, pay; the office
reviews, makes the licence and posts it.
"""

from collections.abc import Sequence
from typing import Literal, get_args

from domain.services import ServiceSlug
from domain.wire.v1 import LossDeclaration
from kiosk.flow.contents import DeclareContent, Fact, Matter, Question
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.delivery import ADDRESS
from kiosk.services.eligibility import Eligibility

LOSS = "licence_loss"  # the stop where the loss is declared, and the words of its screen
REASON = "reason"
LossReason = Literal["lost", "stolen", "destroyed"]
REASONS: tuple[LossReason, ...] = get_args(LossReason)


def declaration(visit: Visit) -> LossDeclaration:
    """What the citizen declares: how the licence was lost."""
    answers = visit.person.answers
    reason = next((reason for reason in REASONS if reason == answers.option(LOSS, REASON)), None)
    if reason is None or LOSS not in answers.declared:
        raise LookupError("the loss was not declared")
    return LossDeclaration(reason=reason)


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    reason = visit.person.answers.option(LOSS, REASON)
    return [Fact("confirm.row.loss_reason", value_key=f"{LOSS}.{REASON}.{reason}", edit=LOSS)]


def questions(_: Matter) -> Sequence[Question]:
    """How it was lost."""
    return (Question(REASON, REASONS),)


def licence_facts(matter: Matter) -> Sequence[Fact] | None:
    """What the register says of the licence. The office masks; nothing of a licence is ever unmasked here."""
    licence = matter.person.answer.licence if matter.person.answer else None
    if licence is None:
        return None
    valid_to = licence.valid_to.isoformat() if licence.valid_to else None
    return (
        Fact(f"{LOSS}.fact.holder", value=licence.holder),
        Fact(f"{LOSS}.fact.number", value=licence.number),
        Fact(f"{LOSS}.fact.classes", value=licence.classes),
        Fact(f"{LOSS}.fact.valid_to", value=valid_to, value_key=None if valid_to else f"{LOSS}.long_term"),
    )


DECLARE_LOSS = DeclareContent(LOSS, questions, licence_facts, card="driver_licence", inquiry=Eligibility())

PLAN = Plan(
    slug=ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("declare", "station.licence", LOSS, DECLARE_LOSS),  # 证件
        Stop("notices", "station.notices"),  # 告知
        Stop("address", "station.address", content=ADDRESS),  # 地址
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
