"""The driver against a simulated pad over a real pseudo terminal: every fault, every way an entry can end."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue

import pytest

from domain.clock import Clock, SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus
from drivers.pin_pad.contract import PinBlock, PinKey, WrappedKey
from drivers.pin_pad.hardware import SerialPinPad
from drivers.supervisor import Rhythm, SupervisedDevice
from drivers.transport.serial_port import SerialPort
from simulators.devices.chip_card.des import decrypt
from simulators.devices.pin_pad import PinPadFault, PinPadSimulator
from simulators.devices.zt588 import pin_block
from tests.drivers.pin_pad.conftest import ACCOUNT, KEY, PIN_KEY, QUICK, open_pad
from tests.drivers.pty_peer import eventually

LIMIT_S = 20.0

Presses = list[tuple[str, str | None]]


@pytest.fixture
def fingers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def read(
    pad: SerialPinPad, device: PinPadSimulator, fingers: ThreadPoolExecutor, presses: Presses
) -> tuple[PinBlock, list[PinKey]]:
    """Read a PIN while `presses` are typed."""
    pressed: list[PinKey] = []
    pad.load_pin_key(KEY)
    typing = fingers.submit(lambda: [device.press_pin_keys(*press) for press in presses])
    block = pad.read_pin(ACCOUNT, LIMIT_S, pressed.append, threading.Event())
    typing.result(LIMIT_S)
    return block, pressed


def once_taking(device: PinPadSimulator, act: Callable[[], object]) -> threading.Thread:
    """Do something as soon as the pad takes a PIN; return the thread that waits for it."""

    def wait() -> None:
        assert eventually(lambda: device.taking_pin)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def failure_of(act: Callable[[], object]) -> FailureCode:
    with pytest.raises(DeviceFailure) as caught:
        act()
    return caught.value.code


def test_it_says_who_it_is(pad: SerialPinPad) -> None:
    report = pad.report()
    assert (report.status, dict(report.details)) == (DeviceStatus.ONLINE, {"model": "ZT588S", "firmware": "2.1-3.4"})
    assert pad.self_test().passed


def test_a_pin_comes_out_encrypted(pad: SerialPinPad, device: PinPadSimulator, fingers: ThreadPoolExecutor) -> None:
    block, pressed = read(pad, device, fingers, [("123456", "enter")])
    assert decrypt(PIN_KEY, block.block) == pin_block("123456", ACCOUNT)
    assert pressed == [PinKey.DIGIT] * 6 + [PinKey.ENTER]
    assert "block" not in repr(block)
    assert not device.taking_pin


def test_cleared_and_typed_again(pad: SerialPinPad, device: PinPadSimulator, fingers: ThreadPoolExecutor) -> None:
    block, pressed = read(pad, device, fingers, [("99999", "clear"), ("123456", "enter")])
    assert decrypt(PIN_KEY, block.block) == pin_block("123456", ACCOUNT)
    assert pressed[5] is PinKey.CLEAR


def test_enter_with_fewer_digits_ends_nothing(pad: SerialPinPad, device: PinPadSimulator, fingers: ThreadPoolExecutor) -> None:
    block, pressed = read(pad, device, fingers, [("12345", "enter"), ("6", "enter")])
    assert decrypt(PIN_KEY, block.block) == pin_block("123456", ACCOUNT)
    assert pressed.count(PinKey.ENTER) == 2


def test_cancelled_at_the_pad(pad: SerialPinPad, device: PinPadSimulator, fingers: ThreadPoolExecutor) -> None:
    code = failure_of(lambda: read(pad, device, fingers, [("123", "cancel")]))
    assert (code, device.taking_pin) == (FailureCode.PIN_ENTRY_CANCELLED, False)


def test_cancelled_at_the_screen(pad: SerialPinPad, device: PinPadSimulator) -> None:
    cancelled = threading.Event()
    pad.load_pin_key(KEY)
    watching = once_taking(device, cancelled.set)
    code = failure_of(lambda: pad.read_pin(ACCOUNT, LIMIT_S, lambda _: None, cancelled))
    watching.join()
    assert (code, device.taking_pin) == (FailureCode.DEVICE_JOB_CANCELLED, False)


def test_the_pads_own_limit(pad: SerialPinPad, device: PinPadSimulator) -> None:
    pad.load_pin_key(KEY)
    watching = once_taking(device, device.let_time_run_out)
    code = failure_of(lambda: pad.read_pin(ACCOUNT, LIMIT_S, lambda _: None, threading.Event()))
    watching.join()
    assert code is FailureCode.PIN_ENTRY_TIMEOUT


class Ahead:
    """A clock that jumps ahead when it is told to."""

    def __init__(self) -> None:
        self._clock: Clock = SystemClock()
        self.now = self._clock.now
        self.ahead_s = 0.0

    def monotonic(self) -> float:
        return self._clock.monotonic() + self.ahead_s


def test_our_own_limit(device: PinPadSimulator, fingers: ThreadPoolExecutor) -> None:
    clock = Ahead()
    pad = SerialPinPad(SerialPort(device.port.link, 115200, clock), clock, QUICK)
    pad.load_pin_key(KEY)

    def on_key(_: PinKey) -> None:
        clock.ahead_s = 1000.0

    fingers.submit(device.press_pin_keys, "1")
    assert failure_of(lambda: pad.read_pin(ACCOUNT, 250.0, on_key, threading.Event())) is FailureCode.PIN_ENTRY_TIMEOUT
    assert not device.taking_pin
    pad.close()


def test_a_key_with_another_check_value(pad: SerialPinPad) -> None:
    wrong = WrappedKey(KEY.wrapped, b"\0\0\0\0")
    assert failure_of(lambda: pad.load_pin_key(wrong)) is FailureCode.PIN_PAD_KEY_MISSING


def test_no_pin_without_a_key(pad: SerialPinPad) -> None:
    code = failure_of(lambda: pad.read_pin(ACCOUNT, LIMIT_S, lambda _: None, threading.Event()))
    assert code is FailureCode.PIN_PAD_KEY_MISSING


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (PinPadFault.SILENT, FailureCode.DEVICE_SILENT),
        (PinPadFault.BAD_CHECKSUM, FailureCode.PIN_PAD_FAULT),
        (PinPadFault.TRUNCATED, FailureCode.DEVICE_SILENT),
        (PinPadFault.KEYS_LOST, FailureCode.PIN_PAD_KEY_MISSING),
        (PinPadFault.TAMPERED, FailureCode.PIN_PAD_TAMPERED),
        (PinPadFault.UNPLUGGED, FailureCode.DEVICE_UNPLUGGED),
    ],
)
def test_every_fault_has_its_name(pad: SerialPinPad, device: PinPadSimulator, fault: PinPadFault, code: FailureCode) -> None:
    device.set_fault(fault)
    assert failure_of(pad.report) is code
    assert failure_of(lambda: pad.load_pin_key(KEY)) is code
    assert pad.self_test().failure is code
    device.set_fault(None)
    if fault is not PinPadFault.UNPLUGGED:
        assert pad.self_test().passed


@pytest.mark.parametrize("fault", [PinPadFault.UNPLUGGED, PinPadFault.SILENT])
def test_broken_in_the_middle_of_an_entry(pad: SerialPinPad, device: PinPadSimulator, fault: PinPadFault) -> None:
    pad.load_pin_key(KEY)
    breaking = once_taking(device, lambda: device.set_fault(fault))
    code = failure_of(lambda: pad.read_pin(ACCOUNT, 0.5, lambda _: None, threading.Event()))
    breaking.join()
    expected = {FailureCode.DEVICE_UNPLUGGED} if fault is PinPadFault.UNPLUGGED else set()
    assert code in expected | {FailureCode.PIN_ENTRY_TIMEOUT, FailureCode.DEVICE_SILENT}


def test_keys_between_frames_are_no_part_of_a_reply(pad: SerialPinPad, device: PinPadSimulator) -> None:
    device.port.send(b"\r\x08*")
    assert pad.report().status is DeviceStatus.ONLINE
    device.port.send(b"\x02999")
    assert pad.report().status is DeviceStatus.ONLINE


def test_unplugged_and_replugged_it_takes_pins_again(device: PinPadSimulator, fingers: ThreadPoolExecutor) -> None:
    rhythm = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
    supervised = SupervisedDevice("pin_pad", lambda: open_pad(device.port.link), SystemClock(), rhythm)
    reports: Queue[DeviceReport] = Queue()
    supervised.observe(reports.put)
    supervised.start()
    for _ in range(3):
        await_status(reports, DeviceStatus.ONLINE)
        device.set_fault(PinPadFault.UNPLUGGED)
        assert await_status(reports, DeviceStatus.NO_DEVICE).failure is FailureCode.DEVICE_UNPLUGGED
        device.set_fault(None)
    await_status(reports, DeviceStatus.ONLINE)
    results: Queue[object] = Queue()
    supervised.submit(lambda pad, _: read(pad, device, fingers, [("123456", "enter")])[0], results.put)
    assert isinstance(results.get(timeout=LIMIT_S), PinBlock)
    assert supervised.stop()


def await_status(reports: "Queue[DeviceReport]", status: DeviceStatus) -> DeviceReport:
    while True:
        report = reports.get(timeout=LIMIT_S)
        if report.status is status:
            return report
