"""Registry, post and SMS gateway of the demo's city, within the process: they know the invented people and nobody else."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from backoffice.demo_day import captures, portraits
from backoffice.demo_day.citizens import Citizen
from backoffice.dispatch.models import TrackingState
from backoffice.dispatch.post import LetterOrder, PostedLetter, TrackedEvent
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.registry.orders import (
    ContactOrder,
    DecisionOrder,
    FinePosting,
    Issued,
    LicenceOrder,
    Posted,
    Reissue,
    VehicleOrder,
)
from backoffice.registry.port import Contact, Contacts, OpenViolations, RegistryRecord
from domain.clock import Clock
from domain.licences import DrivingLicence, LicenceState, MedicalCertificate
from domain.vehicles import Vehicle
from domain.violations import PenaltyDecision, ViolationRecord

STATES = TrackingState
WAYS: dict[str, tuple[tuple[int, TrackingState, str], ...]] = {
    "delivered": (
        (2, STATES.COLLECTED, "重庆邮区中心 收寄"),
        (9, STATES.IN_TRANSIT, "离开处理中心"),
        (20, STATES.OUT_FOR_DELIVERY, "投递员派送"),
        (23, STATES.DELIVERED, "本人签收"),
    ),
    "on_the_way": ((2, STATES.COLLECTED, "重庆邮区中心 收寄"), (9, STATES.IN_TRANSIT, "离开处理中心")),
    "missed": (
        (2, STATES.COLLECTED, "重庆邮区中心 收寄"),
        (9, STATES.IN_TRANSIT, "离开处理中心"),
        (21, STATES.NOT_DELIVERED, "无人在家，次日再投"),
    ),
    "returned": (
        (2, STATES.COLLECTED, "重庆邮区中心 收寄"),
        (20, STATES.NOT_DELIVERED, "收件人电话无人接听"),
        (44, STATES.RETURNED, "地址欠详，退回寄件人"),
    ),
}
"""What the post sees of a letter, hours after it was ordered."""


@dataclass
class City:
    """What the partners know; the demo tells them as people come."""

    clock: Clock
    people: dict[str, Citizen] = field(default_factory=dict, repr=False)
    addresses: dict[str, str] = field(default_factory=dict, repr=False)  # as registered, where it differs
    vehicles: dict[str, Vehicle] = field(default_factory=dict, repr=False)
    seized: set[str] = field(default_factory=set, repr=False)
    medical: set[str] = field(default_factory=set, repr=False)
    reissues: dict[str, tuple[date, ...]] = field(default_factory=dict, repr=False)
    expiring: set[str] = field(default_factory=set, repr=False)
    classes: dict[str, str] = field(default_factory=dict, repr=False)
    contacts_differ: set[str] = field(default_factory=set, repr=False)
    messages: dict[str, str] = field(default_factory=dict, repr=False)  # the newest of each phone
    silent: set[str] = field(default_factory=set, repr=False)  # the registry does not answer about them
    records: dict[str, ViolationRecord] = field(default_factory=dict, repr=False)  # what a camera saw, by ID number
    ways: dict[str, str] = field(default_factory=dict)  # application number -> what becomes of its letter


class DemoRegistry:
    """Answers from the city."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._made = 0

    def query_licence(self, id_number: str) -> RegistryRecord:
        """Return what is known of this person's licence."""
        city = self._city
        if id_number in city.silent:
            raise PartnerDown("registry")
        citizen = city.people.get(id_number)
        if citizen is None:
            return RegistryRecord(licence=None)
        return RegistryRecord(
            licence=self._licence(citizen),
            phone="13600000000" if id_number in city.contacts_differ else citizen.phone,
            photo=portraits.registry_jpeg(citizen.face),
            reissues=city.reissues.get(id_number, ()),
            medical=MedicalCertificate(date(2026, 11, 1), "C1") if id_number in city.medical else None,
        )

    def _licence(self, citizen: Citizen) -> DrivingLicence:
        city, today = self._city, self._city.clock.now().date()
        expiring = citizen.number in city.expiring
        begins = date(today.year - 6, 12, 20) if expiring else date(today.year - 3, 3, 14)
        return DrivingLicence(
            number=citizen.number,
            holder=citizen.name,
            archive_number=f"5000{citizen.seed:08d}",
            classes=city.classes.get(citizen.number, "C1"),
            states=frozenset(
                {LicenceState.NORMAL, LicenceState.IMPOUNDED} if citizen.number in city.seized else {LicenceState.NORMAL}
            ),
            first_issued=begins if expiring else date(begins.year - 6, 3, 14),
            valid_from=begins,
            valid_to=date(begins.year + 6, 12, 20) if expiring else date(begins.year + 10, 3, 14),
            address=city.addresses.get(citizen.number, citizen.address),
            points=citizen.seed % 7,
        )

    def query_vehicles(self, id_number: str) -> tuple[Vehicle, ...]:
        """Return this person's vehicle."""
        known = self._city.vehicles.get(id_number)
        return (known,) if known else ()

    def query_contacts(self, id_number: str) -> Contacts:
        """Return what is filed."""
        citizen = self._city.people.get(id_number)
        if citizen is None:
            return Contacts(None, None)
        filed = Contact("13600000000" if id_number in self._city.contacts_differ else citizen.phone, citizen.address)
        return Contacts(filed, filed if id_number in self._city.vehicles else None)

    def make_licence(self, order: LicenceOrder) -> Reissue:
        """Make a licence."""
        del order
        self._made += 1
        return Reissue(f"{5001180246310 + self._made:013d}", self._city.clock.now().date(), long_term=False)

    def make_vehicle_document(self, order: VehicleOrder) -> Reissue:
        """Make a vehicle licence or plates."""
        self._made += 1
        today = self._city.clock.now().date()
        if order.temporary_plate:
            plate = f"渝A{self._made:04d}临"
            return Reissue(f"{5000262000001 + self._made:013d}", today, plate, today + timedelta(days=15))
        return Reissue(f"{5000262000001 + self._made:013d}", today)

    def file_contact(self, order: ContactOrder) -> None:
        """File contact data."""
        self._city.contacts_differ.discard(order.id_number)

    def issue_decision(self, order: DecisionOrder) -> Issued:
        """Decide a record, which is not open any more."""
        del self._city.records[order.id_number]
        self._made += 1
        citizen = self._city.people[order.id_number]
        return Issued(f"{5001031900000000 + self._made}", self._city.clock.now().date(), citizen.seed % 7 + order.points)

    def dispute(self, record_number: str, application_number: str) -> None:
        """Let nobody handle a record while what was said against it is examined."""
        del application_number
        self._mark(record_number, disputed=True)

    def answer_dispute(self, record_number: str, application_number: str, *, upheld: bool) -> None:
        """Withdraw a record, or let it be handled again."""
        del application_number
        if upheld:
            self._city.records = {whose: one for whose, one in self._city.records.items() if one.record_number != record_number}
        else:
            self._mark(record_number, disputed=False)

    def _mark(self, record_number: str, *, disputed: bool) -> None:
        for whose, one in self._city.records.items():
            if one.record_number == record_number:
                self._city.records[whose] = replace(one, disputed=disputed)

    def find_decision(self, decision_number: str) -> PenaltyDecision | None:
        """Nobody pays a fine in this city."""
        del decision_number
        return None

    def post_fine(self, posting: FinePosting) -> Posted:
        """Nobody pays a fine in this city."""
        del posting
        raise PartnerRefused("registry")

    def query_violations(self, id_number: str) -> OpenViolations:
        """Return what a camera saw of this person's vehicle."""
        known = self._city.records.get(id_number)
        return OpenViolations((known,) if known else (), ())

    def violation_picture(self, record_number: str, index: int) -> bytes | None:
        """Return a drawn photograph of the crossing."""
        known = next((one for one in self._city.records.values() if one.record_number == record_number), None)
        return captures.capture_jpeg(known, index) if known and index < known.pictures else None


class DemoPost:
    """Takes letters and sees them on the way that the demo chose for them."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._letters: dict[str, PostedLetter] = {}  # by idempotency key
        self._ordered: dict[str, tuple[str, float]] = {}  # waybill -> reference, moment

    def create_waybill(self, order: LetterOrder, idempotency_key: str) -> PostedLetter:
        """Order a letter."""
        if idempotency_key not in self._letters:
            letter = PostedLetter(f"{1140027733000 + len(self._letters):013d}", "023-A")
            self._letters[idempotency_key] = letter
            self._ordered[letter.waybill_number] = (order.reference, self._city.clock.now().timestamp())
        return self._letters[idempotency_key]

    def cancel_waybill(self, waybill_number: str) -> None:
        """Cancel an order."""

    def track(self, waybill_number: str) -> tuple[TrackedEvent, ...]:
        """Return what was seen up to now."""
        reference, ordered = self._ordered[waybill_number]
        now = self._city.clock.now()
        begun = now - timedelta(seconds=now.timestamp() - ordered)
        way = WAYS[self._city.ways.get(reference, "on_the_way")]
        events = (TrackedEvent(begun + timedelta(hours=hours), state, text) for hours, state, text in way)
        return tuple(event for event in events if event.at <= now)


class DemoSms:
    """Takes every message, and lets the city read the newest of each phone."""

    def __init__(self, city: City) -> None:
        self._city = city

    def send(self, phone: str, text: str, idempotency_key: str) -> str:
        """Send nothing."""
        self._city.messages[phone] = text
        return f"demo-{idempotency_key}"[:80]
