"""The fault tables of the devices are those of the catalogue, complete, and each row names a test that runs."""

import re
import subprocess
import sys
from functools import cache

import pytest

from simulators.devices.bank_card import BankCardFault
from simulators.devices.cabinet_board import BoardFault
from simulators.devices.camera import CameraFault
from simulators.devices.code_scanner import ScannerFault
from simulators.devices.document_camera import DocumentCameraFault
from simulators.devices.document_printer import DocumentPrinterFault
from simulators.devices.fault_catalogue import STANDARD, load_faults
from simulators.devices.id_card_reader import ReaderFault
from simulators.devices.pin_pad import PinPadFault
from simulators.devices.receipt_printer import PrinterFault
from simulators.devices.speaker import SpeakerFault
from simulators.devices.ups import UpsFault
from tests.paths import CONFIG, ROOT
from tools.fault_pages import Words, pages

ROWS = load_faults()
IN_THE_DOCK = {
    "bank_card_reader": BankCardFault,
    "cabinet": BoardFault,
    "camera": CameraFault,
    "code_scanner": ScannerFault,
    "document_camera": DocumentCameraFault,
    "document_printer": DocumentPrinterFault,
    "id_card_reader": ReaderFault,
    "pin_pad": PinPadFault,
    "receipt_printer": PrinterFault,
    "speaker": SpeakerFault,
    "ups": UpsFault,
}


def test_the_pages_are_those_that_the_catalogue_makes() -> None:
    """Run ``python -m tools.fault_pages`` after a change of `simulators/devices/faults.toml` or of a failure's words."""
    assert [path.name for path, text in pages(ROWS, Words(CONFIG)).items() if path.read_text("utf-8") != text] == []


@pytest.mark.parametrize("device", IN_THE_DOCK)
def test_every_fault_of_the_dock_has_its_row(device: str) -> None:
    listed = [row.fault for row in ROWS if row.device == device]
    assert sorted(listed) == sorted(IN_THE_DOCK[device])


@pytest.mark.parametrize("device", sorted({row.device for row in ROWS}))
def test_what_every_device_must_bear_is_in_every_table(device: str) -> None:
    assert {row.kind for row in ROWS if row.device == device} >= STANDARD


def test_every_device_of_the_drivers_has_its_table() -> None:
    devices = {path.parent.name for path in (ROOT / "drivers").glob("*/contract.py")}
    assert devices == {row.device for row in ROWS}


def test_what_the_screen_is_said_to_say_stands_in_a_text() -> None:
    texts = "\n".join(path.read_text("utf-8") for path in (CONFIG / "texts").glob("*.toml"))
    quoted = [words for row in ROWS for words in re.findall("“([^”]+)”", row.citizen or "")]
    assert quoted
    assert [words for words in quoted if f'"{words}"' not in texts] == []


def test_every_row_names_a_test_that_runs() -> None:
    assert [row.proof for row in ROWS if row.proof not in collected()] == []


@cache
def collected() -> frozenset[str]:
    paths = {row.proof.partition("::")[0] for row in ROWS}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-o", "addopts=", "-q", *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return frozenset(done.stdout.splitlines())
