"""Two witnesses of one document: what the printer says, and how many sheets went past the mouth."""

from collections.abc import Callable, Iterator

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.cabinet.contract import SHEETS_WRAP, CabinetState, Lamp, LampState
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.printing import PrintOutcome, PrintResult
from drivers.supervisor import SupervisedDevice
from kiosk.exit_sensor import ExitSensor, compared

ASKED = 3
PAPER_OUT = FailureCode.DOCUMENT_PAPER_OUT
NOBODY_KNOWS = FailureCode.DOCUMENT_RESULT_UNKNOWN


def state(sheets: int) -> CabinetState:
    return CabinetState(
        door_open=False, service_key=False, presence=True, document_at_exit=False, slip_at_exit=False, sheets_passed=sheets
    )


def delivered() -> PrintResult:
    return PrintResult(PrintOutcome.DELIVERED, None, ASKED, ASKED)


def unknown(out: int | None) -> PrintResult:
    return PrintResult(PrintOutcome.UNKNOWN, NOBODY_KNOWS, out, ASKED)


def stopped(out: int) -> PrintResult:
    return PrintResult(PrintOutcome.NOT_DELIVERED, PAPER_OUT, out, ASKED)


class TableBoard:
    """A board whose counter says what a test tells it, one after the other; the last word stays."""

    def __init__(self, *counts: int) -> None:
        self.counts = list(counts)
        self.failure: FailureCode | None = None

    def report(self) -> DeviceReport:
        return DeviceReport(DeviceStatus.ONLINE)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=True)

    def close(self) -> None:
        pass

    def read(self) -> CabinetState:
        if self.failure:
            raise DeviceFailure(self.failure)
        return state(self.counts.pop(0) if len(self.counts) > 1 else self.counts[0])

    def set_lamp(self, lamp: Lamp, state: LampState) -> None:
        pass


Fit = Callable[[TableBoard], ExitSensor]


@pytest.fixture
def fit() -> Iterator[Fit]:
    started: list[SupervisedDevice[TableBoard]] = []

    def fitted(board: TableBoard) -> ExitSensor:
        device = SupervisedDevice("cabinet", lambda: board, SystemClock())
        device.start()
        started.append(device)
        return ExitSensor(device, SystemClock(), lag_s=0.3)  # type: ignore[arg-type]  # a board is a board

    yield fitted
    for device in started:
        assert device.stop()


@pytest.mark.expects_log
@pytest.mark.parametrize(
    ("told", "passed", "certain"),
    [
        (delivered(), 3, delivered()),
        (delivered(), 2, unknown(2)),  # one hangs between the drum and the mouth
        (delivered(), 0, unknown(0)),
        (unknown(1), 3, delivered()),  # switched off after the last sheet; or nobody counts them but the sensor
        (unknown(None), 1, unknown(1)),
        (stopped(1), 1, stopped(1)),
        (stopped(1), 2, stopped(2)),  # it had not counted the one that was on its way
        (stopped(2), 3, delivered()),
        (delivered(), 4, delivered()),  # more than there are: the board lost its count
        (unknown(1), SHEETS_WRAP - 7, unknown(1)),
        (PrintResult(PrintOutcome.NOT_DELIVERED, PAPER_OUT), 0, PrintResult(PrintOutcome.NOT_DELIVERED, PAPER_OUT, 0)),
    ],
)
def test_what_is_certain_of_a_document(told: PrintResult, passed: int, certain: PrintResult) -> None:
    assert compared(told, passed) == certain


def test_a_sheet_that_is_still_on_its_way_is_waited_for(fit: Fit) -> None:
    sensor = fit(TableBoard(5, 6, 7, 8))
    assert sensor.witness(sensor.look(), delivered()) == delivered()


@pytest.mark.expects_log
def test_a_sheet_that_never_comes_is_not_waited_for_for_ever(fit: Fit) -> None:
    sensor = fit(TableBoard(5, 7))
    assert sensor.witness(sensor.look(), delivered()) == unknown(2)


def test_the_counter_may_begin_anew(fit: Fit) -> None:
    sensor = fit(TableBoard(SHEETS_WRAP - 1, 2))
    assert sensor.witness(sensor.look(), unknown(None)) == delivered()


def test_without_a_board_the_printers_word_stands() -> None:
    sensor = ExitSensor(None, SystemClock())
    assert sensor.witness(sensor.look(), unknown(1)) == unknown(1)


def test_a_board_that_answers_no_more_is_no_witness(fit: Fit) -> None:
    board = TableBoard(5)
    sensor = fit(board)
    before = sensor.look()
    assert before == state(5)
    board.failure = FailureCode.DEVICE_SILENT
    assert sensor.witness(before, delivered()) == delivered()
    assert sensor.look() is None


def test_a_board_that_is_not_there_costs_no_time(fit: Fit) -> None:
    board = TableBoard(5)
    board.failure = FailureCode.DEVICE_UNPLUGGED
    sensor = fit(board)
    assert sensor.look() is None
