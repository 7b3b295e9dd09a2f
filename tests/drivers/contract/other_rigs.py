"""The devices that are no serial lines: printers of documents, cameras, the bank-card reader behind pcscd."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.bank_card_reader.hardware import BankCardReaderSettings, PcscBankCardReader, open_bank_card_reader
from drivers.camera.contract import Camera
from drivers.camera.hardware import CameraSettings, open_camera
from drivers.device import DeviceFailure
from drivers.document_camera.contract import DocumentCamera
from drivers.document_camera.hardware import DocumentCameraSettings, open_document_camera
from drivers.document_printer.contract import DocumentPrinter, PrintableDocument
from drivers.document_printer.hardware import open_document_printer
from drivers.printing import PrintOutcome
from simulators.devices.bank_card import BankCardFault
from simulators.devices.camera import CameraFault, CameraSimulator
from simulators.devices.document_camera import DocumentCameraFault, DocumentCameraSimulator
from simulators.devices.document_printer import DocumentPrinterFault, DocumentPrinterSimulator
from simulators.world.documents import DocumentKind
from simulators.world.people import load_people
from tests.bank_cards import running_slot
from tests.drivers.contract.rig import Rig
from tests.drivers.document_printer.conftest import pdf, quick

CLOCK = SystemClock()
SHEETS = 2
PICTURES = 8  # more than a camera gives that dies midway
SELECT_PAYMENT = bytes.fromhex("00A404000E315041592E5359532E4444463031") + b"\x00"
CRYPTOGRAM = bytes.fromhex("80AE80000100") + b"\x00"


@contextmanager
def document_printer(folder: Path) -> Iterator[Rig]:
    """CUPS' IPP printer with the simulated engine."""
    simulator = DocumentPrinterSimulator(folder / "a4", folder / "tray", seconds_per_sheet=0.02)
    simulator.start()
    document, jobs = PrintableDocument(pdf(SHEETS), SHEETS, "penalty_decision"), count()

    def print_it(printer: DocumentPrinter, cancelled: Event) -> FailureCode | None:
        result = printer.print_document(document, f"contract/{next(jobs)}", cancelled)
        assert (result.outcome is PrintOutcome.DELIVERED) == (result.failure is None)
        if result.outcome is PrintOutcome.DELIVERED:
            assert len(simulator.sheets) == SHEETS, "what is said to be delivered lies in the tray"
        return result.failure

    yield Rig(
        "document_printer",
        lambda: open_document_printer(quick(simulator.uri), CLOCK),
        print_it,
        break_it=lambda fault: simulator.set_fault(DocumentPrinterFault(fault), on=True),
        mend=simulator.reset,
    )
    simulator.stop()


@contextmanager
def camera(_: Path) -> Iterator[Rig]:
    """A camera before which nobody stands."""
    simulator = CameraSimulator(load_people(CLOCK.now().date()), CLOCK)
    simulator.start()
    settings = CameraSettings(source=simulator.port.url, width=640, height=360, silent_after_s=2.0, open_limit_s=2.5)

    def look(opened: Camera, _: Event) -> FailureCode | None:
        number = 0
        for _picture in range(PICTURES):
            frame = opened.next_frame(number, 5.0)
            if frame is None:
                raise DeviceFailure(FailureCode.DEVICE_SILENT)
            number = frame.number
        return None

    yield Rig(
        "camera",
        lambda: open_camera(settings, CLOCK),
        look,
        break_it=lambda fault: simulator.set_fault(CameraFault(fault)),
        mend=lambda: simulator.set_fault(None),
    )
    simulator.stop()


@contextmanager
def document_camera(_: Path) -> Iterator[Rig]:
    """A camera over a tray on which a vehicle licence lies."""
    people = load_people(CLOCK.now().date())
    simulator = DocumentCameraSimulator(people, CLOCK)
    simulator.start()
    simulator.card_laid(next(iter(people)))
    simulator.lay(DocumentKind.VEHICLE_LICENCE)
    settings = DocumentCameraSettings(source=simulator.port.url, silent_after_s=2.5, open_limit_s=4.0, held_s=1.0)

    def photograph(opened: DocumentCamera, cancelled: Event) -> FailureCode | None:
        opened.take(lambda _: None, cancelled, Event(), another=False)
        return None

    yield Rig(
        "document_camera",
        lambda: open_document_camera(settings, CLOCK),
        photograph,
        break_it=lambda fault: simulator.set_fault(DocumentCameraFault(fault)),
        mend=lambda: simulator.set_fault(None),
    )
    simulator.stop()


@contextmanager
def bank_card_reader(_: Path) -> Iterator[Rig]:
    """A reader behind a pcscd of its own, and a card that is put in when it is wanted."""
    with running_slot() as simulator:
        settings = BankCardReaderSettings(socket=simulator.socket, command_limit=2.0)

        def begin_payment(reader: PcscBankCardReader, cancelled: Event) -> FailureCode | None:
            simulator.insert("debit")
            try:
                reader.await_card(5.0, cancelled)
                reader.transmit(SELECT_PAYMENT)
                reader.transmit(CRYPTOGRAM)
                reader.transmit(SELECT_PAYMENT)
                reader.release()
            finally:
                simulator.pull()
            return None

        yield Rig(
            "bank_card_reader",
            lambda: open_bank_card_reader(settings, CLOCK),
            begin_payment,
            break_it=lambda fault: simulator.set_fault(BankCardFault(fault)),
            mend=simulator.reset,
        )
