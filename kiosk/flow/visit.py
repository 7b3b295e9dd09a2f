"""One citizen's visit 一次办理: everything known of the person at the terminal, and how it is forgotten."""

from copy import deepcopy
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from domain.addresses import AddressSource
from domain.faces import FaceDecision
from domain.people import IdDocument
from domain.services import ServiceSlug
from domain.wire.v1 import Consent, EligibilityAnswer, PaidFee
from domain.wire.v1_faces import FaceCheck
from domain.wire.v1_violations import ViolationAnswer
from kiosk.flow.outcome import Advice, Why
from kiosk.flow.screen_state import Display

Point = tuple[int, int, int]  # x and y in 1/10000 of the box, ms since the first touch


@dataclass(repr=False)
class AddressEntry:
    """What was picked and typed for the letter."""

    source: AddressSource | None = None
    region_code: str | None = None
    street: str | None = None
    detail: str = ""
    phone: str = ""


@dataclass(repr=False)
class Answers:
    """What was chosen, ticked and typed at the stops of a service, by the stop's name; what it means the service knows."""

    chosen: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # (stop, question) → options or entries
    typed: dict[tuple[str, str], str] = field(default_factory=dict)  # (stop, field) → text
    declared: set[str] = field(default_factory=set)  # stops whose declaration is ticked
    without_office: set[str] = field(default_factory=set)  # stops that went on though the office could not be asked

    def options(self, stop: str, question: str) -> tuple[str, ...]:
        """Return what was chosen."""
        return self.chosen.get((stop, question), ())

    def option(self, stop: str, question: str) -> str | None:
        """Return what was chosen where one is chosen at most."""
        return next(iter(self.options(stop, question)), None)

    def text(self, stop: str, name: str) -> str:
        """Return what was typed into a field."""
        return self.typed.get((stop, name), "")


@dataclass(frozen=True, repr=False)
class Entries:
    """Everything that a citizen gave and may edit, as it was at one moment."""

    answers: Answers = field(default_factory=Answers)
    address: AddressEntry = field(default_factory=AddressEntry)


@dataclass(repr=False)
class FaceEntry:
    """What came of the face. `declined`: the citizen chose the way without face recognition."""

    declined: bool = False
    tries: int = 0  # tries that ended in this visit
    check: FaceCheck | None = None  # of the best try
    pictures: tuple[bytes, ...] = ()  # of the same try, JPEG, best first

    @property
    def verified(self) -> bool:
        """Tell whether the face is the card holder's, so that unmasked data may be shown."""
        return not self.declined and self.check is not None and self.check.decision is FaceDecision.MATCH


@dataclass(frozen=True, repr=False)
class Saved:
    """The application as the terminal has it; exists only after the durable act."""

    number: str
    key: UUID


@dataclass(frozen=True, repr=False)
class Confirmed:
    """The application after the durable act. With a fee its number is nobody's business until it is paid."""

    number: str
    key: UUID
    order_id: UUID
    fee_fen: int


@dataclass(repr=False)
class Person:
    """Everything personal of one visit; thrown away whole."""

    document: IdDocument | None = None
    answer: EligibilityAnswer | None = None  # what the office said before anything was typed
    answers: Answers = field(default_factory=Answers)
    consents: dict[str, Consent] = field(default_factory=dict)
    address: AddressEntry = field(default_factory=AddressEntry)
    strokes: list[list[Point]] = field(default_factory=list)
    key: UUID = field(default_factory=uuid4)  # idempotency key: one visit cannot lodge the same matter twice
    saved: Saved | None = None
    payment: PaidFee | None = None  # set once the fee is paid
    face: FaceEntry = field(default_factory=FaceEntry)
    violations: ViolationAnswer | None = None

    def entries(self) -> Entries:
        """Return a copy of what was given, to be restored should an edit be given up."""
        return deepcopy(Entries(self.answers, self.address))

    def restore(self, entries: Entries) -> None:
        """Forget what was given since `entries` were copied."""
        kept = deepcopy(entries)
        self.answers, self.address = kept.answers, kept.address


class Visit:
    """One citizen's session. Its repr shows nothing."""

    def __init__(self, started_at: float) -> None:
        self.started_at = started_at  # monotonic seconds
        self.display = Display()
        self.service: ServiceSlug | None = None
        self.person = Person()
        self.advice: Advice | None = None
        self.why: Why = "finished"
        self.card_was_read = False  # not personal: a card may lie on the reader
        self.slip_was_printed = False
        self.bank_card_lies = False  # not personal: a card may be in the slot
        self.clue: str | None = None  # not personal: the number by which an unclear payment is asked for

    def wipe(self) -> None:
        """Forget the person, what was typed and the service; keep only what must still be taken away and the display."""
        self.person = Person()
        self.service = None
        self.advice = None

    def __repr__(self) -> str:
        return "<Visit>"
