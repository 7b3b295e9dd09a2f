"""What holds for every device: it opens, says how it is, tests itself, closes twice, is one program's at a time, comes back."""

from contextlib import closing
from queue import Queue
from threading import Event

import pytest

from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from simulators.devices.fault_catalogue import Kind, load_faults
from tests.belongings import belongings, nothing_more_than
from tests.drivers.contract.rig import LIMIT_S, Rig, await_online, await_report, supervised_by
from tests.drivers.pty_peer import eventually

SHARED = frozenset({"camera", "document_camera", "bank_card_reader", "ups", "speaker"})
"""Addresses, and what pcscd and ALSA share out: nothing to lock."""
PLUG = {row.device: row for row in load_faults() if row.kind is Kind.UNPLUG}
RECONNECTS, MANY_RECONNECTS = 20, 1000
QUIET_S = 5.0


def test_it_opens_and_says_how_it_is(rig: Rig) -> None:
    with closing(rig.open()) as device:
        report = device.report()
    assert isinstance(report, DeviceReport)
    assert (report.status, report.failure) == (DeviceStatus.ONLINE, None)
    assert all(isinstance(word, str) for detail in report.details for word in detail)


def test_it_tests_itself(rig: Rig) -> None:
    with closing(rig.open()) as device:
        result = device.self_test()
    assert isinstance(result, SelfTestResult)
    assert (result.passed, result.failure) == (True, None)


def test_it_may_be_closed_twice_and_opened_again(rig: Rig) -> None:
    for _ in range(2):
        device = rig.open()
        device.close()
        device.close()


def test_it_does_what_citizens_want_of_it(rig: Rig) -> None:
    with closing(rig.open()) as device:
        assert rig.run(device) is None


def test_it_belongs_to_one_program_at_a_time_unless_it_can_be_shared(rig: Rig) -> None:
    with closing(rig.open()) as device:
        if rig.name in SHARED:
            with closing(rig.open()) as another:
                assert another.report().status is DeviceStatus.ONLINE
        else:
            with pytest.raises(DeviceFailure) as refused:
                rig.open()
            assert refused.value.code is FailureCode.DEVICE_IN_USE
        assert device.report().status is DeviceStatus.ONLINE


def test_gone_it_can_still_be_closed(simulated: Rig) -> None:
    device = simulated.open()
    simulated.break_it(PLUG[simulated.name].fault)
    device.close()
    device.close()


def test_absent_at_start_it_comes_when_it_is_plugged_in(simulated: Rig) -> None:
    simulated.break_it(PLUG[simulated.name].fault)
    with supervised_by(simulated) as supervised:
        await_report(supervised, "missed", lambda report: report.failure is PLUG[simulated.name].report)
        simulated.mend()
        await_online(supervised)


@pytest.mark.expects_log
def test_unplugged_in_the_middle_of_its_work_it_ends_the_work_and_nothing_else(simulated: Rig) -> None:
    with supervised_by(simulated) as supervised:
        await_online(supervised)
        begun, ended = Event(), Queue[object]()

        def work(device: object, cancelled: Event) -> None:
            begun.set()
            for _ in range(1000):
                if (failure := simulated.run(device, cancelled)) is not None:
                    raise DeviceFailure(failure)

        supervised.submit(work, ended.put)
        assert begun.wait(LIMIT_S)
        simulated.break_it(PLUG[simulated.name].fault)
        assert isinstance(ended.get(timeout=LIMIT_S), FailureCode)
        simulated.mend()
        await_online(supervised)


@pytest.mark.expects_log
def test_reconnects_leave_nothing_behind(simulated: Rig) -> None:
    reconnect(simulated, RECONNECTS)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.expects_log
def test_a_thousand_reconnects_leave_nothing_behind(simulated: Rig) -> None:
    reconnect(simulated, MANY_RECONNECTS)


def reconnect(rig: Rig, times: int) -> None:
    """Open, ask and close again and again; afterwards there are as many threads, files and processes as before."""
    for _ in range(2):  # libraries keep what they opened first
        open_and_close(rig)
    before = belongings()
    for _ in range(times):
        open_and_close(rig)
    assert eventually(lambda: nothing_more_than(before), QUIET_S), f"{before} became {belongings()}"


def open_and_close(rig: Rig) -> None:
    with closing(rig.open()) as device:
        assert device.report().status is DeviceStatus.ONLINE
