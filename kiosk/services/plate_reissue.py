"""补领号牌: plates that were lost are made anew, with the same number (公安部令第164号 §51).

Read the card, choose the vehicle, say which plate and why, with or without a temporary one, be told, say where
to, confirm, sign, show the face or let staff compare, pay by kind of plate; the office reviews, has the plates made and posts
them.
"""

from functools import partial
from typing import Literal, get_args

from domain.rules.plate_reissue import Declaration
from domain.services import ServiceSlug
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON, declared
from kiosk.services.plates import PLACES, PLATE_ADDRESS, plate_fee, plate_questions, wants_temporary
from kiosk.services.vehicle_choice import require_vehicle, vehicle_stops
from kiosk.services.vehicle_documents import PARTS, declare, facts, hand_over, last_stops

SLUG = ServiceSlug.PLATE_REISSUE
WORDS = "plate_reissue"  # the stop where it is declared, and the words of its screen
Reason = Literal["lost", "stolen", "destroyed"]
REASONS: tuple[Reason, ...] = get_args(Reason)


def declaration(visit: Visit) -> Declaration:
    """What the citizen declares; raises :class:`LookupError` when it was not declared."""
    return Declaration(
        vehicle=require_vehicle(visit.person).handle,
        reason=declared(visit, WORDS, REASON, REASONS),
        parts=declared(visit, WORDS, PARTS, PLACES),
        temporary_plate=wants_temporary(visit, WORDS),
    )


PLAN = Plan(
    slug=SLUG,
    stops=(
        Stop("read_id_card", "station.read"),
        *vehicle_stops(given=(WORDS,)),
        declare(WORDS, plate_questions(SLUG, REASONS)),
        *last_stops(PLATE_ADDRESS),
    ),
    notices=("privacy", "truth_vehicle", "plate_reissue"),
    facts=partial(facts, words=WORDS),
    declaration=declaration,
    fee=plate_fee(SLUG),
    hand_over=partial(hand_over, words=WORDS),
)
