"""Version 1: what is open against a person's vehicles and licence. Only looked up; nothing of it is lodged."""

from datetime import date

from pydantic import AwareDatetime, Field

from domain.licences import LicenceState
from domain.people import DocumentKind
from domain.vehicles import OwnerKind, VehicleState
from domain.violations import HandlingBar
from domain.wire.message import Message, Word
from domain.wire.v1_faces import FaceCheck


class ViolationQuestion(Message):
    """What is open against this person's vehicles and licence. Without a matching `face` only an overview is answered."""

    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    name: str = Field(max_length=120)
    valid_to: date | None
    face: FaceCheck | None


class LicenceStanding(Message):
    """The own driving licence."""

    number: str  # masked
    classes: str
    states: list[LicenceState]
    points: int  # of this cycle
    points_limit: int  # 12
    valid_to: date | None


class OwnVehicle(Message):
    """One own vehicle."""

    plate: str
    plate_kind: Word
    owner_kind: OwnerKind
    states: list[VehicleState]
    inspection_valid_to: date | None


class Violation(Message):
    """One record that has not been decided yet, with what may be done about it here."""

    record_number: str
    plate: str
    plate_kind: Word
    captured_at: AwareDatetime
    place: str
    code: str
    text: str  # of the dated code table
    points: int | None  # None: not known here
    fine_fen: int | None  # None: not known here; 0: a warning
    provision: str
    basis: str
    agency: str
    pictures: int = Field(ge=0, le=9)
    bars: list[HandlingBar]  # empty: may be handled at a terminal


class UnpaidDecision(Message):
    """One decision whose fine is not paid."""

    decision_number: str
    plate: str
    code: str
    text: str
    decided_on: date
    points: int
    fine_fen: int
    pay_until: date
    surcharge_fen: int  # as of today: 3 % a day after `pay_until`, at most the fine
    days_late: int


class VehicleOverview(Message):
    """How much is open, said even before the face is verified."""

    plate: str  # masked
    violations: int


class ViolationAnswer(Message):
    """The answer; `verified` says whether it is the whole one."""

    verified: bool
    as_of: AwareDatetime
    overview: list[VehicleOverview]
    unpaid: int  # decisions whose fine is not paid
    licence: LicenceStanding | None = None
    vehicles: list[OwnVehicle] = Field(default_factory=list)
    violations: list[Violation] = Field(default_factory=list)
    decisions: list[UnpaidDecision] = Field(default_factory=list)
    ticket: str | None = None  # good for asking for the pictures of these records, from this terminal, for some minutes


class ViolationPictureQuestion(Message):
    """One photograph of one record."""

    ticket: str = Field(max_length=100)
    record_number: str = Field(max_length=20)
    index: int = Field(ge=0, le=8)


class ViolationPicture(Message):
    """The photograph, base64 of a JPEG; None when the registry has none at this place."""

    picture: str | None
