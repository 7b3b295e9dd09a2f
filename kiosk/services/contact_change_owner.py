"""变更机动车所有人联系方式 (公安部令第164号 §23(3)): one or all own vehicles; phone proven by a code, address and the rest."""

from domain.rules.contact_change_owner import Declaration
from domain.services import ServiceSlug
from domain.wire.v1 import MaskedVehicle
from kiosk.flow.contents import CHOICE, ChooseContent, Fact, FormContent, Plate, WaitContent
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Person, Visit
from kiosk.services.contact_changes import (
    DETAILS,
    EMAIL,
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
from kiosk.services.vehicle_choice import own_vehicles

OWN_VEHICLES = "own_vehicles"
VEHICLES = "contact_vehicles"


def chosen_vehicles(person: Person) -> tuple[MaskedVehicle, ...]:
    """Return the vehicles that were chosen, while the office offers them."""
    handles = person.answers.options(VEHICLES, CHOICE)
    offered = person.answer.vehicles if person.answer else ()
    return tuple(vehicle for vehicle in offered if vehicle.handle in handles and not vehicle.reasons)


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation: each vehicle by its masked plate, then the contact data."""
    vehicles = chosen_vehicles(visit.person)
    plates = [Fact("contact.row.vehicle", plate=Plate(one.plate, one.plate_kind), edit=VEHICLES) for one in vehicles]
    return [*plates, *contact_facts(visit, EMAIL, POSTCODE)]


def declaration(visit: Visit) -> Declaration:
    """What is filed; raises :class:`LookupError` when the phone was not proven or no vehicle stands."""
    _, ticket = proven_phone(visit.person)
    handles = tuple(vehicle.handle for vehicle in chosen_vehicles(visit.person))
    if not handles:
        raise LookupError("no vehicle is chosen")
    return Declaration(handles, ticket, email=typed(visit, EMAIL), postcode=typed(visit, POSTCODE))


PLAN = Plan(
    slug=ServiceSlug.CONTACT_CHANGE_OWNER,
    stops=(
        Stop("read_id_card", "station.read"),
        Stop("wait", "station.vehicle", OWN_VEHICLES, WaitContent(OWN_VEHICLES, (Eligibility(),))),
        Stop("choose", "station.vehicle", VEHICLES, ChooseContent(VEHICLES, own_vehicles, many=True)),
        *phone_stops(),
        *last_stops(FormContent(DETAILS, plain_details)),
    ),
    notices=("privacy", "truth_vehicle", "contact_change_owner"),
    facts=facts,
    declaration=declaration,
    delivery=shown_contact,
    hand_over=hand_over,
)
