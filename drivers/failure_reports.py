"""What a failure of the catalogue says about a device: its status, what staff must do, whether it may pass by itself.

What staff must do stands in `config/failures.toml` and nowhere else.
"""

from collections.abc import Mapping
from functools import cache

from domain.failures import FailureCode, FailureEntry, StaffAction, parse_failures
from drivers.device import DeviceReport, DeviceStatus
from drivers.settings import CONFIG_DIR

_STATUS: dict[FailureCode, DeviceStatus] = {
    FailureCode.DEVICE_UNPLUGGED: DeviceStatus.NO_DEVICE,
    FailureCode.DEVICE_SILENT: DeviceStatus.OFFLINE,
    FailureCode.DEVICE_IN_USE: DeviceStatus.OFFLINE,  # for us: a technician's program has it
    FailureCode.DEVICE_BUSY: DeviceStatus.BUSY,
    FailureCode.RECEIPT_PAPER_OUT: DeviceStatus.USER_ERROR,
    FailureCode.RECEIPT_COVER_OPEN: DeviceStatus.USER_ERROR,
    FailureCode.RECEIPT_PRINTER_OFFLINE: DeviceStatus.OFFLINE,
    FailureCode.DOCUMENT_PAPER_OUT: DeviceStatus.USER_ERROR,
    FailureCode.DOCUMENT_PAPER_JAM: DeviceStatus.USER_ERROR,
    FailureCode.DOCUMENT_COVER_OPEN: DeviceStatus.USER_ERROR,
    FailureCode.DOCUMENT_TONER_OUT: DeviceStatus.USER_ERROR,
    FailureCode.DOCUMENT_OUTPUT_FULL: DeviceStatus.USER_ERROR,
    FailureCode.PRINT_QUEUE_DOWN: DeviceStatus.OFFLINE,
    FailureCode.CAMERA_COVERED: DeviceStatus.USER_ERROR,
    FailureCode.CARD_SERVICE_DOWN: DeviceStatus.OFFLINE,
    FailureCode.ACQUIRER_UNREACHABLE: DeviceStatus.OFFLINE,
    FailureCode.PAYMENT_PROCESS_GONE: DeviceStatus.OFFLINE,
    FailureCode.UPS_UNREACHABLE: DeviceStatus.OFFLINE,
    FailureCode.UPS_LOST: DeviceStatus.NO_DEVICE,
    FailureCode.ON_BATTERY: DeviceStatus.POWER_OFF,
    FailureCode.BATTERY_LOW: DeviceStatus.POWER_OFF,
    FailureCode.THING_LEFT_BEHIND: DeviceStatus.USER_ERROR,
}

PASSES_WITHOUT_A_TECHNICIAN = frozenset({StaffAction.NONE, StaffAction.RESET, StaffAction.CLEAR, StaffAction.MAINTAIN})
"""What staff must do about faults that may pass by themselves, as when a cable is put back or paper is refilled."""


def failed_report(code: FailureCode, warnings: tuple[str, ...] = (), details: tuple[tuple[str, str], ...] = ()) -> DeviceReport:
    """Return the report of a device that fails with `code`; an unlisted code is a hardware error."""
    return DeviceReport(
        status=_STATUS.get(code, DeviceStatus.HARDWARE_ERROR),
        failure=code,
        action=_catalogue()[code].action,
        warnings=warnings,
        details=details,
    )


def is_permanent(code: FailureCode) -> bool:
    """Tell whether it lasts until a technician has repaired or configured something; such a device is looked at slowly."""
    return _catalogue()[code].action not in PASSES_WITHOUT_A_TECHNICIAN


@cache
def _catalogue() -> Mapping[FailureCode, FailureEntry]:
    return parse_failures((CONFIG_DIR / "failures.toml").read_text("utf-8"))
