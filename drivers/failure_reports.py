"""What a failure of the catalogue says about a device: its status, and what staff must do.

The same actions stand in `config/failures.toml`, where people read them; a test holds the two together.
"""

from domain.failures import FailureCode, StaffAction
from drivers.device import DeviceReport, DeviceStatus

_STATUS: dict[FailureCode, DeviceStatus] = {
    FailureCode.DEVICE_UNPLUGGED: DeviceStatus.NO_DEVICE,
    FailureCode.DEVICE_SILENT: DeviceStatus.OFFLINE,
    FailureCode.DEVICE_IN_USE: DeviceStatus.BUSY,
    FailureCode.DEVICE_BUSY: DeviceStatus.BUSY,
    FailureCode.RECEIPT_PAPER_OUT: DeviceStatus.USER_ERROR,
    FailureCode.RECEIPT_COVER_OPEN: DeviceStatus.USER_ERROR,
    FailureCode.RECEIPT_PRINTER_OFFLINE: DeviceStatus.OFFLINE,
    FailureCode.CAMERA_COVERED: DeviceStatus.USER_ERROR,
    FailureCode.CARD_SERVICE_DOWN: DeviceStatus.OFFLINE,
    FailureCode.ACQUIRER_UNREACHABLE: DeviceStatus.OFFLINE,
    FailureCode.PAYMENT_PROCESS_GONE: DeviceStatus.OFFLINE,
}

_ACTION: dict[FailureCode, StaffAction] = {
    FailureCode.DEVICE_UNPLUGGED: StaffAction.MAINTAIN,
    FailureCode.DEVICE_SILENT: StaffAction.RESET,
    FailureCode.DEVICE_IN_USE: StaffAction.CONFIGURE,
    FailureCode.DEVICE_BUSY: StaffAction.NONE,
    FailureCode.ID_READER_BAD_CHECKSUM: StaffAction.MAINTAIN,
    FailureCode.ID_READER_FRAME_TRUNCATED: StaffAction.MAINTAIN,
    FailureCode.ID_READER_FRAME_OVERSIZED: StaffAction.MAINTAIN,
    FailureCode.ID_READER_REFUSED_COMMAND: StaffAction.RESET,
    FailureCode.ID_READER_FAULT: StaffAction.SUSPEND,
    FailureCode.RECEIPT_PAPER_OUT: StaffAction.CLEAR,
    FailureCode.RECEIPT_COVER_OPEN: StaffAction.CLEAR,
    FailureCode.RECEIPT_CUTTER_FAULT: StaffAction.MAINTAIN,
    FailureCode.RECEIPT_PRINTER_OFFLINE: StaffAction.RESET,
    FailureCode.CARD_SERVICE_DOWN: StaffAction.RESET,
    FailureCode.PIN_PAD_KEY_MISSING: StaffAction.CONFIGURE,
    FailureCode.PIN_PAD_TAMPERED: StaffAction.SUSPEND,
    FailureCode.PIN_PAD_FAULT: StaffAction.MAINTAIN,
    FailureCode.ACQUIRER_UNREACHABLE: StaffAction.NONE,
    FailureCode.ACQUIRER_REFUSED: StaffAction.CONFIGURE,
    FailureCode.PAYMENT_PROCESS_GONE: StaffAction.NONE,
    FailureCode.CAMERA_FROZEN: StaffAction.RESET,
    FailureCode.CAMERA_COVERED: StaffAction.CLEAR,
    FailureCode.BANK_CARD_ABSENT: StaffAction.NONE,
    FailureCode.BANK_CARD_REMOVED: StaffAction.NONE,
    FailureCode.BANK_CARD_MUTE: StaffAction.NONE,
    FailureCode.TERMINAL_FAULT: StaffAction.SUSPEND,
}


def failed_report(code: FailureCode, warnings: tuple[str, ...] = (), details: tuple[tuple[str, str], ...] = ()) -> DeviceReport:
    """Return the report of a device that fails with `code`; an unlisted code is a hardware error for maintenance."""
    return DeviceReport(
        status=_STATUS.get(code, DeviceStatus.HARDWARE_ERROR),
        failure=code,
        action=_ACTION.get(code, StaffAction.MAINTAIN),
        warnings=warnings,
        details=details,
    )
