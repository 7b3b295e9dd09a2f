"""A day of the supervised reader: service absent, started, card in, out, swapped, service killed, started again."""

from collections.abc import Iterator
from threading import Event

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.bank_card_reader.contract import BankCardReader
from drivers.bank_card_reader.hardware import BankCardReaderSettings, PcscBankCardReader, open_bank_card_reader
from drivers.device import DeviceStatus
from drivers.supervisor import JobHandle, Rhythm, SupervisedDevice
from simulators.devices.bank_card import BankCardFault, BankCardSimulator
from tests.simulators.waiting import until

QUICK = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
SELECT_DEBIT = bytes.fromhex("00A4040008A00000033301010100")
LIMIT_S = 30.0


class Owner:
    """Runs jobs on the supervised reader and waits for their results."""

    def __init__(self, slot: BankCardSimulator) -> None:
        clock, settings = SystemClock(), BankCardReaderSettings(socket=slot.socket, command_limit=1.0)

        def opened() -> PcscBankCardReader:
            return open_bank_card_reader(settings, clock)

        self.device = SupervisedDevice[BankCardReader]("bank_card_reader", opened, clock, QUICK)

    def status(self) -> tuple[DeviceStatus, FailureCode | None]:
        return self.device.report.status, self.device.report.failure

    def select(self, wait_s: float = 5.0) -> bytes | FailureCode:
        """Wait for a card and select the debit application; return the status word."""
        results: list[bytes | FailureCode] = []
        assert self.begin(results, wait_s).wait(LIMIT_S)
        return results[0]

    def begin(self, results: list[bytes | FailureCode], wait_s: float = LIMIT_S) -> JobHandle:
        """As :meth:`select`, without waiting."""

        def job(reader: BankCardReader, cancelled: Event) -> bytes:
            reader.await_card(wait_s, cancelled)
            return reader.transmit(SELECT_DEBIT)[-2:]

        return self.device.submit(job, results.append)


@pytest.fixture
def owner(slot: BankCardSimulator) -> Iterator[Owner]:
    owner = Owner(slot)
    yield owner
    assert owner.device.stop()


def test_a_day(slot: BankCardSimulator, owner: Owner) -> None:
    slot.set_fault(BankCardFault.SERVICE_DOWN)
    owner.device.start()
    until(lambda: owner.status() == (DeviceStatus.OFFLINE, FailureCode.CARD_SERVICE_DOWN))
    assert owner.select() is FailureCode.CARD_SERVICE_DOWN
    slot.set_fault(BankCardFault.UNPLUGGED)
    until(lambda: owner.status() == (DeviceStatus.NO_DEVICE, FailureCode.DEVICE_UNPLUGGED))
    slot.set_fault(None)
    until(lambda: owner.status() == (DeviceStatus.ONLINE, None))
    assert owner.select(0.1) is FailureCode.BANK_CARD_ABSENT
    slot.insert("debit")
    assert owner.select() == b"\x90\x00"
    slot.insert("foreign")
    assert owner.select() == b"\x6a\x82"
    slot.insert("silent")
    assert owner.select() is FailureCode.BANK_CARD_MUTE
    slot.insert("debit")
    assert owner.select() == b"\x90\x00"
    slot.restart_service()
    assert owner.select() == b"\x90\x00"
    slot.pull()
    until(lambda: dict(owner.device.report.details).get("card") == "absent")
    assert owner.status() == (DeviceStatus.ONLINE, None)


def test_waiting_ends_when_it_is_stopped(slot: BankCardSimulator, owner: Owner) -> None:
    owner.device.start()
    results: list[FailureCode | None] = []
    job = owner.device.submit(lambda reader, cancelled: reader.await_card(600, cancelled), results.append)
    until(lambda: owner.status() == (DeviceStatus.ONLINE, None))
    assert owner.device.stop()
    assert job.wait(1)
    assert results == [FailureCode.DEVICE_JOB_CANCELLED]


def test_killed_and_started_again_the_service_is_found_without_a_restart(
    slot: BankCardSimulator, owner: Owner, request: pytest.FixtureRequest
) -> None:
    """Killed in turn while nothing happens, while a card is awaited, and while a card has the word."""
    owner.device.start()
    clock, taken = SystemClock(), list[float]()
    for turn in range(100 if request.config.getoption("--long") else 3):
        slot.insert("silent" if turn % 3 == 2 else "debit")
        if turn % 3 == 1:
            slot.pull()
        until(lambda: owner.status() == (DeviceStatus.ONLINE, None))
        results: list[bytes | FailureCode] = []
        job = owner.begin(results) if turn % 3 else None
        slot.set_fault(BankCardFault.SERVICE_DOWN)
        until(lambda: owner.status() == (DeviceStatus.OFFLINE, FailureCode.CARD_SERVICE_DOWN))
        assert job is None or job.wait(LIMIT_S)
        assert results in ([], [FailureCode.CARD_SERVICE_DOWN], [FailureCode.BANK_CARD_MUTE])
        began = clock.monotonic()
        slot.set_fault(None)
        until(lambda: owner.status() == (DeviceStatus.ONLINE, None))
        taken.append(clock.monotonic() - began)
        slot.insert("debit")
        assert owner.select() == b"\x90\x00"
        slot.pull()
    print(f"pcscd started to reader back: {', '.join(f'{one * 1000:.0f}' for one in taken)} ms")  # noqa: T201 - asked for
