"""驾驶证期满换证: a driving licence whose period ends is renewed, and its holder reviewed (公安部令第162号 §63, §72).

Read the card, see the licence and agree to the review, choose its photograph, be told, say where to, confirm, sign, show the
face or let staff compare, pay; the office reviews, makes the licence and posts it.
"""

from domain.rules.driver_licence_renew_expiry import Declaration
from domain.services import ServiceSlug
from kiosk.flow.contents import DeclareContent, Fact
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.eligibility import Eligibility
from kiosk.services.licences import FROM_NOTICES_ON, PHOTO_STOP, licence_facts, photo_chosen, photo_fact

EXPIRY = "licence_expiry"  # the stop where the review is agreed to, and the words of its screen


def declaration(visit: Visit) -> Declaration:
    """What the citizen declares: the body's condition, and that this is a review."""
    if EXPIRY not in visit.person.answers.declared:
        raise LookupError("the condition of the body was not declared")
    return Declaration(photo=photo_chosen(visit))


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    return [photo_fact(visit)]


AGREE_TO_REVIEW = DeclareContent(EXPIRY, facts=licence_facts, card="driver_licence", inquiry=Eligibility())

PLAN = Plan(
    slug=ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("declare", "station.licence", EXPIRY, AGREE_TO_REVIEW),  # 证件
        PHOTO_STOP,
        *FROM_NOTICES_ON,
    ),
    notices=("privacy", "truth", "driver_licence_renew_expiry"),
    facts=facts,
    declaration=declaration,
    hand_over=lambda _: "receipt.courier.licence_renewed",
)
