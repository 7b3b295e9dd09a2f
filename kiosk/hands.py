"""The hands of the terminal: takes what steps ask for to the devices, the store and the office, each in its own thread."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from uuid import UUID

from backend_client.client import OfficeClient
from domain.clock import Clock
from domain.faces import ReferenceKind
from domain.failures import FailureCode
from domain.people import IdDocument
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
from domain.wire.v1_recovery import Change
from domain.wire.v1_violations import ViolationAnswer, ViolationPicture, ViolationPictureQuestion, ViolationQuestion
from drivers.code_scanner.contract import CodeScanner, ScannedCode
from drivers.device import DeviceFailure
from drivers.document_camera.contract import DocumentCamera, DocumentPicture, DocumentPreview
from drivers.document_printer.contract import PrintableDocument
from drivers.id_card_reader.contract import IdCardReader
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt, ReceiptPrinter
from drivers.supervisor import JobHandle, SupervisedDevice
from kiosk.audit.events import Detail
from kiosk.document_prints import DocumentPrints
from kiosk.face.contract import FaceProgress, FaceVerdict, FaceVerifier, LicencePhoto
from kiosk.flow.devices import Handle, OnResult, ShutterHandle
from kiosk.flow.visit import Confirmed, Saved
from kiosk.payments.orders import Orders
from kiosk.payments.watch import PaymentWatch
from kiosk.store.room import StoreRoom
from kiosk.worker import Uncancellable, Worker
from payment.contract import PaymentHandle, PaymentProgress, PaymentResult, PaymentTerminal

log = logging.getLogger(__name__)

CARD_LIMIT_S = CODE_LIMIT_S = 900.0  # the visit ends sooner
POLL_S = 0.2


@dataclass(frozen=True)
class Hands:
    """Implements :class:`kiosk.flow.devices.Workers`."""

    reader: SupervisedDevice[IdCardReader]
    printer: SupervisedDevice[ReceiptPrinter]
    face: FaceVerifier
    store: StoreRoom
    store_worker: Worker
    office_worker: Worker
    office: Callable[[], OfficeClient]  # called in the office's thread; raises KnownFailure
    clock: Clock
    payments: PaymentTerminal
    orders: Orders
    payment_watch: PaymentWatch
    documents: DocumentPrints
    scanner: SupervisedDevice[CodeScanner]
    document_camera: SupervisedDevice[DocumentCamera]

    def read_card(self, on_found: Callable[[], None], on_result: OnResult[IdDocument]) -> Handle:
        """See the protocol."""
        return self.reader.submit(lambda reader, cancelled: read_when_laid(reader, cancelled, on_found, self.clock), on_result)

    def await_removal(self, limit_s: float, on_result: OnResult[bool]) -> Handle:
        """See the protocol."""
        return self.reader.submit(lambda reader, cancelled: reader.await_removal(limit_s, cancelled), on_result)

    def ask_eligibility(self, question: EligibilityQuestion, on_result: OnResult[EligibilityAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().eligibility(question), on_result)

    def ask_face_reference(self, question: FaceReferenceQuestion, on_result: OnResult[FaceReference]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().face_reference(question), on_result)

    def ask_violations(self, question: ViolationQuestion, on_result: OnResult[ViolationAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().violations(question), on_result)

    def ask_violation_picture(self, question: ViolationPictureQuestion, on_result: OnResult[ViolationPicture]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().violation_picture(question), on_result)

    def ask_handling_notice(self, question: NoticeQuestion, on_result: OnResult[NoticeAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().handling_notice(question), on_result)

    def ask_fines(self, question: FineQuestion, on_result: OnResult[FineAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().fines(question), on_result)

    def hold_fines(self, question: FineHoldQuestion, on_result: OnResult[FineHold]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().fine_hold(question), on_result)

    def ask_outcome(self, question: OutcomeQuestion, on_result: OnResult[OutcomeAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().outcome(question), on_result)

    def ask_document(self, question: DocumentQuestion, on_result: OnResult[DocumentAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().document(question), on_result)

    def ask_my_applications(self, question: MyApplicationsQuestion, on_result: OnResult[MyApplicationsAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().my_applications(question), on_result)

    def ask_progress(self, question: ProgressQuestion, on_result: OnResult[ProgressAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().progress(question), on_result)

    def supply_correction(self, correction: Correction, on_result: OnResult[ChangeAnswer]) -> Handle:
        """See the protocol."""
        return self._change(correction, lambda: self.office().correct(correction), on_result)

    def withdraw_application(self, withdrawal: Withdrawal, on_result: OnResult[ChangeAnswer]) -> Handle:
        """See the protocol."""
        return self._change(withdrawal, lambda: self.office().withdraw(withdrawal), on_result)

    def readdress_letter(self, address: NewAddress, on_result: OnResult[ChangeAnswer]) -> Handle:
        """See the protocol."""
        return self._change(address, lambda: self.office().readdress(address), on_result)

    def ask_my_document(self, question: MyDocumentQuestion, on_result: OnResult[DocumentAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().my_document(question), on_result)

    def ask_phone_code(self, question: PhoneCodeQuestion, on_result: OnResult[PhoneCodeAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().phone_code(question), on_result)

    def prove_phone_code(self, question: PhoneProofQuestion, on_result: OnResult[PhoneProofAnswer]) -> Handle:
        """See the protocol."""
        return self.office_worker.submit(lambda: self.office().phone_proof(question), on_result)

    def verify_face(
        self,
        references: Mapping[ReferenceKind, bytes],
        on_progress: Callable[[FaceProgress], None],
        on_result: OnResult[FaceVerdict],
    ) -> Handle:
        """See the protocol."""
        return self.face.verify(references, on_progress, on_result)

    def take_licence_photo(self, on_progress: Callable[[FaceProgress], None], on_result: OnResult[LicencePhoto]) -> Handle:
        """See the protocol."""
        return self.face.take_photo(on_progress, on_result)

    def lodge(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Saved]) -> Handle:
        """See the protocol."""
        self.store_worker.submit(lambda: self.store.lodge(key, body, pictures), on_result)
        return Uncancellable()

    def confirm(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Confirmed]) -> Handle:
        """See the protocol."""
        self.orders.claim(key)  # before the row is there: housekeeping must not close it
        self.store_worker.submit(lambda: self.store.confirm(key, body, pictures), on_result)
        return Uncancellable()

    def pay(
        self,
        order_id: UUID,
        amount_fen: int,
        on_progress: Callable[[PaymentProgress], None],
        on_result: OnResult[PaymentResult],
    ) -> PaymentHandle:
        """See the protocol."""
        return self.payments.pay(order_id, amount_fen, on_progress, on_result)

    def query_payment(self, order_id: UUID, on_result: OnResult[PaymentResult]) -> Handle:
        """See the protocol."""
        self.payments.query(order_id, on_result)
        return Uncancellable()

    def settle(self, key: UUID, paid: PaidFee, on_result: OnResult[Saved]) -> Handle:
        """See the protocol."""
        self.store_worker.submit(lambda: self.store.settle(key, paid), on_result)
        return Uncancellable()

    def close_payment(self, key: UUID) -> None:
        """See the protocol."""
        self.orders.give_up(key)

    def await_bank_card_removal(self, limit_s: float, on_result: OnResult[bool]) -> Handle:
        """See the protocol."""
        return self.payment_watch.await_removal(limit_s, on_result)

    def find_receipt(self, key: UUID, on_result: OnResult[ApplicationReceipt | None]) -> Handle:
        """See the protocol."""
        return self.store_worker.submit(lambda: self.store.find_receipt(key), on_result)

    def print_receipt(self, key: UUID, receipt: Receipt, on_result: OnResult[PrintResult]) -> Handle:
        """Enter the slip into the ledger, print it, write what became of it, tell the step; each in its own thread."""

        def entered(entry: int | FailureCode | None) -> None:
            if isinstance(entry, FailureCode):
                on_result(PrintResult(PrintOutcome.NOT_DELIVERED, entry))
            elif entry is None:  # it was handed to the printer before: never twice
                on_result(PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN))
            else:
                self.printer.submit(lambda printer, _: printer.print_receipt(receipt), lambda result: printed(entry, result))

        def printed(entry: int, result: PrintResult | FailureCode) -> None:
            outcome = result_of(result)
            self.store_worker.submit(lambda: self.store.settle_print(entry, outcome), _only_failures)
            on_result(outcome)

        self.store_worker.submit(lambda: self.store.begin_print(key), entered)
        return Uncancellable()

    def print_document(self, key: UUID, document: PrintableDocument, on_result: OnResult[PrintResult]) -> Handle:
        """See the protocol."""
        return self.documents.print(key, document, on_result)

    def scan_code(self, on_result: OnResult[ScannedCode]) -> Handle:
        """See the protocol."""
        return self.scanner.submit(lambda scanner, cancelled: scanner.scan(CODE_LIMIT_S, cancelled), on_result)

    def take_document(
        self, on_preview: Callable[[DocumentPreview], None], on_result: OnResult[DocumentPicture], *, another: bool = False
    ) -> ShutterHandle:
        """See the protocol."""
        now = Event()
        job = self.document_camera.submit(
            lambda camera, cancelled: camera.take(on_preview, cancelled, now, another=another), on_result
        )
        return Shutter(job, now)

    def _change(self, message: Change, send: Callable[[], ChangeAnswer], on_result: OnResult[ChangeAnswer]) -> Handle:
        """Have the office do it; what it did is kept, sealed, before the citizen is told so."""

        def answered(answer: ChangeAnswer | FailureCode) -> None:
            if isinstance(answer, FailureCode):
                on_result(answer)
            else:
                self.store_worker.submit(lambda: self.store.keep_change(message), lambda kept: told(answer, kept))

        def told(answer: ChangeAnswer, kept: FailureCode | None) -> None:
            _only_failures(kept)  # it is done all the same
            on_result(answer)

        return self.office_worker.submit(send, answered)

    def note(self, event: str, **details: Detail) -> None:
        """See the protocol."""
        self.store_worker.submit(lambda: self.store.note(event, details), _only_failures)


@dataclass(frozen=True)
class Shutter:
    """A paper that is being looked at."""

    job: JobHandle
    now: Event

    def cancel(self) -> None:
        """Look no longer."""
        self.job.cancel()

    def take_now(self) -> None:
        """Take the picture that there is."""
        self.now.set()


def read_when_laid(reader: IdCardReader, cancelled: Event, on_found: Callable[[], None], clock: Clock) -> IdDocument:
    """Poll for a card, tell that it was found, read it."""
    until = clock.monotonic() + CARD_LIMIT_S
    while not reader.find():
        if cancelled.wait(POLL_S):
            raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
        if clock.monotonic() >= until:
            raise DeviceFailure(FailureCode.ID_CARD_ABSENT)
    on_found()
    return reader.read()


def result_of(result: PrintResult | FailureCode) -> PrintResult:
    """Return the three-valued result. A failure instead of one says whether the job had begun: a bug within it is unknown."""
    if isinstance(result, PrintResult):
        return result
    begun = result is FailureCode.TERMINAL_FAULT
    return PrintResult(PrintOutcome.UNKNOWN if begun else PrintOutcome.NOT_DELIVERED, result)


def _only_failures(result: object) -> None:
    """What nobody waits for; the store's soundness was noted where it failed."""
    if isinstance(result, FailureCode):
        log.error("store: %s", result.value)
