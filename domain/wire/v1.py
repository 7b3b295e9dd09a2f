"""Version 1 of what terminal and office say to each other. The office accepts the present version and the one before.

Times are ISO 8601 with offset, days ISO, money in fen, coordinates of a signature in 1/10000 of the box's width and height.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.addresses import AddressSource
from domain.application import ApplicationStatus
from domain.faces import FaceDecision, IdentityCheck, ReferenceKind
from domain.licences import LicenceState
from domain.people import DocumentKind, Sex
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.texts import Language
from domain.vehicles import OwnerKind, VehicleState
from domain.violations import HandlingBar

WIRE_VERSION = 1
SEALING_SUITE = "HPKE-v1:X25519-HKDF-SHA256:AES-256-GCM"

ApplicationNumber = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
KeyId = Annotated[str, Field(pattern=r"^[0-9a-zA-Z_-]{1,64}$")]
RawKey = Annotated[str, Field(pattern=r"^[0-9a-zA-Z+/]{43}=$")]  # 32 bytes in base64
SoftwareVersion = Annotated[str, Field(pattern=r"^[0-9a-zA-Z.+_-]{1,40}$")]
Word = Annotated[str, Field(pattern=r"^[0-9a-z_]{1,40}$")]
CalibrationId = Annotated[str, Field(pattern=r"^[0-9a-z_-]{1,40}$")]  # engine and day, e.g. sface-2026-11-22
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Message(BaseModel):
    """Closed and immutable; a field nobody knows is an error. Reprs hide the values."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Applicant(Message):
    """The identity document as read from its chip."""

    kind: DocumentKind
    name: str
    sex: Sex
    nation: str
    birth: date
    address: str
    number: str
    authority: str
    valid_from: date
    valid_to: date | None
    photo: str | None  # base64 of a JPEG, or of the chip's photo block where the reader does not decode it
    doubtful: bool


class Consent(Message):
    """One notice agreed to, proven by the hash of what was shown."""

    notice_id: str
    version: str
    sha256: str
    language: Language
    agreed_at: AwareDatetime


class Signature(Message):
    """The citizen's finger on the glass: strokes of (x, y, ms since the first touch)."""

    strokes: list[list[tuple[int, int, int]]]


class Delivery(Message):
    """Where and how the citizen is reached (违法行为处理程序规定 §20: 联系方式 and 送达方式 are confirmed)."""

    source: AddressSource
    recipient: str
    phone: str
    region_code: str = Field(max_length=12)
    text: str
    service_method: Literal["sms_and_post"] = "sms_and_post"  # 送达方式: 短信 + 邮寄


class LossDeclaration(Message):
    """What is declared in 驾驶证遗失补证."""

    kind: Literal["loss"] = "loss"
    reason: Literal["lost", "stolen", "destroyed"]  # 遗失 被盗 灭失


class FaceScore(Message):
    """How alike the live face and one reference are; greater is more alike, the scale is the engine's own."""

    reference: ReferenceKind
    score: float
    decision: FaceDecision


class FaceCheck(Message):
    """What the terminal found out about the face; the pictures travel apart (:class:`FaceBody`)."""

    decision: FaceDecision  # of the best try
    scores: list[FaceScore] = Field(max_length=4)  # empty: there was no reference
    accept_at: float  # the score from which a face matches
    review_from: float  # the score from which a person looks
    engine: Word
    calibration: CalibrationId  # id of the calibration that the thresholds come from
    challenge: list[Word] = Field(max_length=8)  # what was asked, in order, e.g. ["left", "right"]
    challenge_passed: bool
    tries: int = Field(ge=1, le=9)
    checked_at: AwareDatetime


class FaceBody(Message):
    """The live pictures of one application. Sealed to the office's face key, kept in a store of their own."""

    wire_version: Literal[1] = 1
    number: str
    terminal_id: str
    taken_at: AwareDatetime
    pictures: list[str] = Field(max_length=3)  # base64 of JPEGs, best first


class ApplicationBody(Message):
    """The body of one application; it leaves the terminal only sealed."""

    wire_version: Literal[1] = 1
    number: str
    service: ServiceSlug
    terminal_id: str
    confirmed_at: AwareDatetime
    visit_seconds: int
    language: Language
    applicant: Applicant
    declaration: LossDeclaration
    delivery: Delivery
    consents: list[Consent]
    signature: Signature
    identity_check: IdentityCheck
    face: FaceCheck | None = None  # set when a face was looked at, whatever came of it
    eligibility: Literal["eligible", "not_asked"]  # what the office had answered before
    fee_fen: int
    order_id: UUID | None


class SealedFaces(Message):
    """A :class:`FaceBody`, sealed to the office's face key."""

    key_id: KeyId
    sealed: str  # base64 of HPKE enc || ciphertext
    sealed_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")  # hex, over the raw sealed bytes


class SealedApplication(Message):
    """What the courier posts: routing data in clear, the body sealed to the office's key."""

    wire_version: Literal[1] = 1
    number: ApplicationNumber
    service: ServiceSlug
    confirmed_at: AwareDatetime
    lodged_at: AwareDatetime
    key_id: KeyId
    sealed: str  # base64 of HPKE enc || ciphertext
    sealed_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")  # hex, over the raw sealed bytes
    faces: SealedFaces | None = None


class ApplicationReceipt(Message):
    """The office has it."""

    number: str
    status: ApplicationStatus
    received_at: AwareDatetime
    due_date: date | None  # None: the office has no working-day table for that year; no date is named then
    replayed: bool


class EligibilityQuestion(Message):
    """Asked with the signed identity of the terminal, before anything is typed."""

    service: ServiceSlug
    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    name: str = Field(max_length=120)
    valid_to: date | None


class MaskedLicence(Message):
    """What of a licence may be shown before the face is verified."""

    number: str
    holder: str
    classes: str
    valid_to: date | None
    issuer: str
    address: str


class EligibilityAnswer(Message):
    """Whether to go on. Before the face is verified a state is never named: `verify_first` stands for it."""

    decision: Literal["eligible", "refused", "verify_first"]
    reasons: list[ReasonCode]  # only reasons that may be said now
    instead: ServiceSlug | None = None
    licence: MaskedLicence | None = None


class FaceReferenceQuestion(Message):
    """Asked after the separate consent, for the person whose card was read."""

    service: ServiceSlug
    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    name: str = Field(max_length=120)


class FaceReference(Message):
    """The registry's photograph, base64 of a JPEG; None when there is none, or the names do not agree."""

    photo: str | None


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
    vehicles: list[OwnVehicle] = []
    violations: list[Violation] = []
    decisions: list[UnpaidDecision] = []
    ticket: str | None = None  # good for asking for the pictures of these records, from this terminal, for some minutes


class ViolationPictureQuestion(Message):
    """One photograph of one record."""

    ticket: str = Field(max_length=100)
    record_number: str = Field(max_length=20)
    index: int = Field(ge=0, le=8)


class ViolationPicture(Message):
    """The photograph, base64 of a JPEG; None when the registry has none at this place."""

    picture: str | None


class EnrolmentRequest(Message):
    """Sent once, with a pairing token that staff made at the fleet desk."""

    pairing_token: str = Field(min_length=1, max_length=100)
    public_key: RawKey  # base64 of the raw Ed25519 public key
    software_version: SoftwareVersion


class SealingKey(Message):
    """The office's public key to which bodies are sealed."""

    key_id: KeyId
    public_key: RawKey  # base64 of the raw X25519 public key
    suite: str = SEALING_SUITE


class EnrolmentAnswer(Message):
    """Who this terminal is from now on."""

    terminal_id: str
    terminal_number: int = Field(ge=1, le=9999)
    place_zh: str
    place_en: str
    sealing_key: SealingKey
    face_key: SealingKey | None = None
    office_time: AwareDatetime


class Heartbeat(Message):
    """Every minute: how the terminal is. No personal data."""

    software_version: SoftwareVersion
    sent_at: AwareDatetime
    devices: dict[Word, Word] = Field(max_length=40)  # device -> status of drivers.device.DeviceStatus
    outbox_depth: Count
    outbox_oldest_seconds: Count
    outbox_dead: Count


class HeartbeatAnswer(Message):
    """The office's time and keys; commands come later."""

    office_time: AwareDatetime
    sealing_key: SealingKey
    face_key: SealingKey | None = None


class ProblemCode(StrEnum):
    """Codes of :class:`Problem`; a terminal treats one it does not know by the status alone."""

    MESSAGE_INVALID = "message_invalid"  # 422: not the form of this call
    MESSAGE_TOO_LARGE = "message_too_large"  # 413
    WRONG_CONTENT_TYPE = "wrong_content_type"  # 415
    NOT_FOUND = "not_found"  # 404
    METHOD_NOT_ALLOWED = "method_not_allowed"  # 405
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - 403: pairing token unknown, used or too old
    UNKNOWN_TERMINAL = "unknown_terminal"  # 401: not enrolled, or revoked
    SIGNATURE_INVALID = "signature_invalid"  # 401
    CLOCK_WRONG = "clock_wrong"  # 401: signed more than 300 s away from the office's time
    REPLAYED = "replayed"  # 401: this very request was seen before
    IDEMPOTENCY_KEY_INVALID = "idempotency_key_invalid"  # 400: absent or no UUID
    KEY_REUSED = "key_reused"  # 422: the key came before with another body
    NUMBER_TAKEN = "number_taken"  # 409: the number is known under another key
    HASH_MISMATCH = "hash_mismatch"  # 422: the sealed bytes are not those that were hashed
    BODY_UNREADABLE = "body_unreadable"  # 422: cannot be unsealed or understood; kept for staff
    SERVICE_NOT_OFFERED = "service_not_offered"  # 422: this office does not do this service
    NOT_ELIGIBLE = "not_eligible"  # 422: the rules refuse this person; the eligibility question says why
    TOO_MANY_PERSONS = "too_many_persons"  # 429: this terminal asked about too many different people; Retry-After
    TICKET_INVALID = "ticket_invalid"  # 403: unknown, too old, of another terminal, or not for this record
    REGISTRY_UNAVAILABLE = "registry_unavailable"  # 503
    OFFICE_BUSY = "office_busy"  # 503
    OFFICE_FAULT = "office_fault"  # 500: a bug


class Problem(Message):
    """Body of every 4xx and 5xx answer of the terminal API: a code of :class:`ProblemCode`, and a sentence for engineers."""

    code: str
    message: str


OFFICE_TIME_HEADER = "Office-Time"
"""ISO 8601; on every answer of the terminal API, so that a terminal with a wrong clock can see by how much."""


def associated_info(number: str, service: ServiceSlug, terminal_id: str, key_id: str) -> bytes:
    """Return the HPKE `info` that binds a sealed body to its envelope."""
    return f"cq-traffic-kiosk/application/{WIRE_VERSION}/{terminal_id}/{service}/{number}/{key_id}".encode()


def associated_face_info(number: str, service: ServiceSlug, terminal_id: str, key_id: str) -> bytes:
    """Return the HPKE `info` that binds sealed face pictures to their envelope."""
    return f"cq-traffic-kiosk/faces/{WIRE_VERSION}/{terminal_id}/{service}/{number}/{key_id}".encode()
