"""In-memory devices that keep the contracts, for the terminal's insides; the protocols are tested with the drivers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event, Lock, Thread
from uuid import UUID

from domain.faces import FaceDecision, FacePicture, ReferenceKind
from domain.failures import FailureCode
from domain.people import IdDocument
from drivers.code_scanner.contract import ScannedCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.document_camera.contract import DocumentPicture, DocumentPreview, Shortfall
from drivers.document_printer.contract import PrintableDocument
from drivers.failure_reports import failed_report
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt
from kiosk.face.contract import (
    EyePlaces,
    FaceProgress,
    FaceVerdict,
    Guidance,
    LicencePhoto,
    PreviewFrame,
    ReferenceScore,
    Stage,
)
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult

POLL_S = 0.005


class TableReader:
    """A reader with a card that a test lays and takes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._card: IdDocument | None = None
        self._was_read = False
        self.failure: FailureCode | None = None

    def lay(self, card: IdDocument) -> None:
        with self._lock:
            self._card, self._was_read = card, False

    def take(self) -> None:
        with self._lock:
            self._card = None

    def report(self) -> DeviceReport:
        self._require_well()
        return DeviceReport(DeviceStatus.ONLINE)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=self.failure is None, failure=self.failure)

    def close(self) -> None:
        pass

    def find(self) -> bool:
        self._require_well()
        with self._lock:
            return self._card is not None and not self._was_read

    def read(self) -> IdDocument:
        with self._lock:
            if self._card is None:
                raise DeviceFailure(FailureCode.ID_CARD_MOVED)
            self._was_read = True
            return self._card

    def await_card(self, limit_s: float, cancelled: Event) -> IdDocument:
        raise NotImplementedError("the terminal finds and reads by itself")

    def await_removal(self, limit_s: float, cancelled: Event) -> bool:
        while True:
            with self._lock:
                if self._card is None:
                    return True
            if cancelled.wait(POLL_S):
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)

    def _require_well(self) -> None:
        if self.failure:
            raise DeviceFailure(self.failure)


class TablePrinter:
    """A printer that keeps what it printed."""

    def __init__(self) -> None:
        self.printed: list[Receipt] = []
        self.result = PrintResult(PrintOutcome.DELIVERED)
        self.before: Callable[[], None] = lambda: None

    def report(self) -> DeviceReport:
        return DeviceReport(DeviceStatus.ONLINE)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=True)

    def close(self) -> None:
        pass

    def print_receipt(self, receipt: Receipt) -> PrintResult:
        self.before()
        self.printed.append(receipt)
        return self.result


class TableDocumentPrinter:
    """An A4 printer that keeps what it printed; with `stuck` a document hangs in it until it is cancelled."""

    def __init__(self) -> None:
        self.failure: FailureCode | None = None
        self.stuck = False
        self.printed: list[tuple[str, PrintableDocument]] = []
        self.result: PrintResult | None = None  # None: everything comes out
        self.settled: list[str] = []
        self.left = PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_JOB_CANCELLED, 1, 2)

    def report(self) -> DeviceReport:
        if self.failure:
            raise DeviceFailure(self.failure)
        return DeviceReport(DeviceStatus.ONLINE)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=self.failure is None, failure=self.failure)

    def close(self) -> None:
        pass

    def print_document(self, document: PrintableDocument, job: str, cancelled: Event) -> PrintResult:
        self.printed.append((job, document))
        if self.stuck:
            cancelled.wait()
            return PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_JOB_CANCELLED, 0, document.sheets)
        return self.result or PrintResult(PrintOutcome.DELIVERED, None, document.sheets, document.sheets)

    def settle(self, job: str, sheets: int) -> PrintResult:
        self.report()
        self.settled.append(job)
        return self.left


A_PICTURE = DocumentPicture(b"\xff\xd8\xff paper", 990, 673)


class TableDocumentCamera:
    """A document camera that takes what a test lays down, or whatever there is when it is told to."""

    def __init__(self) -> None:
        self.failure: FailureCode | None = None
        self.preview = DocumentPreview(b"\xff\xd8\xff live", shortfall=Shortfall.NOTHING_THERE)
        self.picture: DocumentPicture | None = None
        self.asked: list[bool] = []

    def report(self) -> DeviceReport:
        if self.failure:
            raise DeviceFailure(self.failure)
        return DeviceReport(DeviceStatus.ONLINE)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=self.failure is None, failure=self.failure)

    def close(self) -> None:
        pass

    def take(
        self, on_preview: Callable[[DocumentPreview], None], cancelled: Event, now: Event, *, another: bool
    ) -> DocumentPicture:
        self.asked.append(another)
        while not cancelled.wait(POLL_S):
            if self.failure:
                raise DeviceFailure(self.failure)
            if self.picture is not None:
                return self.picture
            if now.is_set():
                return replace(A_PICTURE, shortfalls=(Shortfall.NOTHING_THERE,))
            on_preview(self.preview)
        raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)


class TableScanner:
    """A scanner that reads what a test shows."""

    def __init__(self) -> None:
        self._shown = Event()
        self._code: ScannedCode | None = None
        self.failure: FailureCode | None = None

    def show(self, text: str, symbology: str = "qr") -> None:
        self._code = ScannedCode(text, symbology)
        self._shown.set()

    def report(self) -> DeviceReport:
        if self.failure:
            raise DeviceFailure(self.failure)
        return DeviceReport(DeviceStatus.ONLINE)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=self.failure is None, failure=self.failure)

    def close(self) -> None:
        pass

    def scan(self, limit_s: float, cancelled: Event) -> ScannedCode:
        while not self._shown.wait(POLL_S):
            if cancelled.is_set():
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
        self._shown.clear()
        assert self._code
        return self._code


A_MATCH = FaceVerdict(
    decision=FaceDecision.MATCH,
    scores=(ReferenceScore(ReferenceKind.REGISTRY, 0.61, FaceDecision.MATCH),),
    accept_at=0.42,
    review_from=0.33,
    engine="sface",
    calibration="sface-test",
    challenge=("left",),
    challenge_passed=True,
    pictures=(b"jpeg 1", b"jpeg 2", b"jpeg 3"),
    milliseconds=40.0,
    eyes=(EyePlaces(FacePicture.LIVE, (3400, 4100), (6600, 4150)), EyePlaces(FacePicture.REGISTRY, (3900, 3600), (6100, 3600))),
)


A_PHOTO = LicencePhoto(b"\xff\xd8\xff photo", (), {"head_height_mm": 20.4}, background_replaced=True)


class TableFace:
    """A face process without a process: every try ends as the test says. Implements FaceVerifier, Preview and Handle."""

    def __init__(self) -> None:
        self.report = DeviceReport(DeviceStatus.ONLINE)
        self.result: FaceVerdict | FailureCode = A_MATCH
        self.photo: LicencePhoto | FailureCode = A_PHOTO
        self.asked: list[Mapping[ReferenceKind, bytes]] = []
        self._observers: list[Callable[[DeviceReport], None]] = []

    @property
    def preview(self) -> "TableFace":
        return self

    def latest(self, after: int) -> PreviewFrame | None:
        return None

    def observe(self, observer: Callable[[DeviceReport], None]) -> None:
        self._observers.append(observer)
        observer(self.report)

    def become(self, report: DeviceReport) -> None:
        self.report = report
        for observer in self._observers:
            observer(report)

    def verify(
        self,
        references: Mapping[ReferenceKind, bytes],
        on_progress: Callable[[FaceProgress], None],
        on_result: Callable[[FaceVerdict | FailureCode], None],
    ) -> "TableFace":
        self.asked.append(dict(references))

        def run() -> None:
            on_progress(FaceProgress(Guidance.HOLD, (Stage.FRONT, Stage.LEFT), 0, 0.3))
            on_result(self.result)

        Thread(target=run, name="table-face").start()
        return self

    def self_test(self, limit_s: float) -> SelfTestResult:
        return SelfTestResult(passed=self.report.failure is None, failure=self.report.failure)

    def take_photo(
        self, on_progress: Callable[[FaceProgress], None], on_result: Callable[[LicencePhoto | FailureCode], None]
    ) -> "TableFace":
        def run() -> None:
            on_progress(FaceProgress(Guidance.HOLD, (Stage.FRONT,), 0, 0.3))
            on_result(self.photo)

        Thread(target=run, name="table-face").start()
        return self

    def cancel(self) -> None:
        pass

    def start(self) -> None:
        pass

    def stop(self, limit_s: float) -> bool:
        return True


class TablePayments:
    """A payment process without a process: it decides as the test says. Implements PaymentTerminal and PaymentHandle.

    `charged` holds every order that was approved, once; an order that was closed before is never charged.
    """

    def __init__(self) -> None:
        self.outcome = PaymentOutcome.APPROVED
        self.gone = False
        self.card_lies = False
        self.paying = True  # False: the citizen never inserts a card
        self.charged: list[UUID] = []
        self.closed: set[UUID] = set()
        self.unclear: set[UUID] = set()
        self.asked_to_close: list[UUID] = []
        self.reversals = 0

    def self_test(self) -> dict[str, SelfTestResult]:
        failure = FailureCode.PAYMENT_PROCESS_GONE if self.gone else None
        return {name: SelfTestResult(failure is None, failure) for name in ("bank_card_reader", "pin_pad", "acquirer")}

    def pay(
        self,
        order_id: UUID,
        amount_fen: int,
        on_progress: Callable[[PaymentProgress], None],
        on_result: Callable[[PaymentResult | FailureCode], None],
    ) -> "TablePayments":
        def run() -> None:
            if self.gone:
                on_result(FailureCode.PAYMENT_PROCESS_GONE)
                return
            on_progress(PaymentProgress(PaymentPhase.INSERT, limit_s=60))
            if self.paying:
                for phase in (PaymentPhase.READING, PaymentPhase.PIN, PaymentPhase.WORKING):
                    on_progress(PaymentProgress(phase))
                on_result(self._decide(order_id))

        Thread(target=run, name="table-payment").start()
        return self

    def choose(self, index: int) -> None:
        pass

    def cancel(self) -> None:
        pass

    def query(self, order_id: UUID, on_result: Callable[[PaymentResult | FailureCode], None]) -> None:
        on_result(FailureCode.PAYMENT_PROCESS_GONE if self.gone else self._result(order_id))

    def close_order(self, order_id: UUID, on_result: Callable[[PaymentResult | FailureCode], None]) -> None:
        self.asked_to_close.append(order_id)
        if not self.gone:
            self.closed.add(order_id)
        self.query(order_id, on_result)

    def recover(self, on_left: Callable[[int | FailureCode], None]) -> None:
        self.reversals = max(0, self.reversals - 1)  # one is brought home each time it is asked
        on_left(FailureCode.PAYMENT_PROCESS_GONE if self.gone else self.reversals)

    def eject(self) -> None:
        pass

    def reports(self) -> dict[str, DeviceReport]:
        devices = ("bank_card_reader", "pin_pad", "acquirer")
        if self.gone:
            return dict.fromkeys(devices, failed_report(FailureCode.PAYMENT_PROCESS_GONE))
        slot = DeviceReport(DeviceStatus.ONLINE, details=(("card", "present" if self.card_lies else "absent"),))
        return dict.fromkeys(devices, DeviceReport(DeviceStatus.ONLINE)) | {"bank_card_reader": slot}

    def _decide(self, order_id: UUID) -> PaymentResult:
        if order_id not in self.closed and order_id not in self.charged:
            if self.outcome is PaymentOutcome.APPROVED:
                self.charged.append(order_id)
            elif self.outcome is PaymentOutcome.UNKNOWN:
                self.unclear.add(order_id)
        result = self._result(order_id)
        declined = self.outcome is PaymentOutcome.DECLINED and result.outcome is PaymentOutcome.NOT_CHARGED
        return replace(result, outcome=PaymentOutcome.DECLINED, reason="balance") if declined else result

    def _result(self, order_id: UUID) -> PaymentResult:
        if order_id in self.charged:
            return PaymentResult(order_id, PaymentOutcome.APPROVED, 1000, card="622202∗∗∗∗∗∗∗∗∗0000", reference="112233445566")
        return PaymentResult(order_id, PaymentOutcome.UNKNOWN if order_id in self.unclear else PaymentOutcome.NOT_CHARGED, 1000)
