"""Version 1 of what terminal and office say to each other. The office accepts the present version and the one before.

Here: applications, eligibility, enrolment, heartbeats, problems. Beside it: `v1_faces`, `v1_violations`.
Coordinates of a signature are in 1/10000 of the box's width and height.
"""

from datetime import date
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, FiniteFloat, JsonValue, model_validator

from domain.addresses import AddressSource
from domain.application import ApplicationStatus
from domain.faces import IdentityCheck
from domain.people import DocumentKind, Sex
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.message import (
    WIRE_VERSION,
    ApplicationNumber,
    BankWord,
    Count,
    KeyId,
    MaskedCard,
    Message,
    RawKey,
    Sha256,
    SoftwareVersion,
    VehicleHandle,
    Word,
)
from domain.wire.told_reasons import ToldReasons
from domain.wire.v1_faces import FaceCheck, SealedFaces
from domain.wire.v1_fleet import Pem, Percent

SEALING_SUITE = "HPKE-v1:X25519-HKDF-SHA256:AES-256-GCM"


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
    region_code: str = Field(max_length=12)  # of a registered address: the district that was shown to the citizen
    text: str  # empty for a registered address: the terminal does not know it, the office fills it in
    service_method: Literal["sms_and_post", "sms"] = "sms_and_post"  # 送达方式: 短信 + 邮寄, or 短信 where nothing is posted

    @model_validator(mode="after")
    def _only_the_office_knows(self) -> Self:
        if self.source == AddressSource.REGISTRY and self.text:
            raise ValueError("a registered address is filled in by the office")
        return self


Declared = dict[str, JsonValue]
"""What is declared, as the service's own `Declaration` has it (:mod:`domain.wire.declarations`)."""


class Attachment(Message):
    """One picture that belongs to an application: a licence photo, a paper, a damaged plate."""

    kind: Word  # licence_photo, damaged_plate, vehicle_licence, …
    jpeg: str  # base64
    doubts: list[Word] = Field(default_factory=list, max_length=12)  # what the terminal found wrong with it
    measures: dict[Word, FiniteFloat] = Field(default_factory=dict, max_length=32)  # what it measured of a licence photo


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
    declaration: Declared
    delivery: Delivery
    attachments: list[Attachment] = Field(default_factory=list, max_length=12)
    consents: list[Consent]
    signature: Signature
    identity_check: IdentityCheck
    face: FaceCheck | None = None  # set when a face was looked at, whatever came of it
    eligibility: Literal["eligible", "not_asked"]  # what the office had answered before
    fee_fen: int
    order_id: UUID | None
    rulebook: Sha256 | None = None  # of the rules that the terminal went by


class PaidFee(Message):
    """What was paid for an order. The body is sealed before anyone pays, so this travels beside it."""

    order_id: UUID
    amount_fen: int = Field(gt=0, le=10_000_000)
    card: MaskedCard | None  # None, as in the next four: the payment process was not told
    reference: BankWord | None  # 检索参考号, ISO 8583 field 37
    authorisation: BankWord | None  # 授权号, field 38
    trace: BankWord | None  # 流水号, field 11
    batch: BankWord | None  # 批次号, field 60.2
    paid_at: AwareDatetime


class SealedApplication(Message):
    """What the courier posts: routing data in clear, the body sealed to the office's key."""

    wire_version: Literal[1] = 1
    number: ApplicationNumber
    service: ServiceSlug
    confirmed_at: AwareDatetime
    lodged_at: AwareDatetime
    key_id: KeyId
    sealed: str  # base64 of HPKE enc || ciphertext
    sealed_sha256: Sha256  # over the raw sealed bytes
    faces: SealedFaces | None = None
    payment: PaidFee | None = None  # None: there was nothing to pay
    receipt_said: AwareDatetime | None = None  # sent again to a restored office: when it had received it the first time


class ApplicationReceipt(Message):
    """The office has it."""

    number: str
    status: ApplicationStatus
    received_at: AwareDatetime
    due_date: date | None  # None: the office has no working-day table for that year; no date is named then
    replayed: bool


class EligibilityQuestion(Message):
    """Asked with the signed identity of the terminal: before anything is typed, after a choice, after the face."""

    service: ServiceSlug
    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    name: str = Field(max_length=120)
    valid_to: date | None
    birth: date | None = None
    vehicle: VehicleHandle | None = None  # the own vehicle that was chosen, once one was
    declaration: Declared | None = None  # what was declared so far, where the rules look at it
    face: FaceCheck | None = None  # a face that matched lately opens reasons that are states


class MaskedLicence(Message):
    """What of a licence may be shown before the face is verified."""

    number: str
    holder: str
    classes: str
    valid_to: date | None
    issuer: str
    address: str


class MaskedVehicle(Message):
    """One own vehicle, as it may be shown before the face is verified."""

    handle: VehicleHandle
    plate: str  # masked: 渝A∗∗345
    plate_kind: Word
    model: str = ""
    reasons: ToldReasons = Field(default_factory=list)  # why not this one, where that may be said now
    address: str = ""  # registered with it, masked


class EligibilityAnswer(Message):
    """Whether to go on. Before the face is verified a state is never named: `verify_first` stands for it."""

    decision: Literal["eligible", "refused", "verify_first"]
    reasons: ToldReasons  # only reasons that may be said now
    instead: ServiceSlug | None = None
    licence: MaskedLicence | None = None
    vehicles: list[MaskedVehicle] = Field(default_factory=list)
    options: list[Word] = Field(
        default_factory=list, max_length=20
    )  # what may be chosen: classes to keep, … as the service means it
    photo_taken_on: date | None = None  # of the photograph on file
    verified: bool = False  # the answer took a matching face into account


class EnrolmentRequest(Message):
    """Sent once, with a pairing token that staff made at the fleet desk."""

    pairing_token: str = Field(min_length=1, max_length=100)
    public_key: RawKey  # base64 of the raw Ed25519 public key
    software_version: SoftwareVersion
    certificate_request: Pem | None = None  # PKCS #10 of another key, for the line's TLS


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
    command_key: RawKey | None = None  # Ed25519: whoever has it may order this terminal
    certificate: Pem | None = None
    office_time: AwareDatetime


class DeviceDown(Message):
    """Why a device does not serve, and since when."""

    failure: Word | None  # a code of the catalogue
    seconds: Count


class Heartbeat(Message):
    """Every minute: how the terminal is. No personal data."""

    software_version: SoftwareVersion
    sent_at: AwareDatetime
    devices: dict[Word, Word] = Field(max_length=40)  # device -> status of drivers.device.DeviceStatus
    down: dict[Word, DeviceDown] = Field(default_factory=dict, max_length=40)  # of those that do not serve
    outbox_depth: Count
    outbox_oldest_seconds: Count
    outbox_dead: Count
    every_seconds: Count = 60  # how often it comes
    levels: dict[Word, Percent] = Field(default_factory=dict, max_length=10)  # consumable -> about how much is left
    ups_percent: Percent | None = None  # charge of the battery
    disk_free_mb: Count | None = None
    configuration: Sha256 | None = None  # of the rolled-out fragment that the screen runs with; None: as shipped
    rulebook: Sha256 | None = None  # of the rules that the screen runs with
    certificate: Sha256 | None = None  # fingerprint of the client certificate that this terminal presents
    certificate_days: int | None = Field(default=None, ge=-36500, le=36500)  # left


class HeartbeatAnswer(Message):
    """The office's time and keys. What it wants of a terminal is asked for apart (:mod:`domain.wire.v1_errands`)."""

    office_time: AwareDatetime
    sealing_key: SealingKey
    face_key: SealingKey | None = None
    command_key: RawKey | None = None  # taken by a terminal that knows none yet
    epoch: Word | None = None  # another one than before: the office came out of a backup, and may miss something


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
    CERTIFICATE_INVALID = "certificate_invalid"  # 401: no client certificate, another terminal's, revoked or expired
    CLOCK_WRONG = "clock_wrong"  # 401: signed more than 300 s away from the office's time
    REPLAYED = "replayed"  # 401: this very request was seen before
    IDEMPOTENCY_KEY_INVALID = "idempotency_key_invalid"  # 400: absent or no UUID
    KEY_REUSED = "key_reused"  # 422: the key came before with another body
    NUMBER_TAKEN = "number_taken"  # 409: the number is known under another key
    HASH_MISMATCH = "hash_mismatch"  # 422: the sealed bytes are not those that were hashed
    BODY_UNREADABLE = "body_unreadable"  # 422: cannot be unsealed or understood; kept for staff
    SERVICE_NOT_OFFERED = "service_not_offered"  # 422: this office does not do this service
    PAYMENT_WRONG = "payment_wrong"  # 422: not paid, paid otherwise than the body says, or the order is another one's; kept
    UNKNOWN_APPLICATION = "unknown_application"  # 404: no application of this number and key, or not this person's
    CODE_LIMIT = "code_limit"  # 429: too many codes were asked for this phone; Retry-After
    HOLD_LIMIT = "hold_limit"  # 429: this payer or terminal had too many different decisions held; Retry-After
    DOCUMENT_NOT_READY = "document_not_ready"  # 404: not made yet, or withdrawn
    NOT_POSSIBLE_NOW = "not_possible_now"  # 409: the matter has moved on; ask for it again
    NOT_ELIGIBLE = "not_eligible"  # 422: the rules refuse this person; the eligibility question says why
    TOO_MANY_PERSONS = "too_many_persons"  # 429: this terminal asked about too many different people; Retry-After
    TICKET_INVALID = "ticket_invalid"  # 403: unknown, too old, of another terminal, or not for this record
    REGISTRY_UNAVAILABLE = "registry_unavailable"  # 503
    OFFICE_BUSY = "office_busy"  # 503, and 429 where others go first; Retry-After
    OFFICE_FAULT = "office_fault"  # 500: a bug


class Problem(Message):
    """Body of every 4xx and 5xx answer of the terminal API: a code of :class:`ProblemCode`, and a sentence for engineers."""

    code: str
    message: str


PRIORITY = "Priority"
"""RFC 9218; an application that was tried before, or came to wait in a long cut, says :data:`PRIORITY_WAITED`."""

PRIORITY_WAITED = "u=7"

OFFICE_TIME_HEADER = "Office-Time"
"""ISO 8601; on every answer of the terminal API, so that a terminal with a wrong clock can see by how much."""


def associated_info(number: str, service: ServiceSlug, terminal_id: str, key_id: str) -> bytes:
    """Return the HPKE `info` that binds a sealed body to its envelope."""
    return f"cq-traffic-kiosk/application/{WIRE_VERSION}/{terminal_id}/{service}/{number}/{key_id}".encode()
