"""The terminal is killed while it prints: the next run finds the job by its name, and the ledger says what lies in the tray."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from backend_client.database import database_path, open_database, reading
from drivers.device import DeviceStatus
from simulators.devices.document_printer import DocumentPrinterFault, DocumentPrinterSimulator
from tests.drivers.document_printer.conftest import SHEETS, quick
from tests.drivers.pty_peer import eventually
from tests.kiosk.printing_terminal import PrintingTerminal
from tests.paths import ROOT

F = DocumentPrinterFault
LYING = -1  # as many sheets as lie in the tray


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentPrinterSimulator]:
    folder = tmp_path_factory.mktemp("a4")
    device = DocumentPrinterSimulator(folder / "a4", folder / "tray", seconds_per_sheet=0.02)
    device.start()
    yield device
    device.stop()


@pytest.fixture
def device(case: DocumentPrinterSimulator) -> DocumentPrinterSimulator:
    case.reset()
    return case


def in_the_ledger(state_dir: Path) -> list[tuple[str | None, int | None]]:
    """Return outcome and sheets of every document."""
    engine = open_database(database_path(state_dir))
    try:
        with reading(engine) as connection:
            return [(row[0], row[1]) for row in connection.execute(text("SELECT outcome, sheets_out FROM print_ledger"))]
    finally:
        engine.dispose()


@pytest.mark.expects_log
@pytest.mark.parametrize(
    ("fault", "meanwhile", "outcome", "sheets"),
    [
        (F.PAPER_OUT_MIDWAY, "nothing", "not_delivered", 1),  # its job waits on the printer: it is ended there
        (F.SLOW, "nothing", "not_delivered", LYING),  # it went on while the terminal was gone, until it was found
        (F.PAPER_OUT_MIDWAY, "refill", "delivered", SHEETS),  # it came out while nobody looked
        (F.PAPER_OUT_MIDWAY, "power cut", "unknown", None),  # the printer forgot it: nobody knows, nothing is printed again
    ],
)
def test_killed_while_it_prints(
    tmp_path: Path,
    device: DocumentPrinterSimulator,
    fault: DocumentPrinterFault,
    meanwhile: str,
    outcome: str,
    sheets: int | None,
) -> None:
    device.set_fault(fault, on=True)
    settings = quick(device.uri, stand_limit_s=60.0)
    state_dir = tmp_path / "state"
    command = [sys.executable, "-m", "tests.kiosk.printing_terminal", str(state_dir), settings.model_dump_json()]
    with subprocess.Popen(command, cwd=ROOT) as terminal:
        assert eventually(lambda: len(device.sheets) == 1)
        terminal.send_signal(signal.SIGKILL)
    if meanwhile == "refill":
        device.refill()
        assert eventually(lambda: len(device.sheets) == SHEETS and not device.is_printing)
    elif meanwhile == "power cut":
        device.set_fault(F.OFFLINE, on=True)
        device.refill()
        device.set_fault(F.OFFLINE, on=False)
    again = PrintingTerminal(state_dir, settings)
    again.start()
    try:
        assert eventually(lambda: again.open_documents() == [])
        lying = len(device.sheets)
        for one in device.faults:
            device.set_fault(one, on=False)
        assert eventually(lambda: again.printer.report.status is DeviceStatus.ONLINE and not again.prints.may_come_out)
    finally:
        again.stop()
    told = lying if sheets == LYING else sheets
    assert in_the_ledger(state_dir) == [(outcome, told)]
    assert lying == len(device.sheets) == (told or 1)  # nothing came after all was repaired
