"""Own vehicles: which the office offers, which was chosen, and whether its document may be made anew.

A vehicle is known by its handle and shown by its masked plate; only the office can tell which it is. A reason that is a state
of it is told after the face only, so the office is asked once more with what was chosen, and may ask for the face first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.reasons import ReasonCode
from domain.wire.v1 import EligibilityAnswer, MaskedVehicle
from kiosk.flow.contents import CHOICE, ChooseContent, Entry, Fact, Matter, Plate, WaitContent
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import Outcome
from kiosk.flow.plan import Stop
from kiosk.flow.visit import Person
from kiosk.services.eligibility import Eligibility, eligibility_question

OWN_VEHICLES = "own_vehicles"  # where the office is asked what there is
VEHICLE = "vehicle"  # where one is chosen
CHECK = "vehicle_check"  # where the office is asked about it
UNKNOWN = "vehicle_why.other"
WHY = {
    ReasonCode.REGISTRY: "vehicle_why.registry",
    ReasonCode.UNIT_OWNER: "vehicle_why.unit_owner",
    ReasonCode.OUT_OF_AREA: "vehicle_why.out_of_area",
    ReasonCode.VEHICLE_KIND: "vehicle_why.vehicle_kind",
    ReasonCode.VEHICLE_STATE: "vehicle_why.vehicle_state",
    ReasonCode.DUPLICATE: "vehicle_why.duplicate",
    ReasonCode.REISSUE_LIMIT: "vehicle_why.reissue_limit",
}


def own_vehicles(matter: Matter) -> Sequence[Entry]:
    """Return every own vehicle as an entry, those that can be chosen first; of another one the first reason is said."""
    entries = map(_entry, matter.person.answer.vehicles if matter.person.answer else ())
    return tuple(sorted(entries, key=lambda entry: not entry.can))


def _entry(vehicle: MaskedVehicle) -> Entry:
    kind = kind_key(vehicle)
    why = WHY.get(vehicle.reasons[0], UNKNOWN) if vehicle.reasons else None
    return Entry(
        id=vehicle.handle,
        title=vehicle.model or kind,
        note=kind if vehicle.model else "",
        plate=Plate(vehicle.plate, vehicle.plate_kind) if vehicle.plate else None,
        why=why,
    )


def kind_key(vehicle: MaskedVehicle) -> str:
    """Return the text key of its kind of plate."""
    return f"plate_kind.{vehicle.plate_kind}"


CHOOSE = ChooseContent(VEHICLE, own_vehicles)


def chosen_vehicle(person: Person) -> MaskedVehicle | None:
    """Return the vehicle that was chosen, while the office offers it."""
    handle = person.answers.option(VEHICLE, CHOICE)
    offered = person.answer.vehicles if person.answer else ()
    return next((vehicle for vehicle in offered if vehicle.handle == handle), None)


def require_vehicle(person: Person) -> MaskedVehicle:
    """Return the vehicle that was chosen; raises :class:`LookupError` when none was."""
    vehicle = chosen_vehicle(person)
    if vehicle is None:
        raise LookupError("no vehicle is chosen")
    return vehicle


def vehicle_facts(matter: Matter) -> Sequence[Fact] | None:
    """What the register says of the chosen vehicle, masked."""
    vehicle = chosen_vehicle(matter.person)
    if vehicle is None:
        return None
    model = (Fact("vehicle.fact.model", value=vehicle.model),) if vehicle.model else ()
    return (
        plate_fact("vehicle.fact.plate", vehicle),
        Fact("vehicle.fact.kind", value_key=kind_key(vehicle)),
        *model,
    )


def plate_fact(key: str, vehicle: MaskedVehicle, edit: str | None = None) -> Fact:
    """Return its masked plate in the colours of its kind."""
    return Fact(key, plate=Plate(vehicle.plate, vehicle.plate_kind), edit=edit)


@dataclass(frozen=True)
class VehicleEligibility(Eligibility):
    """The inquiry about the chosen vehicle. `given`: stops whose answers were about the vehicle before and are taken back."""

    given: tuple[str, ...] = ()

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the office has answered for the vehicle that stands now."""
        vehicle = chosen_vehicle(matter.person)
        return vehicle is not None and matter.person.answered_vehicle == vehicle.handle

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask about it."""
        vehicle = require_vehicle(matter.person)
        return workers.ask_eligibility(eligibility_question(matter.visit, vehicle.handle), on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep a yes for this vehicle, and what was declared and photographed of another one no longer."""
        person, handle = matter.person, require_vehicle(matter.person).handle
        outcome = super().take(matter, workers, result)
        if isinstance(result, EligibilityAnswer) and person.answer is result:
            if person.answered_vehicle not in (None, handle):
                self._take_back(person)
            person.answered_vehicle = handle
        return outcome

    def _take_back(self, person: Person) -> None:
        person.answers.declared.difference_update(self.given)
        person.papers = {place: paper for place, paper in person.papers.items() if place[0] not in self.given}


def vehicle_stops(given: tuple[str, ...]) -> tuple[Stop, ...]:
    """Return the way from the card to a vehicle that may be served; `given`: see :class:`VehicleEligibility`."""
    check = WaitContent(CHECK, (VehicleEligibility(given=given),))
    return (
        Stop("wait", "station.vehicle", OWN_VEHICLES, WaitContent(OWN_VEHICLES, (Eligibility(),))),
        Stop("choose", "station.vehicle", VEHICLE, CHOOSE),
        Stop("wait", "station.vehicle", CHECK, check),
    )
