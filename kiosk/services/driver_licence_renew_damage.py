"""驾驶证损毁换证: a damaged driving licence is made again (公安部令第162号 §66).

Read the card, say what is wrong with the licence, choose its photograph, be told, say where to, confirm, sign, show the face or
let staff compare, pay; the office reviews, makes the licence and posts it.
"""

from typing import Literal, get_args

from domain.rules.driver_licence_renew_damage import Declaration
from domain.services import ServiceSlug
from kiosk.flow.contents import Fact
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON, declared
from kiosk.services.licences import FROM_NOTICES_ON, PHOTO_STOP, photo_chosen, photo_fact, reason_fact, reason_stop

DAMAGE = "licence_damage"  # the stop where the damage is declared, and the words of its screen
DamageReason = Literal["broken", "faded"]
REASONS: tuple[DamageReason, ...] = get_args(DamageReason)


def declaration(visit: Visit) -> Declaration:
    """What the citizen declares: what is wrong with the licence; raises :class:`LookupError` when it was not declared."""
    return Declaration(reason=declared(visit, DAMAGE, REASON, REASONS), photo=photo_chosen(visit))


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    return [reason_fact(visit, DAMAGE, "confirm.row.damage_reason"), photo_fact(visit)]


PLAN = Plan(
    slug=ServiceSlug.DRIVER_LICENCE_RENEW_DAMAGE,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        reason_stop(DAMAGE, REASONS),
        PHOTO_STOP,
        *FROM_NOTICES_ON,
    ),
    notices=("privacy", "truth", "driver_licence_renew_damage"),
    facts=facts,
    declaration=declaration,
    hand_over=lambda _: "receipt.courier.licence_renewed",
)
