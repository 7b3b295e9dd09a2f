"""``kiosk self-test --json`` against the simulated cabinet names exactly what is broken, and nothing when nothing is."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from domain.failures import FailureCode
from simulators.devices.fault_catalogue import FaultRow, load_faults
from simulators.stage.house import House
from tests.faults.breaking import break_it, mend
from tests.paths import ROOT

ROWS = {row.name: row for row in load_faults()}
INJECTED = (
    "id_card_reader-silent",
    "id_card_reader-bad_checksum",
    "bank_card_reader-unplugged",
    "bank_card_reader-service_down",
    "pin_pad-silent",
    "pin_pad-keys_lost",
    "camera-unplugged",
    "camera-frozen",
    "camera-dark",
    "document_camera-unplugged",
    "document_camera-dark",
    "document_printer-offline",
    "document_printer-paper_out",
    "document_printer-jam",
    "receipt_printer-cover",
    "receipt_printer-mute",
    "receipt_printer-cutter",
    "code_scanner-unplugged",
    "cabinet-silent",
    "cabinet-lamps_dead",
    "ups-lost",
    "speaker-unplugged",
)
EVERYTHING = frozenset(row.device for row in ROWS.values()) | {"acquirer"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The cabinet and the payment process; the terminal itself must not be running."""
    with House(tmp_path_factory.mktemp("self-test") / "stage") as house:
        house.start_payment()
        yield house


def self_test(house: House) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "self-test", "--json", *sorted(EVERYTHING)],
        cwd=ROOT,
        env={**os.environ, **house.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    told = json.loads(done.stdout)
    return done.returncode, told


def wrong(told: dict[str, Any]) -> dict[str, str]:
    """Return what the self-test says is wrong."""
    return {device: word for device, word in told["devices"].items() if word != "passed"}


def test_nothing_is_named_when_nothing_is_broken_and_nothing_is_left_out(house: House) -> None:
    status, told = self_test(house)
    assert (status, told["passed"], wrong(told)) == (0, True, {})
    assert set(told["devices"]) >= EVERYTHING


@pytest.mark.parametrize("row", [ROWS[name] for name in INJECTED], ids=INJECTED)
def test_exactly_the_broken_device_is_named_with_its_failure(house: House, row: FaultRow) -> None:
    break_it(house.cabinet, row.device, row.fault)
    try:
        status, told = self_test(house)
    finally:
        mend(house.cabinet, row.device)
    assert row.self_test is not None
    assert (status, wrong(told)) == (1, {row.device: row.self_test.value})
    assert told["code"] == row.self_test.value
    assert FailureCode(told["code"])


def test_mended_all_pass_again(house: House) -> None:
    assert self_test(house)[0] == 0
