"""Contents: what a service gives to a kind of step, so that one step class and one screen serve them all (docs/screens.md).

Everything here is a pure function of the :class:`Matter`: what is offered, what of it was answered, whether that is enough. The
answers lie in :class:`kiosk.flow.visit.Answers`, by the name of the stop; what is no longer offered no longer counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from domain.addresses import AddressSource
from domain.failures import FailureCode
from domain.services import ServiceSlug
from domain.wire.v1_outcomes import OutcomeAnswer
from drivers.document_printer.contract import PrintableDocument
from drivers.receipt_printer.contract import Receipt
from kiosk.flow.devices import Handle, Rulebook, Workers
from kiosk.flow.fields import FIELD_SORTS, REQUIRED, FieldSort, FieldSortName
from kiosk.flow.outcome import Outcome
from kiosk.flow.screen_state import Json
from kiosk.flow.visit import Answers, Person, Visit
from kiosk.settings import Times

RegisterCard = Literal["driver_licence", "vehicle_licence"]
Picture = Literal[
    "id_card_reader",
    "camera",
    "bank_card_reader",
    "pin_pad",
    "receipt_printer",
    "document_printer",
    "document_camera",
    "code_scanner",
]
ChipTone = Literal["ok", "attention", "fault", "neutral"]
ResultTone = Literal["done", "attention", "stopped"]


@dataclass(frozen=True, repr=False)
class Matter:
    """What a content may look at: the visit, what configuration says, the moment. Its repr shows nothing."""

    visit: Visit
    rulebook: Rulebook
    now: datetime
    sandbox: bool = False

    @property
    def person(self) -> Person:
        """Everything personal of the visit."""
        return self.visit.person

    @property
    def answers(self) -> Answers:
        """What was chosen, ticked and typed."""
        return self.visit.person.answers


@dataclass(frozen=True)
class Plate:
    """A number plate, drawn in the colours of its kind (号牌种类, GA 24.7)."""

    number: str = field(repr=False)
    kind: str


def shown_plate(plate: Plate | None) -> Json:
    """Return a plate for a screen."""
    return {"number": plate.number, "kind": plate.kind} if plate else None


@dataclass(frozen=True)
class Fact:
    """One row of what is known or was entered. A value as it is, the key of a text, or a plate."""

    key: str
    value: str | None = field(repr=False, default=None)
    value_key: str | None = None
    edit: str | None = None  # name of the stop where it can be changed
    plate: Plate | None = field(repr=False, default=None)
    value_keys: tuple[str, ...] = ()  # several texts of one row

    def shown(self) -> dict[str, Json]:
        """Return it for a screen."""
        several: dict[str, Json] = {"value_keys": [*self.value_keys]} if self.value_keys else {}
        return several | {"key": self.key, "value": self.value, "value_key": self.value_key, "plate": shown_plate(self.plate)}


class Inquiry(Protocol):
    """A question to the office, and what its answer means for the visit."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the answer is there already, for what stands in the visit now."""
        ...

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        ...

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep the answer and say where it leads (``STAY``: on); None when `result` is no answer."""
        ...

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """No answer came: have the audit log know."""
        ...


class Content:
    """What fills one stop."""

    def is_complete(self, stop: str, matter: Matter) -> bool:  # noqa: ARG002 - the form that contents fill
        """Tell whether nothing is left to be done at the stop of this name."""
        return True


def nothing_known(_: Matter) -> None:
    """No register has anything to say."""


# -- declare ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One question with its options; text keys ``<words>.<name>_question``, ``.<name>.<option>``, ``.<name>_note.<option>``.

    `values`: what the texts leave to configuration, prices and days, by their names there.
    """

    name: str
    options: tuple[str, ...]
    many: bool = False
    required: bool = True
    values: Mapping[str, str] = field(default_factory=dict)


def no_questions(_: Matter) -> Sequence[Question]:
    """Nothing is asked, only declared."""
    return ()


@dataclass(frozen=True)
class DeclareContent(Content):
    """What the register says, what is asked of it, and the declaration. `inquiry` is asked while the citizen reads already."""

    words: str
    questions: Callable[[Matter], Sequence[Question]] = no_questions
    facts: Callable[[Matter], Sequence[Fact] | None] = nothing_known  # masked; None: not known
    card: RegisterCard | None = None
    declaration: bool = True  # there is one to tick
    inquiry: Inquiry | None = None

    def chosen(self, stop: str, question: Question, matter: Matter) -> tuple[str, ...]:
        """Return the options that stand, in the order in which they are offered."""
        taken = matter.answers.options(stop, question.name)
        return tuple(option for option in question.options if option in taken)

    def is_complete(self, stop: str, matter: Matter) -> bool:
        """Every required question is answered, the declaration is ticked, and the office is not being asked."""
        asked = (question for question in self.questions(matter) if question.required)
        if self.declaration and stop not in matter.answers.declared:
            return False
        return not self.is_asking(stop, matter) and all(self.chosen(stop, question, matter) for question in asked)

    def is_asking(self, stop: str, matter: Matter) -> bool:
        """Tell whether the office's answer is still to come."""
        return self.inquiry is not None and not (self.inquiry.is_settled(matter) or stop in matter.answers.without_office)


# -- choose -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chip:
    """A word on an entry: a state, a date that passes."""

    tone: ChipTone
    key: str


@dataclass(frozen=True)
class Entry:
    """One thing to choose, known by its id: of a vehicle ``<plate kind>:<plate>``, because a plate alone is not unique."""

    id: str = field(repr=False)
    title: str = field(repr=False)  # a value, or a text key
    note: str = field(repr=False, default="")
    plate: Plate | None = field(repr=False, default=None)
    amount_fen: int | None = field(repr=False, default=None)
    chips: tuple[Chip, ...] = ()
    why: str | None = None  # text key: why it cannot be chosen; None: it can

    @property
    def can(self) -> bool:
        """Tell whether it can be chosen."""
        return self.why is None


CHOICE = "entry"  # the one question of a list


@dataclass(frozen=True)
class ChooseContent(Content):
    """A list of which one or several are chosen. `entries` may look at what is chosen already: a limit then bars the others."""

    words: str
    entries: Callable[[Matter], Sequence[Entry]]
    many: bool = False
    least: int = 1
    most: int | None = None  # None: as many as there are; without `many` it is one

    def most_of(self, entries: Sequence[Entry]) -> int:
        """Return how many may be chosen at most."""
        return 1 if not self.many else self.most or len(entries)

    def chosen(self, stop: str, matter: Matter) -> tuple[str, ...]:
        """Return the ids that stand, in the order of the list."""
        taken = matter.answers.options(stop, CHOICE)
        return tuple(entry.id for entry in self.entries(matter) if entry.can and entry.id in taken)

    def is_complete(self, stop: str, matter: Matter) -> bool:
        """Enough is chosen, and not too much."""
        count = len(self.chosen(stop, matter))
        return max(self.least, 1) <= count <= self.most_of(self.entries(matter))


# -- form ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormField:
    """One field; text keys ``<words>.<name>``, ``.<name>_hint``. `check`: what stands against a value that its sort allows."""

    name: str
    sort: FieldSortName
    required: bool = True
    longest: int | None = None  # characters; None: as its sort says
    check: Callable[[Matter, str], str | None] | None = None  # text key of the error

    @property
    def sort_of(self) -> FieldSort:
        """What may stand in it."""
        return FIELD_SORTS[self.sort]

    @property
    def room(self) -> int:
        """How many characters fit."""
        return self.longest or self.sort_of.longest

    def error(self, matter: Matter, value: str) -> str | None:
        """Return the text key of what is wrong with `value`, None when nothing is."""
        if not value.strip():
            return REQUIRED if self.required else None
        if not self.sort_of.is_right(value):
            return self.sort_of.error
        return self.check(matter, value) if self.check else None


@dataclass(frozen=True)
class Again:
    """What may be asked for once more while the field is open: a code by SMS. Text keys ``<words>.again``, ``.again_in``."""

    stop: str  # where it is asked for
    seconds_left: Callable[[Matter], int]  # until it may be
    forget: Callable[[Matter], None]  # what came before is good no longer


@dataclass(frozen=True)
class FormContent(Content):
    """Fields to be typed; which they are may depend on the matter."""

    words: str
    fields: Callable[[Matter], Sequence[FormField]]
    scanned: str | None = None  # the field that a code before the scanner is written into while the form is open
    of_code: Callable[[str], str | None] = str  # what of the code's text belongs there; None: it is another code
    again: Again | None = None

    def error(self, stop: str, one: FormField, matter: Matter) -> str | None:
        """Return what is wrong with the field as it stands."""
        return one.error(matter, matter.answers.text(stop, one.name))

    def is_complete(self, stop: str, matter: Matter) -> bool:
        """Every field is right."""
        return all(self.error(stop, one, matter) is None for one in self.fields(matter))


# -- address ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AddressContent(Content):
    """Where a letter and an SMS go. `offers`: what may be taken over as it stands; one's own can always be entered."""

    is_whole: Callable[[Person], bool]  # what was given is enough for both
    offers: tuple[AddressSource, ...] = (AddressSource.ID_CARD, AddressSource.REGISTRY)
    asks_phone: bool = True  # False: another stop has asked for it
    words: str = "address"  # what is said otherwise than of a letter: ``.question``, ``.about``, ``.use_id_card``, ``.review``…

    def is_complete(self, stop: str, matter: Matter) -> bool:  # noqa: ARG002 - one visit has one address
        """Letter and SMS can be sent, and not to what is not offered."""
        source = matter.person.address.source
        return source in (*self.offers, AddressSource.ENTERED) and self.is_whole(matter.person)


# -- wait ---------------------------------------------------------------------------------------------------------------------


def as_long_as_eligibility(times: Times) -> float:
    """Seconds that an answer of the office is waited for."""
    return times.eligibility


@dataclass(frozen=True)
class WaitContent(Content):
    """What is asked, one after the other, before it goes on by itself."""

    words: str
    inquiries: tuple[Inquiry, ...]
    limit: Callable[[Times], float] = as_long_as_eligibility  # for each
    can_retry: bool = True
    optional: bool = False  # without an answer it goes on all the same; the office checks later
    picture: Picture | None = None

    def open_inquiry(self, matter: Matter) -> Inquiry | None:
        """Return the first one that is not settled."""
        return next((inquiry for inquiry in self.inquiries if not inquiry.is_settled(matter)), None)

    def is_complete(self, stop: str, matter: Matter) -> bool:
        """Everything is answered, or may stay open."""
        return stop in matter.answers.without_office or self.open_inquiry(matter) is None


# -- outcome ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OutcomeContent(Content):
    """What is waited for after it was lodged. `documents`: kinds of those that are fetched to be printed."""

    words: str
    is_settled: Callable[[OutcomeAnswer, Matter], bool]
    documents: tuple[str, ...] = ()


# -- result -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """What is said at the end: decided, found, done or stopped. `words`: others than the content's, where the end differs."""

    tone: ResultTone
    words: str | None = None
    values: Mapping[str, Json] = field(repr=False, default_factory=dict)  # for the sentences
    big: str | None = field(repr=False, default=None)  # number, date or amount, shown large
    qr: str | None = field(repr=False, default=None)
    facts: tuple[Fact, ...] = ()
    instead: ServiceSlug | None = None


@dataclass(frozen=True)
class ResultContent(Content):
    """The last screen of what is decided at once.

    `slip` is what may be printed; `document`, when it returns one, is printed on A4 instead; several one after the other.
    """

    words: str
    finding: Callable[[Matter], Finding]
    slip: Callable[[Matter], Receipt] | None = None
    document: Callable[[Matter], PrintableDocument | tuple[PrintableDocument, ...] | None] | None = None
    again: Callable[[Visit], str] | None = None  # makes ready the stop to go back to, and names it; text key ``<words>.again``
