"""The board over the line: sensors, lamps, and what a bad line does not lead to."""

from threading import Event

import pytest
from pydantic import ValidationError

from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetState, Lamp, LampState
from drivers.cabinet.hardware import CabinetBoardSettings, ModbusCabinetBoard
from drivers.cabinet.wire import crc16
from drivers.device import DeviceFailure
from simulators.devices.cabinet_board import CabinetBoardSimulator
from tests.drivers.cabinet.conftest import Paper, open_board
from tests.drivers.conftest import Connect
from tests.drivers.pty_peer import eventually


def test_every_sensor_is_its_own(device: CabinetBoardSimulator, board: ModbusCabinetBoard, paper: Paper) -> None:
    assert board.read() == CabinetState(False, False, False, False, False, 0)
    for sensor in ("door_open", "service_key", "presence", "document_at_exit", "slip_at_exit"):
        device.set_sensor(sensor, on=True)
        assert [name for name, on in vars(board.read()).items() if on is True] == [sensor]
        device.set_sensor(sensor, on=False)
    paper.documents, paper.slips, paper.sheets = 2, 1, 65537
    assert board.read() == CabinetState(False, False, False, True, True, 1)


def test_sheets_are_counted_over_the_wrap() -> None:
    before = CabinetState(False, False, False, False, False, 65534)
    after = CabinetState(False, False, False, False, False, 3)
    assert after.sheets_since(before) == 5


def test_lamps_burn_as_they_are_told(device: CabinetBoardSimulator, board: ModbusCabinetBoard) -> None:
    for lamp, state in zip(Lamp, (*LampState, LampState.ON), strict=True):
        board.set_lamp(lamp, state)
    assert device.burning() == {"id_card": "off", "bank_card": "on", "receipt": "slow", "document": "quick", "status": "on"}


def test_a_self_test_leaves_the_lamps_as_they_were(device: CabinetBoardSimulator, board: ModbusCabinetBoard) -> None:
    board.set_lamp(Lamp.RECEIPT, LampState.QUICK)
    before = device.burning()
    assert board.self_test().passed
    assert device.burning() == before


def test_another_makers_board(device: CabinetBoardSimulator) -> None:
    board = open_board(
        device.port.link,
        sensors={"door_open": 2, "presence": 0, "inverted": ["door_open"]},
        lamps={"id_card": 3},
        lamp_values={"off": 0, "on": 1, "slow": 1, "quick": 1},
    )
    assert board.read().door_open
    device.set_sensor("presence", on=True)  # its bit is that board's door
    assert not board.read().door_open
    board.set_lamp(Lamp.ID_CARD, LampState.QUICK)
    board.set_lamp(Lamp.STATUS, LampState.ON)  # it has none
    assert device.burning() == {"id_card": "off", "bank_card": "off", "receipt": "off", "document": "on", "status": "off"}
    board.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sensors": {"inverted": ["doors"]}},
        {"lamp_values": {"off": 0}},
        {"unit": 0},
        {"speed": 1},
        {"sensors": {"presence": 16}},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CabinetBoardSettings.model_validate(wrong)


def test_one_bad_moment_of_the_line_is_no_failure(connect: Connect) -> None:
    asked: list[bytes] = []

    def stumble(frame: bytes) -> bytes:
        asked.append(frame)
        body = bytes([1, frame[1], 2 * frame[5], *([0] * 2 * frame[5])])
        answer = body + crc16(body).to_bytes(2, "little")
        return {1: b"", 2: answer[:-1] + b"\x99"}.get(len(asked), answer)

    board = open_board(connect(stumble).link)
    assert board.read().sheets_passed == 0
    assert len(asked) == 4
    board.close()


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next(connect: Connect) -> None:
    asked: list[bytes] = []
    late = Event()

    def dawdle(frame: bytes) -> bytes:
        asked.append(frame)
        body = bytes([1, frame[1], 2 * frame[5], *([len(asked)] * 2 * frame[5])])
        answer = body + crc16(body).to_bytes(2, "little")
        if len(asked) == 1:
            late.wait(10)
        return answer

    board = open_board(connect(dawdle).link, answer_s=0.2, tries=1)
    with pytest.raises(DeviceFailure) as caught:
        board.read()
    assert caught.value.code is FailureCode.DEVICE_SILENT
    late.set()
    assert eventually(lambda: board._port._serial.in_waiting > 0)
    assert board.read().sheets_passed in {0x0202, 0x0303}  # of the second or third question, never of the first
    board.close()
