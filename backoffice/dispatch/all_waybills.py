"""Waybills of everything that is made, by one press: how many there are now, and how many wait for what."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from backoffice.dispatch import services
from backoffice.dispatch.letters import Letters, list_letters
from backoffice.office import Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role

AT_ONCE = 40


class Waits(StrEnum):
    """Why a letter waits although nothing is wrong with it."""

    IN_TURN = "in_turn"  # the worker goes on with it
    NEXT_PRESS = "next_press"  # more than one press asks for


@dataclass(frozen=True)
class Ordered:
    """What became of one press."""

    made: int
    waiting: Mapping[str, int] = field(default_factory=dict)  # a refusal's reason or one of `Waits` -> how many


def order_all(office: Office, actor: Actor) -> Ordered:
    """Order the waybills of everything that is made; what the post does not give now is owed, and the worker goes on.

    Raises Refused(role_missing). Opens its own transactions.
    """
    actor.require(Role.DISPATCHER)
    waiting: Counter[str] = Counter()
    owed = _owe(office, actor, waiting)
    made, until = 0, office.clock.now() + timedelta(seconds=services.DESK_FIRST_SECONDS)
    for place, number in enumerate(owed):
        if office.clock.now() > until:
            waiting[Waits.IN_TURN] += len(owed) - place
            break
        try:
            services.order_owed(office, actor, number)
            made += 1
        except Refused as refused:
            if refused.reason is Reason.PARTNER_DOWN:  # it will not answer for the next one either
                waiting[Reason.PARTNER_DOWN] += len(owed) - place
                break
            waiting[refused.reason] += 1
    return Ordered(made, {str(why): count for why, count in waiting.items()})


def _owe(office: Office, actor: Actor, waiting: Counter[str]) -> list[str]:
    """Owe every letter its waybill in one transaction; what may not have one is counted, and keeps no other from its own."""
    owed = []
    with office.writing(actor) as work:
        without = [entry.number for entry in list_letters(work, Letters.TO_POST) if entry.waybill_number is None]
        for number in without[:AT_ONCE]:
            try:
                services.request_waybill(work, number, first_at=work.now + timedelta(seconds=services.DESK_FIRST_SECONDS))
                owed.append(number)
            except Refused as refused:
                waiting[refused.reason] += 1
    if len(without) > AT_ONCE:
        waiting[Waits.NEXT_PRESS] += len(without) - AT_ONCE
    return owed
