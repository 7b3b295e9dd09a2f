"""What a citizen changes about an own application: what was asked for, stop by stop, and what goes to the office, once.

A change is known by a key made of what it says: sent again after a lost answer it is the same change, edited it is another one.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Literal
from uuid import UUID, uuid5

from domain import numbers
from domain.corrections import ADDRESS_ITEMS, PERSON_ITEMS, PHONE_ITEM, PHOTO_ATTACHMENT, attachment_of
from domain.failures import FailureCode
from domain.wire.v1 import Delivery, Signature
from domain.wire.v1_my_applications import ChangeAnswer, Correction, MyApplication, NewAddress, Withdrawal
from kiosk.flow.contents import Fact, Finding, FormField, Matter
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Outcome, Retry
from kiosk.flow.paper_content import Paper
from kiosk.flow.visit import AddressEntry, Answers, Intent, OwnChange, OwnEntry, Person, PhotoEntry, Visit
from kiosk.services.attachments import attachments
from kiosk.services.body import applicant
from kiosk.services.delivery import delivery
from kiosk.services.eligibility import document_of
from kiosk.services.own_applications import myself
from kiosk.services.reached import by_sms

LIST = "my_applications"  # the stop where the list is asked for
PHONE = "phone"  # the stop where a number is typed, and its field
PHOTO = "licence_photo"
PAPERS = "asked_papers"
ADDRESS = "address"
ASK_AGAIN = frozenset({FailureCode.NETWORK_DOWN, FailureCode.OFFICE_UNAVAILABLE})
REPEATS = 1  # by itself, with the same key; then the citizen is asked
FACE_NOTICE = "face"
Message = Correction | Withdrawal | NewAddress


def begin_change(person: Person, one: MyApplication, intent: Intent) -> None:
    """Set about it; what was given for another application, or for something else, is forgotten."""
    before = person.own.change
    if before is None or (before.application.number, before.intent) != (one.number, intent):
        person.answers, person.address, person.photo = Answers(), AddressEntry(), PhotoEntry()
        person.papers, person.strokes = {}, []
    person.own.change, person.own.changed, person.own.repeats = OwnChange(one, intent), None, 0


def intent_of(visit: Visit) -> Intent | None:
    """Return what is to be done."""
    return visit.person.own.change.intent if visit.person.own.change else None


def asked_of(visit: Visit) -> frozenset[str]:
    """Return the items that are to be supplied; none where nothing is corrected."""
    change = visit.person.own.change
    return frozenset(item.item for item in change.application.asked) if change and change.intent == "correct" else frozenset()


# -- which stops --------------------------------------------------------------------------------------------------------------


def wants_photo(visit: Visit) -> bool:
    """A new licence photo was asked for."""
    return PHOTO_ATTACHMENT in _pictures(visit)


def wants_papers(visit: Visit) -> bool:
    """Pictures under the document camera were asked for."""
    return bool(_papers(visit))


def wants_address(visit: Visit) -> bool:
    """Where the letter goes is to be said anew."""
    return bool(asked_of(visit) & ADDRESS_ITEMS) or intent_of(visit) == "readdress"


def wants_phone(visit: Visit) -> bool:
    """Only the number was asked for; with an address it is typed there."""
    return PHONE_ITEM in asked_of(visit) and not wants_address(visit)


def is_corrected(visit: Visit) -> bool:
    """Something is supplied, so it is signed."""
    return intent_of(visit) == "correct"


def is_confirmed(visit: Visit) -> bool:
    """A withdrawal was confirmed already, on a screen of its own."""
    return intent_of(visit) in {"correct", "readdress"}


def asked_papers(matter: Matter) -> Sequence[Paper]:
    """Return what has to be laid down."""
    return tuple(map(Paper, _papers(matter.visit)))


def phone_field(_: Matter) -> Sequence[FormField]:
    """Return the one field."""
    return (FormField(PHONE, "mobile"),)


def _pictures(visit: Visit) -> list[str]:
    change = visit.person.own.change
    items = [item.item for item in change.application.asked] if change and change.intent == "correct" else []
    return [kind for kind in map(attachment_of, items) if kind is not None]


def _papers(visit: Visit) -> list[str]:
    return [kind for kind in _pictures(visit) if kind != PHOTO_ATTACHMENT]


# -- confirming ---------------------------------------------------------------------------------------------------------------


def facts(visit: Visit) -> list[Fact]:
    """Return the rows of the confirmation: which application, and what is supplied but the address."""
    change = visit.person.own.change
    if change is None:
        return []
    one = change.application
    rows = [
        Fact("my_change.row.of", value_key=f"service.{one.service.value}.name"),
        Fact("my_change.row.number", value=numbers.grouped(one.number)),
    ]
    if asked_of(visit) & PERSON_ITEMS:
        rows.append(Fact("my_change.row.person", value_key="my_change.person_read"))
    if wants_photo(visit):
        rows.append(Fact("my_change.row.photo", value_key="my_change.photo_taken", edit=PHOTO))
    rows += [Fact(f"asked_papers.{kind}", value_key="my_change.paper_taken", edit=PAPERS) for kind in _papers(visit)]
    if wants_phone(visit):
        rows.append(Fact("confirm.row.phone", value=visit.person.answers.text(PHONE, PHONE), edit=PHONE))
    return rows


# -- sending ------------------------------------------------------------------------------------------------------------------


class SendChange:
    """The inquiry: the office does it, once."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the office has done it."""
        return matter.person.own.changed is not None

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Send it; the same change has the same key."""
        message = message_of(matter)
        if isinstance(message, Correction):
            return workers.supply_correction(message, on_result)
        if isinstance(message, NewAddress):
            return workers.readdress_letter(message, on_result)
        return workers.withdraw_application(message, on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep what the office did. What it did not take has moved on: the list is asked for again, and says so."""
        own, way = matter.person.own, intent_of(matter.visit) or ""
        if isinstance(result, ChangeAnswer):
            workers.note("application_changed", way=way, taken=True)
            own.changed = result
            return STAY
        if result is FailureCode.OFFICE_REFUSED:
            workers.note("application_changed", way=way, taken=False)
            matter.person.own = OwnEntry(moved_on=True)
            return Retry(LIST)
        if result in ASK_AGAIN and own.repeats < REPEATS:
            own.repeats += 1
            return STAY  # not settled: it is sent again, with the same key
        return None

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that no answer came; the office may have done it all the same."""
        workers.note("application_changed", failure=failure.value)


def message_of(matter: Matter) -> Message:
    """Return what goes to the office; raises :class:`LookupError` when a step was not done: a bug."""
    change = matter.person.own.change
    if change is None:
        raise LookupError("nothing is to be changed")
    person, number, version = myself(matter.visit), change.application.number, change.application.version
    if change.intent == "withdraw":
        key = _key(matter.person.own.seed, "withdraw", number, str(version))
        return Withdrawal(person=person, key=key, number=number, version=version)
    if change.intent == "readdress":
        new = delivery(matter.person, matter.rulebook.regions)
        key = _key(matter.person.own.seed, "readdress", number, str(version), new.model_dump_json())
        return NewAddress(person=person, key=key, number=number, version=version, delivery=new)
    return _correction(matter, change)


def _correction(matter: Matter, change: OwnChange) -> Correction:
    person, asked = matter.person, asked_of(matter.visit)
    draft = Correction(
        person=myself(matter.visit),
        key=person.own.seed,
        number=change.application.number,
        version=change.application.version,
        delivery=_delivery(matter),
        applicant=applicant(document_of(matter.visit)) if asked & PERSON_ITEMS else None,
        attachments=attachments(person),
        consents=[person.consents[FACE_NOTICE]] if FACE_NOTICE in person.consents else [],
        signature=Signature(strokes=person.strokes),
    )
    return draft.model_copy(update={"key": _key(person.own.seed, draft.model_dump_json())})


def _delivery(matter: Matter) -> Delivery | None:
    """Return address and phone as far as they were asked for; of a number alone the office takes the number only."""
    if wants_address(matter.visit):
        return delivery(matter.person, matter.rulebook.regions)
    return by_sms(matter, matter.answers.text(PHONE, PHONE)) if wants_phone(matter.visit) else None


def _key(seed: UUID, *parts: str) -> UUID:
    return uuid5(seed, hashlib.sha256("\n".join(parts).encode()).hexdigest())


# -- what came of it ----------------------------------------------------------------------------------------------------------

WORDS: dict[Intent, Literal["my_corrected", "my_withdrawn", "my_readdressed"]] = {
    "correct": "my_corrected",
    "withdraw": "my_withdrawn",
    "readdress": "my_readdressed",
}


def finding(matter: Matter) -> Finding:
    """Return what the office did; raises :class:`LookupError` when it did nothing: a bug."""
    change, changed = matter.person.own.change, matter.person.own.changed
    if change is None or changed is None:
        raise LookupError("nothing was changed")
    now = changed.application
    rows = [
        Fact("my_change.row.of", value_key=f"service.{now.service.value}.name"),
        Fact("my_application.row.number", value=numbers.grouped(now.number)),
        Fact("my_application.row.status", value_key=f"application_status.{now.status.value}"),
    ]
    if now.due_date and change.intent == "correct":
        rows.append(Fact("my_application.row.due", value=now.due_date.isoformat()))
    if change.intent == "readdress" and now.address:
        rows.append(Fact("my_application.row.address", value=now.address))
    owed = changed.refund_fen if change.intent == "withdraw" else 0
    big = f"¥{owed / 100:.2f}" if owed else None
    return Finding("done", WORDS[change.intent], big=big, facts=tuple(rows))


def again(visit: Visit) -> str:
    """Make ready to look at the list once more."""
    visit.person.own = OwnEntry()
    return LIST
