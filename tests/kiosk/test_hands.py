"""What steps ask for reaches the right thread, once, and what must not be torn is not."""

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from backend_client.client import OfficeClient
from backend_client.identity import Identity
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI, FrozenClock, SystemClock
from domain.faces import ReferenceKind
from domain.failures import FailureCode, KnownFailure
from domain.people import DocumentKind
from domain.services import ServiceSlug
from domain.wire.v1 import SealingKey
from domain.wire.v1_my_applications import ChangeAnswer, MyApplication, Myself, Withdrawal
from domain.wire.v1_violations import ViolationPictureQuestion, ViolationQuestion
from drivers.device import DeviceFailure
from drivers.document_camera.contract import Shortfall
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt
from drivers.supervisor import SupervisedDevice
from kiosk.audit.events import parse_events
from kiosk.document_prints import DocumentPrints
from kiosk.exit_sensor import ExitSensor
from kiosk.face.contract import Guidance
from kiosk.hands import Hands, read_when_laid, result_of
from kiosk.payments.orders import Orders
from kiosk.payments.watch import PaymentWatch
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker
from tests.kiosk.devices import (
    A_MATCH,
    A_PICTURE,
    TableDocumentCamera,
    TableDocumentPrinter,
    TableFace,
    TablePayments,
    TablePrinter,
    TableReader,
    TableScanner,
)
from tests.kiosk.stage import a_citizen
from tests.paths import CONFIG

LIMIT_S = 20.0
SLIP = Receipt(())


class Bench:
    def __init__(self, state_dir: Path) -> None:
        clock = SystemClock()
        self.reader, self.printer, self.face = TableReader(), TablePrinter(), TableFace()
        self.documents, self.scanner, self.papers = TableDocumentPrinter(), TableScanner(), TableDocumentCamera()
        self.store = StoreRoom(state_dir, clock, parse_events((CONFIG / "events.toml").read_text("utf-8")), lambda: None)
        self.workers = Worker("store"), Worker("office")
        self.devices: tuple[SupervisedDevice[Any], ...] = (
            SupervisedDevice("id_card_reader", lambda: self.reader, clock),
            SupervisedDevice("receipt_printer", lambda: self.printer, clock),
            SupervisedDevice("document_printer", lambda: self.documents, clock),
            SupervisedDevice("code_scanner", lambda: self.scanner, clock),
            SupervisedDevice("document_camera", lambda: self.papers, clock),
        )
        self.payments = TablePayments()
        self.hands = Hands(
            *self.devices[:2],
            self.face,
            self.store,
            *self.workers,
            self._no_office,
            clock,
            self.payments,
            Orders(self.payments, self.store, self.workers[0], clock),
            PaymentWatch(self.payments, clock),
            DocumentPrints(self.devices[2], self.store, self.workers[0], ExitSensor(None, clock)),
            self.devices[3],
            self.devices[4],
        )
        self.answers: Queue[Any] = Queue()

    def _no_office(self) -> Any:
        raise KnownFailure(FailureCode.NETWORK_DOWN)

    def start(self) -> None:
        for worker in self.workers:
            worker.start()
        for device in self.devices:
            device.start()
        self.workers[0].submit(self.store.open, lambda _: None)

    def stop(self) -> None:
        assert all(device.stop(LIMIT_S) for device in self.devices)
        assert all(worker.stop(LIMIT_S) for worker in self.workers)
        self.store.close()

    def answer(self) -> Any:
        return self.answers.get(timeout=LIMIT_S)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "state")
    bench.start()
    yield bench
    bench.stop()


def test_a_card_is_found_told_and_read(bench: Bench) -> None:
    found = Event()
    bench.hands.read_card(found.set, bench.answers.put)
    bench.reader.lay(a_citizen())
    assert bench.answer() == a_citizen()
    assert found.is_set()


def test_a_face_is_looked_at_by_the_face_process(bench: Bench) -> None:
    seen: Queue[Any] = Queue()
    bench.hands.verify_face({ReferenceKind.CHIP: b"photograph"}, seen.put, bench.answers.put)
    assert bench.answer() is A_MATCH
    assert seen.get(timeout=LIMIT_S).guidance is Guidance.HOLD
    assert bench.face.asked == [{ReferenceKind.CHIP: b"photograph"}]


def test_waiting_for_a_card_ends_when_it_is_cancelled(bench: Bench) -> None:
    bench.hands.read_card(lambda: None, bench.answers.put).cancel()
    assert bench.answer() is FailureCode.DEVICE_JOB_CANCELLED


def test_nobody_waits_for_a_card_for_ever() -> None:
    clock = FrozenClock(datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))

    class Hasty(Event):
        def wait(self, timeout: float | None = None) -> bool:
            clock.advance(timeout or 0.0)
            return False

    with pytest.raises(DeviceFailure, match="id_card_absent"):
        read_when_laid(TableReader(), Hasty(), lambda: None, clock)


def test_a_slip_is_printed_once_whoever_asks_twice(bench: Bench) -> None:
    key = uuid4()
    bench.hands.print_receipt(key, SLIP, bench.answers.put).cancel()  # cannot be cancelled
    assert bench.answer() == PrintResult(PrintOutcome.DELIVERED)
    bench.hands.print_receipt(key, SLIP, bench.answers.put)
    assert bench.answer() == PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN)
    assert len(bench.printer.printed) == 1


def test_what_cannot_be_entered_is_not_printed(bench: Bench) -> None:
    bench.workers[0].submit(bench.store.close, lambda _: None)
    bench.hands.print_receipt(uuid4(), SLIP, bench.answers.put)
    assert bench.answer() == PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.STORE_FAILED)
    assert bench.printer.printed == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.RECEIPT_PAPER_OUT), PrintOutcome.NOT_DELIVERED),
        (FailureCode.DEVICE_UNPLUGGED, PrintOutcome.NOT_DELIVERED),
        (FailureCode.DEVICE_JOB_CANCELLED, PrintOutcome.NOT_DELIVERED),
        (FailureCode.TERMINAL_FAULT, PrintOutcome.UNKNOWN),  # a bug in the driver: something may have come out
    ],
)
def test_no_outcome_is_guessed(answer: PrintResult | FailureCode, outcome: PrintOutcome) -> None:
    assert result_of(answer).outcome is outcome


@pytest.mark.expects_log
def test_a_bug_in_a_worker_is_an_answer_and_the_worker_goes_on(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise ValueError("张三丰")

    bench.workers[1].submit(fail, bench.answers.put)
    assert bench.answer() is FailureCode.TERMINAL_FAULT
    bench.workers[1].submit(lambda: None, fail)  # the listener has the bug
    bench.workers[1].submit(lambda: 7, bench.answers.put)
    assert bench.answer() == 7
    assert "张三丰" not in caplog.text


def test_a_worker_stops_after_what_it_was_given_and_skips_what_was_cancelled() -> None:
    worker, may_go = Worker("w"), Event()
    done: list[object] = []
    worker.submit(lambda: may_go.wait(LIMIT_S), done.append)
    worker.submit(lambda: 2, done.append).cancel()
    worker.submit(lambda: 3, done.append)
    worker.start()
    may_go.set()
    assert worker.stop(LIMIT_S)
    assert done == [True, FailureCode.DEVICE_JOB_CANCELLED, 3]
    assert Worker("never started").stop(0.0)


def test_what_is_open_and_its_pictures_are_asked_for_in_the_offices_thread(bench: Bench) -> None:
    question = ViolationQuestion(
        kind=DocumentKind.RESIDENT_ID_CARD, number="500103199001010010", name="张三丰", valid_to=None, face=None
    )
    bench.hands.ask_violations(question, bench.answers.put)
    assert bench.answer() is FailureCode.NETWORK_DOWN
    picture = ViolationPictureQuestion(ticket="t", record_number="5001032611000001", index=0)
    bench.hands.ask_violation_picture(picture, bench.answers.put)
    assert bench.answer() is FailureCode.NETWORK_DOWN


class YieldingOffice:
    """Withdraws what has not moved on."""

    def withdraw(self, withdrawal: Withdrawal) -> ChangeAnswer:
        if withdrawal.version == MOVED_ON:
            raise KnownFailure(FailureCode.OFFICE_REFUSED)
        now = MyApplication(
            number=withdrawal.number,
            service=ServiceSlug.PLATE_REISSUE,
            status=ApplicationStatus.WITHDRAWN,
            received_at=MONDAY,
            status_since=MONDAY,
            due_date=None,
            version=withdrawal.version + 1,
        )
        return ChangeAnswer(application=now)


MOVED_ON = 7
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


def test_what_the_office_changed_lies_sealed_in_the_store_before_the_citizen_is_told(bench: Bench, tmp_path: Path) -> None:
    public = base64.b64encode(X25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    known = Identity("terminal-7", 7, "", "", SealingKey(key_id="k1", public_key=public), Ed25519PrivateKey.generate())
    events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
    store = StoreRoom(tmp_path / "kept", SystemClock(), events, lambda: known)
    store.open()
    hands = replace(bench.hands, store=store, office=lambda: cast("OfficeClient", YieldingOffice()))
    me = Myself(kind=DocumentKind.RESIDENT_ID_CARD, number="500103199001010010", name="张三丰", valid_to=None, face=None)
    told: Queue[tuple[Any, list[bytes]]] = Queue()
    for version in (1, MOVED_ON, 1):
        message = Withdrawal(person=me, key=UUID(int=version), number="2611230000700011", version=version)
        hands.withdraw_application(message, lambda answer: told.put((answer, _kept_by(tmp_path))))
        answer, sealed = told.get(timeout=LIMIT_S)
        assert answer is FailureCode.OFFICE_REFUSED if version == MOVED_ON else answer.application.version == 2
        assert len(sealed) == 1  # each key once, and nothing of what was refused
        assert me.number.encode() not in sealed[0]
    store.close()


def _kept_by(folder: Path) -> list[bytes]:
    with closing(sqlite3.connect(folder / "kept" / "terminal.db")) as file:
        return [row[0] for row in file.execute("SELECT sealed FROM kept_change")]


def test_a_paper_is_shown_while_it_is_looked_for_and_then_handed_over(bench: Bench) -> None:
    seen: Queue[Any] = Queue()
    bench.hands.take_document(seen.put, bench.answers.put, another=True)
    assert seen.get(timeout=LIMIT_S).shortfall is Shortfall.NOTHING_THERE
    bench.papers.picture = A_PICTURE
    assert bench.answer() is A_PICTURE
    assert bench.papers.asked == [True]


def test_the_shutter_takes_what_there_is_and_cancelling_ends_the_look(bench: Bench) -> None:
    bench.hands.take_document(lambda _: None, bench.answers.put).take_now()
    assert bench.answer().shortfalls == (Shortfall.NOTHING_THERE,)
    bench.hands.take_document(lambda _: None, bench.answers.put).cancel()
    assert bench.answer() is FailureCode.DEVICE_JOB_CANCELLED


def test_a_document_camera_that_fails_says_how(bench: Bench) -> None:
    bench.papers.failure = FailureCode.DEVICE_SILENT
    bench.hands.take_document(lambda _: None, bench.answers.put)
    assert bench.answer() is FailureCode.DEVICE_SILENT
