"""换领行驶证: a damaged vehicle licence is replaced (公安部令第164号 §52).

Read the card, choose the vehicle, say which page and why, be told, say where to, confirm, sign, show the face or let staff
compare, pay; the office reviews, has the licence made and posts it.
"""

from functools import partial
from typing import Literal, get_args

from domain.rules.vehicle_licence_replace import Declaration
from domain.services import ServiceSlug
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON, declared
from kiosk.services.vehicle_choice import require_vehicle, vehicle_stops
from kiosk.services.vehicle_documents import PAGES, PARTS, declare, facts, hand_over, last_stops, page_questions

WORDS = "vehicle_licence_replace"  # the stop where it is declared, and the words of its screen
Reason = Literal["damaged", "illegible"]
REASONS: tuple[Reason, ...] = get_args(Reason)


def declaration(visit: Visit) -> Declaration:
    """What the citizen declares; raises :class:`LookupError` when it was not declared."""
    return Declaration(
        vehicle=require_vehicle(visit.person).handle,
        reason=declared(visit, WORDS, REASON, REASONS),
        parts=declared(visit, WORDS, PARTS, PAGES),
    )


PLAN = Plan(
    slug=ServiceSlug.VEHICLE_LICENCE_REPLACE,
    stops=(
        Stop("read_id_card", "station.read"),
        *vehicle_stops(given=(WORDS,)),
        declare(WORDS, page_questions(REASONS)),
        *last_stops(),
    ),
    notices=("privacy", "truth_vehicle", "vehicle_licence_replace"),
    facts=partial(facts, words=WORDS),
    declaration=declaration,
    hand_over=partial(hand_over, words=WORDS),
)
