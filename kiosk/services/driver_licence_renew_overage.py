"""驾驶证超龄换证: whoever is too old for a class keeps a lower one (公安部令第162号 §65 as amended by 第172号).

Read the card, have the office asked which classes may be kept, choose, declare the loss of the others, choose the photograph,
be told, say where to, confirm, sign, show the face or let staff compare, pay; two clerks review, and the courier takes the old
licence back when he brings the new one.
"""

from collections.abc import Sequence
from typing import get_args

from domain.people import completed_years
from domain.rules.driver_licence_renew_overage import Declaration
from domain.rules.licence_classes import Choice, classes_after, parse_classes
from domain.services import ServiceSlug
from kiosk.flow.contents import DeclareContent, Fact, Matter, Question, WaitContent
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.eligibility import Eligibility
from kiosk.services.licences import FROM_NOTICES_ON, PHOTO_STOP, licence_facts, photo_chosen, photo_fact

OVERAGE = "licence_overage"  # the stop where the class is chosen, and the words of its screen
KEEP = "keep"
CHOICES: tuple[Choice, ...] = get_args(Choice)


def kept(visit: Visit) -> Choice | None:
    """Return what is to be kept; None while nothing is chosen."""
    chosen = visit.person.answers.option(OVERAGE, KEEP)
    return next((choice for choice in CHOICES if choice == chosen), None)


def declaration(visit: Visit) -> Declaration:
    """What the citizen declares: which class is kept."""
    keep = kept(visit)
    if keep is None or OVERAGE not in visit.person.answers.declared:
        raise LookupError("the class to keep was not declared")
    return Declaration(keep=keep, photo=photo_chosen(visit))


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    return [Fact("confirm.row.keep", value_key=f"{OVERAGE}.{KEEP}.{kept(visit)}", edit=OVERAGE), photo_fact(visit)]


def questions(matter: Matter) -> Sequence[Question]:
    """Which class is kept, of those that the office offers."""
    offered = matter.person.answer.options if matter.person.answer else ()
    return (Question(KEEP, tuple(choice for choice in CHOICES if choice in offered)),)


def facts_of_exchange(matter: Matter) -> Sequence[Fact] | None:
    """The licence, and the classes of the new one once something is chosen."""
    known, after = licence_facts(matter), _classes_after(matter)
    return known if known is None or after is None else (*known, Fact("licence.fact.after", value=after))


def _classes_after(matter: Matter) -> str | None:
    """Return what the new licence would say; None where that cannot be told here: the office says it."""
    licence = matter.person.answer.licence if matter.person.answer else None
    keep, document = kept(matter.visit), matter.person.document
    if licence is None or keep is None or document is None:
        return None
    try:
        return classes_after(parse_classes(licence.classes), completed_years(document.birth, matter.now.date()), keep)
    except ValueError:
        return None


ASK_OFFICE = WaitContent("licence_wait", (Eligibility(),))
CHOOSE_CLASS = DeclareContent(OVERAGE, questions, facts_of_exchange, card="driver_licence")

PLAN = Plan(
    slug=ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("wait", "station.licence", "licence_wait", ASK_OFFICE),  # 证件
        Stop("declare", "station.licence", OVERAGE, CHOOSE_CLASS),
        PHOTO_STOP,
        *FROM_NOTICES_ON,
    ),
    notices=("privacy", "truth", "driver_licence_renew_overage"),
    facts=facts,
    declaration=declaration,
    hand_over=lambda _: "receipt.courier.licence_overage",
)
