"""Opens the devices of the cabinet as the settings describe them: the only file of the terminal that knows the hardware."""

from collections.abc import Callable

from domain.clock import Clock
from drivers.cabinet.contract import CabinetBoard
from drivers.cabinet.hardware import CabinetBoardSettings, open_cabinet_board
from drivers.code_scanner.contract import CodeScanner
from drivers.code_scanner.hardware import CodeScannerSettings, open_code_scanner
from drivers.document_camera.contract import DocumentCamera
from drivers.document_camera.hardware import DocumentCameraSettings, open_document_camera
from drivers.document_printer.contract import DocumentPrinter
from drivers.document_printer.hardware import DocumentPrinterSettings, open_document_printer
from drivers.id_card_reader.contract import IdCardReader
from drivers.id_card_reader.hardware import IdCardReaderSettings, open_id_card_reader
from drivers.receipt_printer.contract import ReceiptPrinter
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, open_receipt_printer
from drivers.speaker.contract import Speaker
from drivers.speaker.hardware import SpeakerSettings, open_speaker
from drivers.ups.contract import Ups
from drivers.ups.hardware import UpsSettings, open_ups
from kiosk.cabinet import Openers
from kiosk.settings import Settings


def open_reader(settings: Settings, clock: Clock) -> IdCardReader:
    """Open the ID-card reader; raises :class:`drivers.device.DeviceFailure`, or :class:`ValueError` for senseless settings."""
    return open_id_card_reader(IdCardReaderSettings.model_validate(settings.devices.get("id_card_reader", {})), clock)


def open_printer(settings: Settings, clock: Clock) -> ReceiptPrinter:
    """Open the receipt printer; raises like :func:`open_reader`."""
    return open_receipt_printer(ReceiptPrinterSettings.model_validate(settings.devices.get("receipt_printer", {})), clock)


def open_documents(settings: Settings, clock: Clock) -> DocumentPrinter:
    """Open the document printer; raises :class:`ValueError` for senseless settings."""
    return open_document_printer(DocumentPrinterSettings.model_validate(settings.devices.get("document_printer", {})), clock)


def open_scanner(settings: Settings, clock: Clock) -> CodeScanner:
    """Open the code scanner; raises like :func:`open_reader`."""
    return open_code_scanner(CodeScannerSettings.model_validate(settings.devices.get("code_scanner", {})), clock)


def open_papers(settings: Settings, clock: Clock) -> DocumentCamera:
    """Open the document camera; raises like :func:`open_reader`."""
    return open_document_camera(DocumentCameraSettings.model_validate(settings.devices.get("document_camera", {})), clock)


def opener_of_board(settings: Settings, clock: Clock) -> Callable[[], CabinetBoard] | None:
    """Return how the cabinet's board is opened, None where none is fitted; raises :class:`ValueError`."""
    table = CabinetBoardSettings.model_validate(settings.devices.get("cabinet", {"fitted": False}))
    return (lambda: open_cabinet_board(table, clock)) if table.fitted else None


def opener_of_ups(settings: Settings, clock: Clock) -> Callable[[], Ups] | None:
    """Return how the power supply is opened, None where none is fitted; raises :class:`ValueError`."""
    table = UpsSettings.model_validate(settings.devices.get("ups", {"fitted": False}))
    return (lambda: open_ups(table, clock)) if table.fitted else None


def opener_of_speaker(settings: Settings, clock: Clock) -> Callable[[], Speaker] | None:
    """Return how the loudspeaker is opened, None where none is fitted; raises :class:`ValueError`."""
    table = SpeakerSettings.model_validate(settings.devices.get("speaker", {"fitted": False}))
    return (lambda: open_speaker(table, clock)) if table.fitted else None


def openers(settings: Settings, clock: Clock) -> Openers:
    """Return how each device of the cabinet is opened."""
    return Openers(
        reader=lambda: open_reader(settings, clock),
        printer=lambda: open_printer(settings, clock),
        documents=lambda: open_documents(settings, clock),
        scanner=lambda: open_scanner(settings, clock),
        papers=lambda: open_papers(settings, clock),
        board=opener_of_board(settings, clock),
        ups=opener_of_ups(settings, clock),
        speaker=opener_of_speaker(settings, clock),
    )
