"""Opens the devices of the cabinet as the settings describe them: the only file of the terminal that knows the hardware."""

from domain.clock import Clock
from drivers.id_card_reader.contract import IdCardReader
from drivers.id_card_reader.hardware import IdCardReaderSettings, open_id_card_reader
from drivers.receipt_printer.contract import ReceiptPrinter
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, open_receipt_printer
from kiosk.settings import Settings


def open_reader(settings: Settings, clock: Clock) -> IdCardReader:
    """Open the ID-card reader; raises :class:`drivers.device.DeviceFailure`, or :class:`ValueError` for senseless settings."""
    return open_id_card_reader(IdCardReaderSettings.model_validate(settings.devices.get("id_card_reader", {})), clock)


def open_printer(settings: Settings, clock: Clock) -> ReceiptPrinter:
    """Open the receipt printer; raises like :func:`open_reader`."""
    return open_receipt_printer(ReceiptPrinterSettings.model_validate(settings.devices.get("receipt_printer", {})), clock)
