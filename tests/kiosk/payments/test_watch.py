"""How the payment devices are, asked in a thread of its own, and whether the card is out of the slot."""

from collections.abc import Iterator
from queue import Queue
from typing import Any

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceReport, DeviceStatus
from kiosk.payments import watch as watching
from kiosk.payments.watch import PaymentWatch, card_lies
from tests.kiosk.devices import TablePayments

LIMIT_S = 20.0


@pytest.fixture
def payments() -> TablePayments:
    return TablePayments()


@pytest.fixture
def watch(payments: TablePayments, monkeypatch: pytest.MonkeyPatch) -> Iterator[PaymentWatch]:
    monkeypatch.setattr(watching, "EVERY_S", 0.01)
    monkeypatch.setattr(watching, "LOOK_FOR_CARD_EVERY_S", 0.01)
    watch = PaymentWatch(payments, SystemClock())
    yield watch
    assert watch.stop(LIMIT_S)


def test_each_change_is_told_once(watch: PaymentWatch, payments: TablePayments) -> None:
    told: Queue[tuple[str, DeviceReport]] = Queue()
    watch.observe(lambda device, report: told.put((device, report)))
    assert set(watch.reports) == {"bank_card_reader", "pin_pad", "acquirer"}
    assert {report.status for report in watch.reports.values()} == {DeviceStatus.STARTING}
    watch.start()
    first = [told.get(timeout=LIMIT_S) for _ in range(3)]
    assert {report.status for _, report in first} == {DeviceStatus.ONLINE}
    payments.gone = True
    second = [told.get(timeout=LIMIT_S) for _ in range(3)]
    assert {report.failure for _, report in second} == {FailureCode.PAYMENT_PROCESS_GONE}
    assert told.empty()
    payments.gone = False
    assert {told.get(timeout=LIMIT_S)[1].status for _ in range(3)} == {DeviceStatus.ONLINE}


@pytest.mark.expects_log
def test_a_bug_does_not_end_the_watch(watch: PaymentWatch, payments: TablePayments, monkeypatch: pytest.MonkeyPatch) -> None:
    told: Queue[Any] = Queue()
    answers = [ValueError("6222020000141392746")]
    well = payments.reports

    def reports() -> dict[str, DeviceReport]:
        if answers:
            raise answers.pop()
        return well()

    monkeypatch.setattr(payments, "reports", reports)
    watch.observe(lambda device, _: told.put(device))
    watch.start()
    assert told.get(timeout=LIMIT_S)


def test_a_card_that_is_taken_is_noticed(watch: PaymentWatch, payments: TablePayments) -> None:
    answers: Queue[Any] = Queue()
    payments.card_lies = True
    watch.await_removal(LIMIT_S, answers.put)
    payments.card_lies = False
    assert answers.get(timeout=LIMIT_S) is True


def test_a_card_that_stays_is_said_to(watch: PaymentWatch, payments: TablePayments) -> None:
    answers: Queue[Any] = Queue()
    payments.card_lies = True
    watch.await_removal(0.0, answers.put)
    assert answers.get(timeout=LIMIT_S) is False


def test_nobody_waits_for_a_reader_that_is_gone(watch: PaymentWatch, payments: TablePayments) -> None:
    answers: Queue[Any] = Queue()
    payments.gone = payments.card_lies = True
    watch.await_removal(LIMIT_S, answers.put)
    assert answers.get(timeout=LIMIT_S) is True


def test_a_wait_ends_when_it_is_cancelled_or_the_watch_ends(watch: PaymentWatch, payments: TablePayments) -> None:
    answers: Queue[Any] = Queue()
    payments.card_lies = True
    watch.await_removal(LIMIT_S, answers.put).cancel()
    assert answers.get(timeout=LIMIT_S) is FailureCode.DEVICE_JOB_CANCELLED
    watch.await_removal(LIMIT_S, answers.put)
    watch.stop(LIMIT_S)
    assert answers.get(timeout=LIMIT_S) is FailureCode.DEVICE_JOB_CANCELLED


def test_only_the_reader_says_that_a_card_lies() -> None:
    assert not card_lies(None)
    assert not card_lies(DeviceReport(DeviceStatus.ONLINE, details=(("card", "absent"),)))
    assert card_lies(DeviceReport(DeviceStatus.ONLINE, details=(("reader", "x"), ("card", "present"))))
