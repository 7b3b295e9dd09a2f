"""驾驶证遗失补证: re-issue of a lost driving licence (公安部令第162号 §69).

Read the card, declare the loss, choose the photograph of the new licence, be told, say where to, confirm, sign, show the face
or let staff compare, pay; the office reviews, makes the licence and posts it.
"""

from typing import Literal, get_args

from domain.rules.driver_licence_reissue_loss import Declaration
from domain.services import ServiceSlug
from kiosk.flow.contents import Fact
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON, declared
from kiosk.services.licences import FROM_NOTICES_ON, PHOTO_STOP, photo_chosen, photo_fact, reason_fact, reason_stop

LOSS = "licence_loss"  # the stop where the loss is declared, and the words of its screen
LossReason = Literal["lost", "stolen", "destroyed"]
REASONS: tuple[LossReason, ...] = get_args(LossReason)


def declaration(visit: Visit) -> Declaration:
    """What the citizen declares: how the licence was lost; raises :class:`LookupError` when it was not declared."""
    return Declaration(reason=declared(visit, LOSS, REASON, REASONS), photo=photo_chosen(visit))


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    return [reason_fact(visit, LOSS, "confirm.row.loss_reason"), photo_fact(visit)]


PLAN = Plan(
    slug=ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        reason_stop(LOSS, REASONS),
        PHOTO_STOP,
        *FROM_NOTICES_ON,
    ),
    notices=("privacy", "truth", "driver_licence_reissue_loss"),
    facts=facts,
    declaration=declaration,
)
