"""What the two services share that make a vehicle's plates anew: questions, temporary plate, fee (公安部令第164号 §51)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal, get_args

from domain.rulebook import fee_on
from domain.rules.plates import PlateTerms, declarable
from domain.services import ServiceSlug, own_of
from kiosk.flow.contents import Matter, Question
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON
from kiosk.services.delivery import CARD_ADDRESS
from kiosk.services.vehicle_choice import chosen_vehicle, require_vehicle
from kiosk.services.vehicle_documents import PARTS, TEMPORARY

Place = Literal["front", "rear", "both"]

PLACES: tuple[Place, ...] = get_args(Place)
WANTED, NOT_WANTED = "wanted", "not_wanted"
TEMPORARY_PLATE = "temporary_plate"  # item of the table of fees
PLATE_ADDRESS = replace(CARD_ADDRESS, words="plate_address")


def plate_terms(matter: Matter, slug: ServiceSlug) -> PlateTerms:
    """Return the service's own terms."""
    return own_of(matter.rulebook.terms[slug], PlateTerms)


def plate_questions(slug: ServiceSlug, reasons: tuple[str, ...]) -> Callable[[Matter], Sequence[Question]]:
    """Return what is asked of plates: why, which, and whether a temporary one is wanted; single plates leave no choice."""

    def questions(matter: Matter) -> Sequence[Question]:
        vehicle, terms = chosen_vehicle(matter.person), plate_terms(matter, slug)
        kind = vehicle.plate_kind if vehicle else ""
        temporary = (temporary_question(matter, slug),) if terms.temporary_days else ()
        return Question(REASON, reasons), Question(PARTS, declarable(kind, terms)), *temporary

    return questions


def wants_temporary(visit: Visit, words: str) -> bool:
    """Tell whether a temporary plate is wanted; it may not have been offered."""
    return visit.person.answers.option(words, TEMPORARY) == WANTED


def temporary_question(matter: Matter, slug: ServiceSlug) -> Question:
    """Return whether a temporary plate is wanted; what it costs and how long it holds stands on the option."""
    fen = fee_on(matter.rulebook.fees, slug, matter.now.date(), item=TEMPORARY_PLATE)
    yuan = f"{fen // 100}" if fen % 100 == 0 else f"{Decimal(fen) / 100:.2f}"
    values = {"fee": yuan, "days": str(plate_terms(matter, slug).temporary_days)}
    return Question(TEMPORARY, (WANTED, NOT_WANTED), values=values)


def plate_fee(slug: ServiceSlug) -> Callable[[Matter], int]:
    """Return what works out the fee: by kind of plate, and the temporary plate where one is wanted."""

    def fee(matter: Matter) -> int:
        kind, day, fees = require_vehicle(matter.person).plate_kind, matter.now.date(), matter.rulebook.fees
        temporary = fee_on(fees, slug, day, item=TEMPORARY_PLATE) if wants_temporary(matter.visit, slug) else 0
        return fee_on(fees, slug, day, plate_kind=kind) + temporary

    return fee
