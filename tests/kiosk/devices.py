"""In-memory devices that keep the contracts, for the terminal's insides; the protocols are tested with the drivers."""

from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread

from domain.faces import FaceDecision, ReferenceKind
from domain.failures import FailureCode
from domain.people import IdDocument
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.receipt_printer.contract import PrintOutcome, PrintResult, Receipt
from kiosk.face.contract import FaceProgress, FaceVerdict, Guidance, PreviewFrame, ReferenceScore, Stage

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
)


class TableFace:
    """A face process without a process: every try ends as the test says. Implements FaceVerifier, Preview and Handle."""

    def __init__(self) -> None:
        self.report = DeviceReport(DeviceStatus.ONLINE)
        self.result: FaceVerdict | FailureCode = A_MATCH
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

    def cancel(self) -> None:
        pass

    def start(self) -> None:
        pass

    def stop(self, limit_s: float) -> bool:
        return True
