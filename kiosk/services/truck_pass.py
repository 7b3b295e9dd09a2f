"""主城区货车通行证 (道路交通安全法 §39): own truck, kind, period, hours, roads, papers; the office reviews, an SMS brings it.

What may be chosen is what the office offers for this truck and what `config/truck_pass.toml` says of the kind.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.addresses import AddressSource, find_region
from domain.rules.truck_pass import Declaration
from domain.services import ServiceSlug, own_of
from domain.truck_passes import PassKind, TruckTerms
from domain.wire.v1 import Delivery
from kiosk.flow.contents import CHOICE, ChooseContent, DeclareContent, Entry, Fact, Matter, Question
from kiosk.flow.paper_content import DocumentsContent, Paper
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Person, Visit
from kiosk.services.contact_changes import hand_over
from kiosk.services.eligibility import document_of
from kiosk.services.phone_codes import NEW_PHONE, phone_stops, proven_phone
from kiosk.services.vehicle_choice import VEHICLE, plate_fact, require_vehicle, vehicle_stops

KIND = "pass_kind"
BEGIN = "pass_begin"
PERIOD = "pass_period"
WHERE = "pass_where"
PAPERS = "pass_papers"
PASS_PHONE = "pass_phone"  # noqa: S105 - words of a screen, not a password
DAYS = "days"
WINDOWS = "windows"
ROADS = "roads"


def terms_of(matter: Matter) -> TruckTerms:
    """Return what configuration says of passes."""
    return own_of(matter.rulebook.terms[ServiceSlug.TRUCK_PASS], TruckTerms)


def chosen_kind(matter: Matter) -> PassKind | None:
    """Return the kind that was chosen, while it is offered for the truck that stands."""
    code = matter.answers.option(KIND, CHOICE)
    offered = matter.person.answer.options if matter.person.answer else []
    return terms_of(matter).find_kind(code) if code in offered else None


def kinds(matter: Matter) -> Sequence[Entry]:
    """Return the kinds for this truck, with who issues them."""
    offered = matter.person.answer.options if matter.person.answer else []
    found = (terms_of(matter).find_kind(code) for code in offered)
    return tuple(Entry(kind.code, f"pass_kind.{kind.code}", note=f"pass_note.{kind.code}") for kind in found if kind)


def first_days(matter: Matter) -> Sequence[Entry]:
    """Return the days on which it may begin: from tomorrow on."""
    today = matter.now.date()
    days = (today + timedelta(days=ahead) for ahead in range(1, terms_of(matter).begins_within_days + 1))
    return tuple(Entry(day.isoformat(), day.isoformat(), note=f"weekday.{day.isoweekday()}") for day in days)


def period(matter: Matter) -> Sequence[Question]:
    """How long, as far as the kind allows, and within which hours."""
    kind = chosen_kind(matter)
    if kind is None:
        return ()
    days = tuple(str(count) for count in terms_of(matter).days if count <= kind.longest_days)
    return Question(DAYS, days), Question(WINDOWS, kind.windows, many=True)


def where(matter: Matter) -> Sequence[Question]:
    """On which roads."""
    return (Question(ROADS, terms_of(matter).roads, many=True),)


def papers(matter: Matter) -> Sequence[Paper]:
    """Return what the kind asks for."""
    kind = chosen_kind(matter)
    return tuple(Paper(document) for document in kind.documents) if kind else ()


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    person = visit.person
    answers = person.answers
    begin, days = answers.option(BEGIN, CHOICE), answers.option(PERIOD, DAYS)
    last = date.fromisoformat(begin) + timedelta(days=int(days) - 1) if begin and days else ""
    windows = tuple(f"pass_period.windows.{one}" for one in _windows(person))
    roads = tuple(f"pass_where.roads.{one}" for one in answers.options(WHERE, ROADS))
    return [
        plate_fact("pass.row.vehicle", require_vehicle(person), edit=VEHICLE),
        Fact("pass.row.kind", value_key=f"pass_kind.{answers.option(KIND, CHOICE)}", edit=KIND),
        Fact("pass.row.days", value=f"{begin} ~ {last}", edit=BEGIN),
        Fact("pass.row.window", value_keys=windows, edit=PERIOD),
        Fact("pass.row.road", value_keys=roads, edit=WHERE),
        Fact("confirm.row.phone", value=answers.text(NEW_PHONE, "phone"), edit=NEW_PHONE),
    ]


def _windows(person: Person) -> tuple[str, ...]:
    return person.answers.options(PERIOD, WINDOWS)


def declaration(visit: Visit) -> Declaration:
    """What is asked for; raises :class:`LookupError` when something was left out: a bug."""
    answers = visit.person.answers
    kind, begin, days = answers.option(KIND, CHOICE), answers.option(BEGIN, CHOICE), answers.option(PERIOD, DAYS)
    if kind is None or begin is None or days is None:
        raise LookupError("kind or period is missing")
    _, ticket = proven_phone(visit.person)
    return Declaration(
        vehicle=require_vehicle(visit.person).handle,
        ticket=ticket,
        kind=kind,
        begins_on=date.fromisoformat(begin),
        days=int(days),
        windows=_windows(visit.person),
        roads=answers.options(WHERE, ROADS),
    )


def delivery(matter: Matter) -> Delivery:
    """The pass is electronic: its number comes by SMS; the card's address stands for where the applicant lives."""
    document, (phone, _) = document_of(matter.visit), proven_phone(matter.person)
    region = find_region(matter.rulebook.regions, document.address)
    return Delivery(
        source=AddressSource.ID_CARD,
        recipient=document.name,
        phone=phone,
        region_code=region.code if region else "",
        text=document.address,
        service_method="sms",
    )


PLAN = Plan(
    slug=ServiceSlug.TRUCK_PASS,
    stops=(
        Stop("read_id_card", "station.read"),
        *vehicle_stops(given=(PAPERS,)),
        Stop("choose", "station.pass", KIND, ChooseContent(KIND, kinds)),
        Stop("choose", "station.pass", BEGIN, ChooseContent(BEGIN, first_days)),
        Stop("declare", "station.pass", PERIOD, DeclareContent(PERIOD, period, declaration=False)),
        Stop("declare", "station.pass", WHERE, DeclareContent(WHERE, where, declaration=False)),
        Stop("documents", "station.papers", PAPERS, DocumentsContent(PAPERS, papers)),
        *phone_stops(words=PASS_PHONE),
        Stop("notices", "station.notices"),
        Stop("confirm", "station.confirm"),
        Stop("sign", "station.confirm"),
        Stop("face_consent", "station.face"),
        Stop("face", "station.face"),
        Stop("submitted", "station.done"),
    ),
    notices=("privacy", "truth_pass", "truck_pass"),
    facts=facts,
    declaration=declaration,
    delivery=delivery,
    hand_over=hand_over,
)
