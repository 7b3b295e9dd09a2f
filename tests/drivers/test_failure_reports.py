"""What failures say about devices, and the catalogue people read."""

import pytest

from domain.failures import FailureCode, StaffAction, parse_failures
from drivers.device import DeviceStatus
from drivers.failure_reports import failed_report, is_permanent
from tests.paths import CONFIG

CATALOGUE = parse_failures((CONFIG / "failures.toml").read_text("utf-8"))


@pytest.mark.parametrize("code", FailureCode)
def test_staff_read_the_action_that_devices_report(code: FailureCode) -> None:
    assert failed_report(code).action is CATALOGUE[code].action


@pytest.mark.parametrize("code", FailureCode)
def test_what_only_a_technician_ends_is_permanent(code: FailureCode) -> None:
    assert is_permanent(code) == (CATALOGUE[code].action in {StaffAction.SUSPEND, StaffAction.CONFIGURE})


@pytest.mark.parametrize(
    "code", [FailureCode.DEVICE_UNPLUGGED, FailureCode.DEVICE_SILENT, FailureCode.DEVICE_IN_USE, FailureCode.CARD_SERVICE_DOWN]
)
def test_a_cable_that_is_put_back_is_noticed_soon(code: FailureCode) -> None:
    assert not is_permanent(code)


@pytest.mark.parametrize("code", FailureCode)
def test_no_failed_device_counts_as_online(code: FailureCode) -> None:
    report = failed_report(code, ("w",), (("k", "v"),))
    assert report.status is not DeviceStatus.ONLINE
    assert (report.failure, report.warnings, report.details) == (code, ("w",), (("k", "v"),))


@pytest.mark.parametrize("code", FailureCode)
def test_every_failure_speaks_to_the_citizen_and_the_technician_in_both_languages(code: FailureCode) -> None:
    entry = CATALOGUE[code]
    for chinese in (entry.citizen_zh, entry.technician_zh):
        assert chinese.endswith("。")
        assert not chinese.isascii()
    for english in (entry.citizen_en, entry.technician_en):
        assert english.endswith(".")
        assert "，" not in english
    assert len(entry.citizen_zh) <= 80, "too long for a screen"
    assert "你" not in entry.citizen_zh
