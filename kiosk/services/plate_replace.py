"""换领号牌: damaged plates are replaced, with the same number (公安部令第164号 §51).

Read the card, choose the vehicle, say which plate and why, with or without a temporary one, photograph the damaged plate, be
told, say where to, confirm, sign, show the face or let staff compare, pay by kind of plate; the office reviews, has the plates
made and posts them.
"""

from collections.abc import Sequence
from functools import partial
from typing import Literal, get_args

from domain.rules.plate_replace import Declaration
from domain.services import ServiceSlug
from kiosk.flow.contents import Matter
from kiosk.flow.paper_content import DocumentsContent, Paper
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON, declared
from kiosk.services.plates import PLACES, PLATE_ADDRESS, plate_fee, plate_questions, wants_temporary
from kiosk.services.vehicle_choice import require_vehicle, vehicle_stops
from kiosk.services.vehicle_documents import PARTS, declare, facts, hand_over, last_stops

SLUG = ServiceSlug.PLATE_REPLACE
WORDS = "plate_replace"  # the stop where it is declared, and the words of its screen
PICTURE = "damaged_plate"  # the stop where it is photographed, and what the picture is called
Reason = Literal["damaged", "faded"]
REASONS: tuple[Reason, ...] = get_args(Reason)


def damaged_plate(_: Matter) -> Sequence[Paper]:
    """The plate as it is now; of two the worse one."""
    return (Paper(PICTURE),)


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
        *vehicle_stops(given=(WORDS, PICTURE)),
        declare(WORDS, plate_questions(SLUG, REASONS)),
        Stop("documents", "station.vehicle", PICTURE, DocumentsContent(PICTURE, damaged_plate)),
        *last_stops(PLATE_ADDRESS),
    ),
    notices=("privacy", "truth_vehicle", "plate_replace"),
    facts=partial(facts, words=WORDS),
    declaration=declaration,
    fee=plate_fee(SLUG),
    hand_over=partial(hand_over, words=WORDS),
)
