"""The closed catalogue of expected failures 故障码. Sentences, hints and actions stand in `config/failures.toml`.

Expected failures are values of this catalogue; anything else is a bug and is loud.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FailureCode(StrEnum):
    """Every failure that a device, the network or the store may honestly report."""

    # any device
    DEVICE_UNPLUGGED = "device_unplugged"  # the port is gone
    DEVICE_SILENT = "device_silent"  # the port is there, nobody answers
    DEVICE_IN_USE = "device_in_use"  # another process owns the port
    DEVICE_BUSY = "device_busy"  # a job is running
    DEVICE_JOB_CANCELLED = "device_job_cancelled"
    # ID-card reader
    ID_READER_BAD_CHECKSUM = "id_reader_bad_checksum"
    ID_READER_FRAME_TRUNCATED = "id_reader_frame_truncated"
    ID_READER_FRAME_OVERSIZED = "id_reader_frame_oversized"
    ID_READER_REFUSED_COMMAND = "id_reader_refused_command"
    ID_READER_FAULT = "id_reader_fault"  # self-test failed or module not authorised
    ID_CARD_ABSENT = "id_card_absent"
    ID_CARD_MOVED = "id_card_moved"
    ID_CARD_REJECTED = "id_card_rejected"  # forged, damaged or unknown
    ID_CARD_UNREADABLE = "id_card_unreadable"  # fields do not parse
    # receipt printer
    RECEIPT_PAPER_OUT = "receipt_paper_out"
    RECEIPT_COVER_OPEN = "receipt_cover_open"
    RECEIPT_CUTTER_FAULT = "receipt_cutter_fault"
    RECEIPT_PRINTER_OFFLINE = "receipt_printer_offline"
    RECEIPT_RESULT_UNKNOWN = "receipt_result_unknown"
    # document printer
    DOCUMENT_PAPER_OUT = "document_paper_out"
    DOCUMENT_PAPER_JAM = "document_paper_jam"
    DOCUMENT_COVER_OPEN = "document_cover_open"
    DOCUMENT_TONER_OUT = "document_toner_out"
    DOCUMENT_OUTPUT_FULL = "document_output_full"
    DOCUMENT_PRINTER_FAULT = "document_printer_fault"  # stopped, takes no jobs, or gave a job up by itself
    DOCUMENT_RESULT_UNKNOWN = "document_result_unknown"
    PRINT_QUEUE_DOWN = "print_queue_down"  # cupsd is gone, or its queue is not as it must be
    # code scanner
    CODE_ABSENT = "code_absent"
    # camera and face
    CAMERA_FROZEN = "camera_frozen"  # the stream repeats one picture
    CAMERA_COVERED = "camera_covered"  # dark all over
    FACE_MODELS_INVALID = "face_models_invalid"  # weights or calibration are missing or not the ones that were measured
    FACE_PROCESS_GONE = "face_process_gone"  # the process behind the camera died; it is started again
    # bank-card reader, PIN pad, acquirer
    CARD_SERVICE_DOWN = "card_service_down"  # pcscd does not run; the reader behind it cannot be reached
    BANK_CARD_ABSENT = "bank_card_absent"
    BANK_CARD_REMOVED = "bank_card_removed"  # pulled while it was needed
    BANK_CARD_MUTE = "bank_card_mute"  # no answer to reset, or to a command in time
    PIN_ENTRY_CANCELLED = "pin_entry_cancelled"  # the citizen pressed cancel on the pad
    PIN_ENTRY_TIMEOUT = "pin_entry_timeout"
    PIN_PAD_KEY_MISSING = "pin_pad_key_missing"  # no master key, or a working key whose check value is wrong
    PIN_PAD_TAMPERED = "pin_pad_tampered"  # the pad says that it was opened or its battery is empty
    PIN_PAD_FAULT = "pin_pad_fault"
    ACQUIRER_UNREACHABLE = "acquirer_unreachable"
    ACQUIRER_REFUSED = "acquirer_refused"  # sign-on refused, or keys that cannot be used
    PAYMENT_PROCESS_GONE = "payment_process_gone"
    # cabinet board, power supply, loudspeaker
    CABINET_BAD_ANSWER = "cabinet_bad_answer"  # what came back is no answer to what was asked
    CABINET_REFUSED = "cabinet_refused"  # the board does not know such a register: wrong map or wrong board
    UPS_UNREACHABLE = "ups_unreachable"  # the server of the power supply does not run
    UPS_LOST = "ups_lost"  # its server runs and has lost the supply itself
    UPS_BAD_ANSWER = "ups_bad_answer"
    UPS_REFUSED = "ups_refused"  # no supply of this name, or not for us
    UPS_BATTERY_WORN = "ups_battery_worn"  # the supply asks for a new battery
    SPEAKER_FAULT = "speaker_fault"
    # power, and what lies in the way
    ON_BATTERY = "on_battery"  # the mains are gone; nobody begins anything now
    BATTERY_LOW = "battery_low"  # the terminal brings its matters home and switches itself off
    THING_LEFT_BEHIND = "thing_left_behind"  # a card or a paper of the last visit was not taken
    # network and office
    NETWORK_DOWN = "network_down"
    OFFICE_UNAVAILABLE = "office_unavailable"  # reached, but 5xx or its registry is down
    OFFICE_REFUSED = "office_refused"  # 4xx: our message is wrong; staff must look
    TERMINAL_NOT_ENROLLED = "terminal_not_enrolled"
    CLOCK_WRONG = "clock_wrong"
    CALENDAR_MISSING = "calendar_missing"  # no table of working days for a year that is wanted within a month
    # the terminal itself
    TAKEN_OUT_OF_SERVICE = "taken_out_of_service"  # staff switched the service off
    DISK_LOW = "disk_low"  # too little room left to serve safely
    CERTIFICATE_EXPIRING = "certificate_expiring"  # the office's certificate ends soon, or cannot be trusted
    TEST_JUDGED_BAD = "test_judged_bad"  # a person looked at a self-test and was not content
    TEST_NOT_JUDGED = "test_not_judged"  # nobody looked in time
    STORE_FAILED = "store_failed"  # the durable act could not be committed
    TERMINAL_FAULT = "terminal_fault"  # a bug; the citizen gets a calm screen, the log gets the rest


class StaffAction(StrEnum):
    """What staff must do about it (XFS4IoT error actions)."""

    NONE = "none"
    RESET = "reset"  # 复位
    CONFIGURE = "configure"  # 改配置
    CLEAR = "clear"  # 清理
    MAINTAIN = "maintain"  # 维护
    SUSPEND = "suspend"  # 停用


class KnownFailure(Exception):
    """A failure of the catalogue on its way to whoever can say it to a person. Never carries personal data."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class FailureEntry:
    """One row of `config/failures.toml`."""

    code: FailureCode
    citizen_zh: str
    citizen_en: str
    technician_zh: str
    technician_en: str
    action: StaffAction


def parse_failures(text: str) -> Mapping[FailureCode, FailureEntry]:
    """Parse `config/failures.toml`; raises :class:`ValueError` unless it names exactly the codes of the catalogue."""
    raw = tomllib.loads(text)
    entries = {
        FailureCode(code): FailureEntry(
            code=FailureCode(code),
            citizen_zh=row["citizen"]["zh"],
            citizen_en=row["citizen"]["en"],
            technician_zh=row["technician"]["zh"],
            technician_en=row["technician"]["en"],
            action=StaffAction(row["action"]),
        )
        for code, row in raw.items()
    }
    missing = set(FailureCode) - entries.keys()
    if missing:
        raise ValueError(f"failures without an entry: {sorted(missing)}")
    return entries
