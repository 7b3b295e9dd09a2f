"""The catalogue of faults, row by row: each is done to the simulator, told of as the catalogue says, and passes by itself."""

from collections import defaultdict
from queue import Queue
from typing import Any

import pytest

from domain.failures import FailureCode
from drivers.device import SelfTestResult
from drivers.supervisor import SupervisedDevice
from simulators.devices.fault_catalogue import STANDARD, FaultRow, Kind, load_faults
from tests.drivers.contract.rig import LIMIT_S, Rig, await_online, await_report, supervised_by
from tests.drivers.contract.table import DEVICES

ROWS = load_faults()


def test_every_device_bears_what_every_device_must_bear() -> None:
    kinds: dict[str, set[Kind]] = defaultdict(set)
    for row in ROWS:
        kinds[row.device].add(row.kind)
    assert {device: kinds[device] - {Kind.OWN} for device in DEVICES} == dict.fromkeys(DEVICES, STANDARD)
    assert set(kinds) == set(DEVICES)


@pytest.mark.parametrize(
    ("rig", "row"), [pytest.param(row.device, row, id=row.name) for row in ROWS], indirect=["rig"], scope="module"
)
@pytest.mark.expects_log
def test_a_fault_is_told_and_passes(simulated: Rig, row: FaultRow) -> None:
    with supervised_by(simulated) as supervised:
        await_online(supervised)
        simulated.break_it(row.fault)
        if row.report is not None:
            report = await_report(supervised, row.report, lambda report: report.failure is row.report)
            assert report.status is not report.status.ONLINE
        if row.warning is not None:
            await_report(supervised, row.warning, lambda report: row.warning in report.warnings)
        if row.kind is not Kind.DEATH:  # armed: it is to strike in the middle of the operation
            assert self_test_of(simulated, supervised) is row.self_test
        assert outcome_of(simulated, supervised) is row.operation
        simulated.mend()
        await_online(supervised)
        assert outcome_of(simulated, supervised) is None, "mended, it serves again"


def outcome_of(rig: Rig, supervised: SupervisedDevice[Any]) -> FailureCode | None:
    """Do the production operation as the terminal does, in the device's thread."""
    ended: Queue[FailureCode | None] = Queue()
    supervised.submit(rig.run, ended.put)
    return ended.get(timeout=LIMIT_S)


def self_test_of(rig: Rig, supervised: SupervisedDevice[Any]) -> FailureCode | None:
    ended: Queue[SelfTestResult | FailureCode] = Queue()
    supervised.submit(lambda device, _: device.self_test(), ended.put)
    result = ended.get(timeout=LIMIT_S)
    return result.failure if isinstance(result, SelfTestResult) else result
