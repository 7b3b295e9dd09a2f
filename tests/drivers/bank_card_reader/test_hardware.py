"""The driver against a virtual card behind a real pcscd: every row of what can happen to card, reader and service."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.bank_card_reader.hardware import BankCardReaderSettings, PcscBankCardReader, open_bank_card_reader
from drivers.device import DeviceFailure, DeviceStatus
from simulators.devices.bank_card import BankCardFault, BankCardSimulator
from tests.bank_cards import opened_reader
from tests.simulators.waiting import until

SELECT_DIRECTORY = bytes.fromhex("00A404000E315041592E5359532E444446303100")
SELECT_DEBIT = bytes.fromhex("00A4040008A00000033301010100")
NEVER = threading.Event()
OK = b"\x90\x00"


def failure_of(call: object, *arguments: object) -> FailureCode:
    with pytest.raises(DeviceFailure) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.code


def worker_of(reader: PcscBankCardReader) -> int:
    worker = reader._worker
    assert worker is not None
    return worker._process.pid


def open_files(pid: int) -> int:
    """How many files a process holds; the worker is closed to everybody but root, then 0 stands for it."""
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except PermissionError:
        return 0


def test_powers_a_card_and_speaks_to_it(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    reader.await_card(5, NEVER)
    assert reader.transmit(SELECT_DIRECTORY)[-2:] == OK
    assert reader.is_present()
    assert reader.report().status is DeviceStatus.ONLINE
    assert dict(reader.report().details)["card"] == "present"


def test_a_card_that_comes_while_somebody_waits(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    inserting = threading.Timer(0.3, slot.insert, ["debit"])
    inserting.start()
    reader.await_card(10, NEVER)
    assert reader.transmit(SELECT_DIRECTORY)[-2:] == OK
    inserting.join()


def test_an_empty_slot(reader: PcscBankCardReader) -> None:
    cancelled = threading.Event()
    cancelled.set()
    assert failure_of(reader.await_card, 0.1, NEVER) is FailureCode.BANK_CARD_ABSENT
    assert failure_of(reader.await_card, 60, cancelled) is FailureCode.DEVICE_JOB_CANCELLED
    assert failure_of(reader.transmit, SELECT_DIRECTORY) is FailureCode.BANK_CARD_ABSENT
    assert not reader.is_present()
    assert reader.await_removal(0, NEVER)
    assert reader.self_test().passed


def test_waits_until_the_card_is_taken(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    reader.await_card(5, NEVER)
    assert not reader.await_removal(0.1, NEVER)
    slot.pull()
    assert reader.await_removal(10, NEVER)


def test_a_t0_card_that_answers_in_pieces(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("slow_speaker")
    reader.await_card(5, NEVER)
    answer = reader.transmit(SELECT_DEBIT)
    assert answer[:1] == b"\x6f"
    assert len(answer) == answer[1] + 4
    assert reader.transmit(SELECT_DIRECTORY) == b"\x6a\x82"


def test_a_card_that_is_pulled_has_to_begin_anew(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    reader.await_card(5, NEVER)
    slot.pull()
    assert failure_of(reader.transmit, SELECT_DIRECTORY) is FailureCode.BANK_CARD_REMOVED
    slot.insert("debit")
    assert failure_of(reader.transmit, SELECT_DIRECTORY) is FailureCode.BANK_CARD_REMOVED
    reader.await_card(5, NEVER)
    assert reader.transmit(SELECT_DIRECTORY)[-2:] == OK


def test_a_swapped_card_is_another_card(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    reader.await_card(5, NEVER)
    slot.insert("foreign")
    assert failure_of(reader.transmit, SELECT_DEBIT) is FailureCode.BANK_CARD_REMOVED
    reader.await_card(5, NEVER)
    assert reader.transmit(SELECT_DEBIT) == b"\x6a\x82"


def test_a_card_pulled_while_it_works(slot: BankCardSimulator) -> None:
    slot.insert("silent")
    with opened_reader(slot, command_limit=20) as reader:
        reader.await_card(5, NEVER)
        pulling = threading.Timer(0.2, slot.pull)
        pulling.start()
        assert failure_of(reader.transmit, SELECT_DIRECTORY) is FailureCode.BANK_CARD_REMOVED
        pulling.join()


def test_a_card_that_never_answers_costs_one_limit(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("silent")
    reader.await_card(5, NEVER)
    hung = worker_of(reader)
    assert failure_of(reader.transmit, SELECT_DIRECTORY) is FailureCode.BANK_CARD_MUTE
    assert not Path(f"/proc/{hung}").exists()
    assert failure_of(reader.await_card, 5, NEVER) is FailureCode.BANK_CARD_MUTE
    reader.release()
    slot.insert("debit")
    reader.await_card(5, NEVER)
    assert reader.transmit(SELECT_DIRECTORY)[-2:] == OK


def test_a_card_that_does_not_answer_its_reset(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("mute")
    assert failure_of(reader.await_card, 5, NEVER) is FailureCode.BANK_CARD_MUTE


def test_the_service_goes_and_comes_back(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    reader.await_card(5, NEVER)
    slot.set_fault(BankCardFault.SERVICE_DOWN)
    assert failure_of(reader.transmit, SELECT_DIRECTORY) is FailureCode.CARD_SERVICE_DOWN
    assert failure_of(reader.report) is FailureCode.CARD_SERVICE_DOWN
    assert reader.self_test().failure is FailureCode.CARD_SERVICE_DOWN
    slot.set_fault(None)
    reader.await_card(5, NEVER)
    assert reader.transmit(SELECT_DIRECTORY)[-2:] == OK


def test_no_service_from_the_beginning(slot: BankCardSimulator) -> None:
    slot.set_fault(BankCardFault.SERVICE_DOWN)
    settings = BankCardReaderSettings(socket=slot.socket)
    assert failure_of(open_bank_card_reader, settings, SystemClock()) is FailureCode.CARD_SERVICE_DOWN


def test_a_service_without_a_reader(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.set_fault(BankCardFault.UNPLUGGED)
    assert failure_of(reader.report) is FailureCode.DEVICE_UNPLUGGED
    settings = BankCardReaderSettings(socket=slot.socket)
    assert failure_of(open_bank_card_reader, settings, SystemClock()) is FailureCode.DEVICE_UNPLUGGED
    slot.set_fault(None)
    assert reader.report().status is DeviceStatus.ONLINE


def test_a_reader_of_another_name(slot: BankCardSimulator) -> None:
    settings = BankCardReaderSettings(socket=slot.socket, reader="No Such Reader")
    assert failure_of(open_bank_card_reader, settings, SystemClock()) is FailureCode.DEVICE_UNPLUGGED


def test_only_one_speaks_to_a_card(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    reader.await_card(5, NEVER)
    with opened_reader(slot) as other:
        assert failure_of(other.await_card, 5, NEVER) is FailureCode.DEVICE_IN_USE
        reader.release()
        other.await_card(5, NEVER)
        assert other.transmit(SELECT_DIRECTORY)[-2:] == OK


def test_a_killed_worker_is_replaced(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    reader.await_card(5, NEVER)
    os.kill(worker_of(reader), signal.SIGKILL)
    assert failure_of(reader.transmit, SELECT_DIRECTORY) in {FailureCode.DEVICE_SILENT, FailureCode.BANK_CARD_ABSENT}
    reader.await_card(5, NEVER)
    assert reader.transmit(SELECT_DIRECTORY)[-2:] == OK


def test_three_hundred_sessions_leave_nothing(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    """pcscd gives out two hundred contexts; whoever keeps them is without a reader after a busy day."""
    slot.insert("debit")
    reader.await_card(5, NEVER)
    worker, own = open_files(worker_of(reader)), open_files(os.getpid())
    for _ in range(300):
        reader.await_card(5, NEVER)
        assert reader.transmit(SELECT_DIRECTORY)[-2:] == OK
        reader.release()
    assert (open_files(worker_of(reader)), open_files(os.getpid())) == (worker, own)


def test_workers_that_are_killed_leave_nothing(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    slot.insert("debit")
    own = open_files(os.getpid())
    for _ in range(5):
        reader.await_card(5, NEVER)
        os.kill(worker_of(reader), signal.SIGKILL)
    reader.await_card(5, NEVER)
    assert open_files(os.getpid()) == own


OWNER = """
import sys, threading
from pathlib import Path
from domain.clock import SystemClock
from drivers.bank_card_reader.hardware import BankCardReaderSettings, open_bank_card_reader
reader = open_bank_card_reader(BankCardReaderSettings(socket=Path(sys.argv[1]), command_limit=60), SystemClock())
reader.await_card(5, threading.Event())
print(reader._worker._process.pid, flush=True)
reader.transmit(bytes.fromhex("00A4040000"))
"""


def test_a_hung_worker_dies_with_its_owner(slot: BankCardSimulator) -> None:
    slot.insert("silent")
    with subprocess.Popen([sys.executable, "-c", OWNER, str(slot.socket)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        worker = int(owner.stdout.readline())
        owner.kill()
    until(lambda: _gone(worker))


def _gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]
    except OSError:
        return True
