"""Version 1: 我的申请, what a verified person has lodged, what may still be done about it. Nothing is kept at the terminal.

Every question carries the document that was read and a face that matched lately; the office answers about that person only.
How far one matter is may be asked without a face, by its number: the answer says nothing of the person.
What changes a case carries a key: asked again it answers the same and does nothing twice.
"""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.application import ApplicationStatus
from domain.people import DocumentKind
from domain.services import ServiceSlug
from domain.wire.message import ApplicationNumber, Message, Word
from domain.wire.told_reasons import ToldReason, ToldReasons
from domain.wire.v1 import Applicant, Attachment, Consent, Delivery, Signature
from domain.wire.v1_faces import FaceCheck


class Myself(Message):
    """Who asks."""

    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    name: str = Field(max_length=120)
    valid_to: date | None
    face: FaceCheck | None


class MyApplicationsQuestion(Message):
    """The question what I have lodged."""

    person: Myself


class AskedItem(Message):
    """One item that the office wants corrected; all of them come at once (162 §3, 164 §3)."""

    item: Word  # phone, delivery_address, recipient, photo, person, damaged_plate, …
    code: ToldReason


class OwnDocument(Message):
    """One paper that may be fetched and printed."""

    id: Word  # signed_copy, decision_1, payment_voucher, truck_pass, …
    kind: Word
    sheets: int | None = Field(default=None, ge=1, le=20)  # None: it is made when it is asked for


class MyApplication(Message):
    """One application, as its applicant may see it."""

    number: ApplicationNumber
    service: ServiceSlug
    status: ApplicationStatus
    received_at: AwareDatetime
    status_since: AwareDatetime
    due_date: date | None
    version: int  # of the case: what is asked for is about this version
    reasons: ToldReasons = Field(default_factory=list)  # of a rejection or a referral
    asked: list[AskedItem] = Field(default_factory=list)  # what is to be corrected
    note: str = ""  # the clerk's sentence to the applicant
    address: str = ""  # masked
    waybill: str = ""  # of the letter on its way
    paid_fen: int = 0
    refund_fen: int = 0  # owed or given back
    may_withdraw: bool = False
    may_readdress: bool = False  # a letter came back: it may go elsewhere
    documents: list[OwnDocument] = Field(default_factory=list)
    codes: dict[Word, str] = Field(default_factory=dict)  # what goes into a QR or stands large: pass_number, pass_code, …


class MyApplicationsAnswer(Message):
    """All of the last months, newest first; without a matching face none."""

    verified: bool
    applications: list[MyApplication] = Field(default_factory=list, max_length=50)


class ProgressQuestion(Message):
    """The question how far the application of this number is, by whose card was read; a face is not needed."""

    person: Myself
    number: ApplicationNumber


class Reached(Message):
    """When a status was come to for the first time."""

    status: ApplicationStatus
    at: AwareDatetime


class Progress(Message):
    """How far one application is, and nothing that tells of the person."""

    number: ApplicationNumber
    service: ServiceSlug
    status: ApplicationStatus
    received_at: AwareDatetime
    reached: list[Reached] = Field(default_factory=list, max_length=40)
    due_date: date | None
    waybill: str = ""  # of the letter on its way


class ProgressAnswer(Message):
    """How far it is; None when no application of this number is this person's, whichever of the two is wrong."""

    progress: Progress | None


class Correction(Message):
    """Everything that was asked for, at once."""

    person: Myself
    key: UUID
    number: ApplicationNumber
    version: int
    delivery: Delivery | None = None  # phone and address, where one of them was asked for
    applicant: Applicant | None = None  # the document as read now, where it or the person was asked for
    attachments: list[Attachment] = Field(default_factory=list, max_length=12)
    consents: list[Consent] = Field(default_factory=list)
    signature: Signature  # what is supplied is signed anew


class Withdrawal(Message):
    """The applicant does not want it any more; possible until production."""

    person: Myself
    key: UUID
    number: ApplicationNumber
    version: int


class NewAddress(Message):
    """Where the letter that came back is to go now."""

    person: Myself
    key: UUID
    number: ApplicationNumber
    version: int
    delivery: Delivery


class ChangeAnswer(Message):
    """How it stands now."""

    application: MyApplication
    refund_fen: int = 0  # of a withdrawal: what will be given back


class MyDocumentQuestion(Message):
    """One document of an own application."""

    person: Myself
    number: ApplicationNumber
    document: Word
