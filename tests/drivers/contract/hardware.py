"""The real devices, opened as the terminal does. Nobody breaks them here and no citizen stands before them."""

from collections.abc import Callable
from threading import Event
from typing import Any

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.bank_card_reader.hardware import BankCardReaderSettings, open_bank_card_reader
from drivers.cabinet.hardware import CabinetBoardSettings, open_cabinet_board
from drivers.camera.hardware import CameraSettings, open_camera
from drivers.code_scanner.hardware import CodeScannerSettings, open_code_scanner
from drivers.document_camera.hardware import DocumentCameraSettings, open_document_camera
from drivers.document_printer.hardware import DocumentPrinterSettings, open_document_printer
from drivers.id_card_reader.hardware import IdCardReaderSettings, open_id_card_reader
from drivers.pin_pad.hardware import PinPadSettings, open_pin_pad
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, open_receipt_printer
from drivers.settings import load_device_table
from drivers.speaker.hardware import SpeakerSettings, open_speaker
from drivers.ups.hardware import UpsSettings, open_ups
from tests.drivers.contract.rig import Rig

Opening = tuple[str, Any, Callable[..., Any]]
OPENINGS: dict[str, Opening] = {  # the key that names the port, the settings, who opens
    "id_card_reader": ("port", IdCardReaderSettings, open_id_card_reader),
    "bank_card_reader": ("reader", BankCardReaderSettings, open_bank_card_reader),
    "pin_pad": ("port", PinPadSettings, open_pin_pad),
    "camera": ("source", CameraSettings, open_camera),
    "document_camera": ("source", DocumentCameraSettings, open_document_camera),
    "document_printer": ("uri", DocumentPrinterSettings, open_document_printer),
    "receipt_printer": ("port", ReceiptPrinterSettings, open_receipt_printer),
    "code_scanner": ("port", CodeScannerSettings, open_code_scanner),
    "cabinet": ("port", CabinetBoardSettings, open_cabinet_board),
    "ups": ("port", UpsSettings, open_ups),
    "speaker": ("device", SpeakerSettings, open_speaker),
}


def rig_of(name: str, port: str | None) -> Rig:
    """Return the real device `name`, at `port` or where the configuration has it; its self-test is its operation."""
    key, form, opener = OPENINGS[name]
    table = load_device_table(name) | ({key: port} if port else {})
    settings = form.model_validate(table)

    def examine(device: Any, cancelled: Event) -> FailureCode | None:
        found: FailureCode | None = device.self_test().failure
        return found

    return Rig(name, lambda: opener(settings, SystemClock()), examine, is_simulated=False)
