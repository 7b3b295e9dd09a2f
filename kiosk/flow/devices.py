"""What steps may ask of the world. Every request returns at once; its answer comes back as :class:`Done`.

Device calls, the network and the disk block, so they run in worker threads; the flow only ever waits for its mailbox.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from domain.addresses import Region
from domain.faces import ReferenceKind
from domain.failures import FailureCode
from domain.licence_photo import PhotoRules
from domain.people import IdDocument
from domain.rulebook import Fee, Notice
from domain.services import HomeEntry, ServiceGroup, ServiceSlug, ServiceTerms
from domain.texts import TextBook
from domain.wire.v1 import ApplicationBody, ApplicationReceipt, EligibilityAnswer, EligibilityQuestion, PaidFee
from domain.wire.v1_faces import FaceReference, FaceReferenceQuestion
from domain.wire.v1_handling import FineAnswer, FineHold, FineHoldQuestion, FineQuestion, NoticeAnswer, NoticeQuestion
from domain.wire.v1_my_applications import (
    ChangeAnswer,
    Correction,
    MyApplicationsAnswer,
    MyApplicationsQuestion,
    MyDocumentQuestion,
    NewAddress,
    ProgressAnswer,
    ProgressQuestion,
    Withdrawal,
)
from domain.wire.v1_outcomes import DocumentAnswer, DocumentQuestion, OutcomeAnswer, OutcomeQuestion
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneCodeQuestion, PhoneProofAnswer, PhoneProofQuestion
from domain.wire.v1_violations import ViolationAnswer, ViolationPicture, ViolationPictureQuestion, ViolationQuestion
from drivers.code_scanner.contract import ScannedCode
from drivers.document_camera.contract import DocumentPicture, DocumentPreview
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintResult
from drivers.receipt_printer.contract import Receipt
from kiosk.face.contract import FaceProgress, FaceVerdict, LicencePhoto
from kiosk.flow.visit import Confirmed, Saved
from payment.contract import PaymentHandle, PaymentProgress, PaymentResult

R = TypeVar("R")
OnResult = Callable[[R | FailureCode], None]
"""Called once, in a worker's thread, with the answer or the failure that came instead."""


@dataclass(frozen=True)
class Done:
    """The answer of a worker, delivered to the step that asked."""

    job: str
    result: object = field(repr=False)

    @property
    def failure(self) -> FailureCode | None:
        """The failure that came instead of an answer, if one did."""
        return self.result if isinstance(self.result, FailureCode) else None


class Handle(Protocol):
    """A request under way."""

    def cancel(self) -> None:
        """Ask it to end soon. What must not be torn (saving, printing) goes on."""
        ...


class ShutterHandle(Handle, Protocol):
    """A picture that is being taken by itself, or at once."""

    def take_now(self) -> None:
        """Take the picture now, whatever stands against it."""
        ...


class Workers(Protocol):
    """The hands of the terminal."""

    def read_card(self, on_found: Callable[[], None], on_result: OnResult[IdDocument]) -> Handle:
        """Wait for a card that was not read yet and read it; `on_found` tells that reading begins."""
        ...

    def await_removal(self, limit_s: float, on_result: OnResult[bool]) -> Handle:
        """Wait until no card lies on the reader; False when one is still there after `limit_s` seconds."""
        ...

    def ask_eligibility(self, question: EligibilityQuestion, on_result: OnResult[EligibilityAnswer]) -> Handle:
        """Ask the office before anything is typed."""
        ...

    def ask_face_reference(self, question: FaceReferenceQuestion, on_result: OnResult[FaceReference]) -> Handle:
        """Ask the office for the registry's photograph."""
        ...

    def verify_face(
        self,
        references: Mapping[ReferenceKind, bytes],
        on_progress: Callable[[FaceProgress], None],
        on_result: OnResult[FaceVerdict],
    ) -> Handle:
        """Look at the citizen once: guide, challenge, compare."""
        ...

    def take_licence_photo(self, on_progress: Callable[[FaceProgress], None], on_result: OnResult[LicencePhoto]) -> Handle:
        """Take the photograph of a licence once: guide, count down, check."""
        ...

    def ask_violations(self, question: ViolationQuestion, on_result: OnResult[ViolationAnswer]) -> Handle:
        """Ask the office what is open against vehicles and licence."""
        ...

    def ask_violation_picture(self, question: ViolationPictureQuestion, on_result: OnResult[ViolationPicture]) -> Handle:
        """Ask the office for one photograph of one record."""
        ...

    def ask_handling_notice(self, question: NoticeQuestion, on_result: OnResult[NoticeAnswer]) -> Handle:
        """Ask the office for the notice 告知 before records are handled."""
        ...

    def ask_fines(self, question: FineQuestion, on_result: OnResult[FineAnswer]) -> Handle:
        """Ask the office which fines may be paid."""
        ...

    def hold_fines(self, question: FineHoldQuestion, on_result: OnResult[FineHold]) -> Handle:
        """Have decisions reserved for the payment of this visit."""
        ...

    def ask_outcome(self, question: OutcomeQuestion, on_result: OnResult[OutcomeAnswer]) -> Handle:
        """Ask the office what became of an application that was lodged here."""
        ...

    def ask_document(self, question: DocumentQuestion, on_result: OnResult[DocumentAnswer]) -> Handle:
        """Ask the office for a signed PDF that was made of it."""
        ...

    def ask_my_applications(self, question: MyApplicationsQuestion, on_result: OnResult[MyApplicationsAnswer]) -> Handle:
        """Ask the office what a verified person has lodged."""
        ...

    def ask_progress(self, question: ProgressQuestion, on_result: OnResult[ProgressAnswer]) -> Handle:
        """Ask the office how far the application of a number is."""
        ...

    def supply_correction(self, correction: Correction, on_result: OnResult[ChangeAnswer]) -> Handle:
        """Hand the office everything that it asked for."""
        ...

    def withdraw_application(self, withdrawal: Withdrawal, on_result: OnResult[ChangeAnswer]) -> Handle:
        """Withdraw an own application."""
        ...

    def readdress_letter(self, address: NewAddress, on_result: OnResult[ChangeAnswer]) -> Handle:
        """Name another address for a letter that came back."""
        ...

    def ask_my_document(self, question: MyDocumentQuestion, on_result: OnResult[DocumentAnswer]) -> Handle:
        """Ask the office for a document of an own application."""
        ...

    def ask_phone_code(self, question: PhoneCodeQuestion, on_result: OnResult[PhoneCodeAnswer]) -> Handle:
        """Have the office send a code to a phone by SMS."""
        ...

    def prove_phone_code(self, question: PhoneProofQuestion, on_result: OnResult[PhoneProofAnswer]) -> Handle:
        """Have the office compare the code that was typed."""
        ...

    def lodge(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Saved]) -> Handle:
        """The durable act: number, sealed body, outbox row, audit event in one transaction. Cannot be cancelled.

        `pictures` are the live pictures of the face (JPEG, best first, at most three); they are sealed apart.
        """
        ...

    def confirm(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Confirmed]) -> Handle:
        """The durable act of what must be paid: as :meth:`lodge`, but it waits for its payment. Cannot be cancelled.

        From now on the order is this visit's until :meth:`close_payment`.
        """
        ...

    def pay(
        self,
        order_id: UUID,
        amount_fen: int,
        on_progress: Callable[[PaymentProgress], None],
        on_result: OnResult[PaymentResult],
    ) -> PaymentHandle:
        """Pay an order once; asked again after it was decided it answers the same. `cancel` is heard while it may still be."""
        ...

    def query_payment(self, order_id: UUID, on_result: OnResult[PaymentResult]) -> Handle:
        """Ask what became of an order."""
        ...

    def settle(self, key: UUID, paid: PaidFee, on_result: OnResult[Saved]) -> Handle:
        """The fee is paid: mark it and lodge the application in one transaction. Cannot be cancelled."""
        ...

    def close_payment(self, key: UUID) -> None:
        """The visit has done with this order: unless it is paid it is closed, and what became of it decides, now or later."""
        ...

    def await_bank_card_removal(self, limit_s: float, on_result: OnResult[bool]) -> Handle:
        """Wait until no card is in the bank-card reader; False when one is still there after `limit_s` seconds."""
        ...

    def find_receipt(self, key: UUID, on_result: OnResult[ApplicationReceipt | None]) -> Handle:
        """Look whether the courier has brought back the office's receipt yet."""
        ...

    def print_receipt(self, key: UUID, receipt: Receipt, on_result: OnResult[PrintResult]) -> Handle:
        """Print once, through the print ledger. Cannot be cancelled."""
        ...

    def print_document(self, key: UUID, document: PrintableDocument, on_result: OnResult[PrintResult]) -> Handle:
        """Print on A4, through the print ledger; `cancel` ends it on the device, and its result still tells what came out.

        Asked again with the same key and document it prints only when it is certain that the first was not complete; else it
        answers what became of the first.
        """
        ...

    def scan_code(self, on_result: OnResult[ScannedCode]) -> Handle:
        """Wait until a bar code or a QR code is read."""
        ...

    def take_document(
        self, on_preview: Callable[[DocumentPreview], None], on_result: OnResult[DocumentPicture], *, another: bool = False
    ) -> ShutterHandle:
        """Look at what lies under the document camera until a good picture was held still for about a second.

        `another`: not the paper that was taken last; it has to be lifted first.
        """
        ...

    def note(self, event: str, **details: str | int | bool) -> None:
        """Write an audit event; types only. Returns at once."""
        ...


class Offers(Protocol):
    """What the terminal can do at this moment."""

    def trouble(self) -> FailureCode | None:
        """Why nobody can be served, or None."""
        ...

    def can_check_faces(self) -> bool:
        """Tell whether the camera and the process behind it are well."""
        ...

    def entry(self, entry: HomeEntry) -> str | None:
        """Return what stands against an entry of home that is no service (a text key, None: available)."""
        ...

    def groups(self) -> Sequence[tuple[ServiceGroup, Sequence[tuple[ServiceSlug, str | None]]]]:
        """Return the four groups with each service's reason for not being available (a text key, None: available)."""
        ...


def can_begin(offers: Offers, slug: ServiceSlug) -> bool:
    """Tell whether a service may be begun here now."""
    return any(one is slug and reason is None for _, services in offers.groups() for one, reason in services)


@dataclass(frozen=True)
class Place:
    """Where this terminal stands (given at enrolment)."""

    terminal_number: int
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Rulebook:
    """What configuration says, parsed."""

    regions: tuple[Region, ...]
    notices: Mapping[str, Notice]
    terms: Mapping[ServiceSlug, ServiceTerms]
    fees: tuple[Fee, ...]
    photo: PhotoRules
    receipt_texts: TextBook
    hotline: str
    query_zh: str
    place: Callable[[], Place | None]
    promised_by: Callable[[date, int], date | None] = lambda _received, _working_days: None
