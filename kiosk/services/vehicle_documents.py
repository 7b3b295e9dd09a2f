"""What the four services have in common that make a vehicle's licence or plates anew (公安部令第164号 §51, §52)."""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from kiosk.flow.contents import AddressContent, DeclareContent, Fact, Matter, Question
from kiosk.flow.plan import Stop
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON
from kiosk.services.delivery import CARD_ADDRESS
from kiosk.services.vehicle_choice import VEHICLE, chosen_vehicle, vehicle_facts

Page = Literal["main", "copy", "both"]

PARTS, TEMPORARY = "parts", "temporary"
PAGES: tuple[Page, ...] = get_args(Page)  # of a licence


def declare(words: str, questions: Callable[[Matter], Sequence[Question]]) -> Stop:
    """Return the stop where it is said what is lost or damaged, named and worded `words`."""
    return Stop("declare", "station.vehicle", words, DeclareContent(words, questions, vehicle_facts, card="vehicle_licence"))


def page_questions(reasons: tuple[str, ...]) -> Callable[[Matter], Sequence[Question]]:
    """Return what is asked of a licence: why, and which page."""
    questions = Question(REASON, reasons), Question(PARTS, PAGES)
    return lambda _: questions


def last_stops(address: AddressContent = CARD_ADDRESS) -> tuple[Stop, ...]:
    """Return the way from the notices to the slip; `address`: in which words it is asked where to."""
    return (
        Stop("notices", "station.notices"),
        Stop("address", "station.address", content=address),
        Stop("confirm", "station.confirm"),
        Stop("sign", "station.confirm"),
        Stop("face_consent", "station.face"),
        Stop("face", "station.face"),
        Stop("pay", "station.pay"),
        Stop("submitted", "station.done"),
    )


def facts(visit: Visit, words: str) -> list[Fact]:
    """Return what is added to the confirmation: the vehicle, and what was declared of it.

    A temporary plate stands in the row of the plates: the confirmation has room for ten rows.
    """
    vehicle, answers = chosen_vehicle(visit.person), visit.person.answers
    plate = [Fact("confirm.row.vehicle", value=vehicle.plate, edit=VEHICLE)] if vehicle else []
    reason, parts, temporary = (answers.option(words, name) for name in (REASON, PARTS, TEMPORARY))
    what = f"{words}.parts.{parts}" if temporary is None else f"{words}.{temporary}.{parts}"
    return [
        *plate,
        Fact(f"{words}.row.reason", value_key=f"{words}.reason.{reason}", edit=words),
        Fact(f"{words}.row.parts", value_key=what, edit=words),
    ]


def hand_over(visit: Visit, words: str) -> str:
    """Return the text key of what is handed to the courier; of what is lost only in part, the rest."""
    return f"receipt.courier.{words}.{visit.person.answers.option(words, PARTS)}"
