"""One citizen's visit 一次办理: everything known of the person at the terminal, and how it is forgotten."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from domain.addresses import AddressSource
from domain.faces import FaceDecision
from domain.licence_photo import PhotoDefect
from domain.people import IdDocument
from domain.services import Offered
from domain.wire.v1 import Consent, EligibilityAnswer, PaidFee
from domain.wire.v1_faces import FaceCheck
from domain.wire.v1_handling import FineAnswer, FineHold, PenaltyNotice
from domain.wire.v1_my_applications import ChangeAnswer, MyApplication, MyApplicationsAnswer, Progress
from domain.wire.v1_outcomes import DocumentAnswer, OutcomeAnswer
from domain.wire.v1_violations import ViolationAnswer
from drivers.document_camera.contract import Shortfall
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
class TakenPaper:
    """A picture of a paper that the citizen kept. `doubts`: what a reader may stumble over."""

    jpeg: bytes
    doubts: tuple[Shortfall, ...] = ()


Papers = dict[tuple[str, str], TakenPaper]
"""What was laid under the document camera, by stop and kind of paper."""


@dataclass(repr=False)
class PhotoEntry:
    """Which photograph the new licence shows. While `source` is None a taken one lies here to be looked at, not chosen yet."""

    source: Literal["on_file", "taken"] | None = None
    jpeg: bytes = b""  # of the one taken
    defects: tuple[PhotoDefect, ...] = ()  # of the one taken
    measures: Mapping[str, float] = field(default_factory=dict)  # of the one taken
    background_replaced: bool = False
    tries: int = 0  # tries that ended in this visit


@dataclass(repr=False)
class PhoneEntry:
    """How far a phone number is proven by a code: one number at a time."""

    phone: str = ""  # the number that the code was sent to
    ticket: str | None = None  # of that code; None: there is none that is good
    sent_at: datetime | None = None
    resend_seconds: int = 0
    wrong: tuple[str, str] | None = None  # a code that was refused, and the text key that says why
    proven: tuple[str, str] | None = None  # number and ticket
    barred: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # number → text key of what stands against it, until


Intent = Literal["correct", "withdraw", "readdress"]


@dataclass(frozen=True, repr=False)
class OwnChange:
    """What is to be done about one own application, in the version that was shown."""

    application: MyApplication
    intent: Intent


@dataclass(repr=False)
class OwnEntry:
    """我的申请: what the office said of the own applications, and what is being done about one of them."""

    answer: MyApplicationsAnswer | None = None
    number: str | None = None  # of the one that is looked at
    change: OwnChange | None = None
    changed: ChangeAnswer | None = None  # what the office answered to it
    moved_on: bool = False  # the office did not take a change: the application has moved on meanwhile
    repeats: int = 0  # how often the change was sent again by itself because no answer came
    seed: UUID = field(default_factory=uuid4)  # what the keys of changes are made from
    progress: Progress | None = None  # of the one that was asked for by its number, without a face
    unknown: str = ""  # a number that is no application of this person's
    unasked: bool = False  # the office is older and cannot be asked for a number


@dataclass(frozen=True, repr=False)
class Entries:
    """Everything that a citizen gave and may edit, as it was at one moment."""

    answers: Answers = field(default_factory=Answers)
    address: AddressEntry = field(default_factory=AddressEntry)
    papers: Papers = field(default_factory=dict)
    photo: PhotoEntry = field(default_factory=PhotoEntry)


@dataclass(repr=False)
class FaceEntry:
    """What came of the face. `declined`: the citizen chose the way without face recognition."""

    declined: bool = False
    tries: int = 0  # tries that ended in this visit
    check: FaceCheck | None = None  # of the best try
    pictures: tuple[bytes, ...] = ()  # of the same try, JPEG, best first
    early: bool = False  # verified on a detour, before anything was filled in; it is not asked for again

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
    service: str = ""  # its slug


@dataclass(repr=False)
class Person:
    """Everything personal of one visit; thrown away whole."""

    document: IdDocument | None = None
    answer: EligibilityAnswer | None = None  # what the office said before anything was typed
    answered_vehicle: str | None = None  # handle of the own vehicle that `answer` is about, once one was chosen
    answers: Answers = field(default_factory=Answers)
    consents: dict[str, Consent] = field(default_factory=dict)
    address: AddressEntry = field(default_factory=AddressEntry)
    strokes: list[list[Point]] = field(default_factory=list)
    key: UUID = field(default_factory=uuid4)  # idempotency key: one visit cannot lodge the same matter twice
    saved: Saved | None = None
    payment: PaidFee | None = None  # set once the fee is paid
    face: FaceEntry = field(default_factory=FaceEntry)
    photo: PhotoEntry = field(default_factory=PhotoEntry)
    violations: ViolationAnswer | None = None
    notice: PenaltyNotice | None = None  # 告知: what is intended for the records that were chosen
    fines: FineAnswer | None = None
    hold: FineHold | None = None  # the decisions that are reserved for this visit's payment
    held: tuple[UUID, tuple[str, ...]] | None = None  # for which key, and which decisions
    outcome: OutcomeAnswer | None = None  # what the office made of what was lodged
    documents: dict[str, DocumentAnswer] = field(default_factory=dict)  # by id: what was fetched of it
    phone_code: PhoneEntry = field(default_factory=PhoneEntry)
    papers: Papers = field(default_factory=dict)
    own: OwnEntry = field(default_factory=OwnEntry)
    joined: bool = False  # began here as somebody who was known in the service before

    def entries(self) -> Entries:
        """Return a copy of what was given, to be restored should an edit be given up."""
        return deepcopy(Entries(self.answers, self.address, self.papers, self.photo))

    def moved_on(self) -> "Person":
        """Return the same person, about to do something else: what was entered and lodged stays behind.

        A face that matched is not asked for again; one that did not goes with the agreement to it, so it may be tried anew.
        """
        if not self.face.verified:
            return Person(document=self.document, joined=True)
        face = replace(self.face, early=True)
        return Person(document=self.document, consents=dict(self.consents), face=face, joined=True)

    def restore(self, entries: Entries) -> None:
        """Forget what was given since `entries` were copied."""
        kept = deepcopy(entries)
        self.answers, self.address, self.papers = kept.answers, kept.address, kept.papers
        self.photo = kept.photo


class Visit:
    """One citizen's session. Its repr shows nothing."""

    def __init__(self, started_at: float) -> None:
        self.started_at = started_at  # monotonic seconds
        self.display = Display()
        self.service: Offered | None = None
        self.person = Person()
        self.advice: Advice | None = None
        self.why: Why = "finished"
        self.card_was_read = False  # not personal: a card may lie on the reader
        self.slip_was_printed = False
        self.document_was_printed = False  # sheets of A4 may lie in the tray
        self.bank_card_lies = False  # not personal: a card may be in the slot
        self.detour: str | None = None  # name of the step whose question waits for the face
        self.clue: str | None = None  # not personal: the number by which an unclear payment is asked for

    def wipe(self) -> None:
        """Forget the person, what was typed and the service; keep only what must still be taken away and the display."""
        self.person = Person()
        self.service = None
        self.advice = None
        self.detour = None

    def __repr__(self) -> str:
        return "<Visit>"
