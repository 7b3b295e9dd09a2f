"""变更驾驶人联系方式 (公安部令第162号 §81): phone proven by a code, address, e-mail, postcode, for some the employer."""

from collections.abc import Sequence

from domain.rules.contact_change_driver import EMPLOYER as FILES_EMPLOYER
from domain.rules.contact_change_driver import Declaration
from domain.services import ServiceSlug
from kiosk.flow.contents import Fact, FormContent, FormField, Matter, WaitContent
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Person, Visit
from kiosk.services.contact_changes import (
    DETAILS,
    EMAIL,
    EMPLOYER,
    POSTCODE,
    contact_facts,
    hand_over,
    last_stops,
    plain_details,
    shown_contact,
    typed,
)
from kiosk.services.eligibility import Eligibility
from kiosk.services.phone_codes import phone_stops, proven_phone

OWN_LICENCE = "own_licence"


def files_employer(person: Person) -> bool:
    """Tell whether the office asks this driver for an employer."""
    return person.answer is not None and FILES_EMPLOYER in person.answer.options


def details(matter: Matter) -> Sequence[FormField]:
    """Return the fields: the employer first, where it must be filed."""
    employer = (FormField(EMPLOYER, "text"),) if files_employer(matter.person) else ()
    return (*employer, *plain_details(matter))


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    names = (EMPLOYER, EMAIL, POSTCODE) if files_employer(visit.person) else (EMAIL, POSTCODE)
    return contact_facts(visit, *names)


def declaration(visit: Visit) -> Declaration:
    """What is filed; raises :class:`LookupError` when the phone was not proven."""
    _, ticket = proven_phone(visit.person)
    employer = typed(visit, EMPLOYER) if files_employer(visit.person) else ""
    return Declaration(ticket, email=typed(visit, EMAIL), postcode=typed(visit, POSTCODE), employer=employer)


PLAN = Plan(
    slug=ServiceSlug.CONTACT_CHANGE_DRIVER,
    stops=(
        Stop("read_id_card", "station.read"),
        Stop("wait", "station.licence", OWN_LICENCE, WaitContent(OWN_LICENCE, (Eligibility(),))),
        *phone_stops(),
        *last_stops(FormContent(DETAILS, details)),
    ),
    notices=("privacy", "truth", "contact_change_driver"),
    facts=facts,
    declaration=declaration,
    delivery=shown_contact,
    hand_over=hand_over,
)
