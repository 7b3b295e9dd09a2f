"""CUPS' IPP printer with the simulated engine, and the driver that talks to it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from secrets import token_hex

import pytest
from PIL import Image

from domain.clock import SystemClock
from drivers.document_printer.contract import PrintableDocument
from drivers.document_printer.hardware import DocumentPrinterSettings, IppDocumentPrinter, open_document_printer
from simulators.devices.document_printer import DocumentPrinterSimulator

SHEETS = 3


def a_job() -> str:
    """Return a name that no other job has."""
    return f"penalty_decision-{token_hex(6)}"


def quick(uri: str, **changes: object) -> DocumentPrinterSettings:
    """Settings of somebody in a hurry."""
    limits = {"poll_s": 0.03, "answer_limit_s": 1.0, "submit_limit_s": 1.0, "stand_limit_s": 0.3, "lost_limit_s": 0.8}
    return DocumentPrinterSettings.model_validate({"uri": uri, **limits, **changes})


def pdf(sheets: int) -> bytes:
    """Return a PDF of blank pages."""
    pages = [Image.new("L", (210, 297), 255) for _ in range(sheets)]
    written = BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:])
    return written.getvalue()


DOCUMENT = PrintableDocument(pdf(SHEETS), SHEETS, "penalty_decision")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentPrinterSimulator]:
    folder = tmp_path_factory.mktemp("a4")
    device = DocumentPrinterSimulator(folder / "a4", folder / "tray", seconds_per_sheet=0.02)
    device.start()
    yield device
    device.stop()


@pytest.fixture
def device(case: DocumentPrinterSimulator) -> DocumentPrinterSimulator:
    """The printer, as new."""
    case.reset()
    return case


@pytest.fixture
def printer(device: DocumentPrinterSimulator) -> Iterator[IppDocumentPrinter]:
    printer = open_document_printer(quick(device.uri), SystemClock())
    yield printer
    printer.close()


def pages_in(tray: Path) -> list[str]:
    """Return the names of the pictures of sheets."""
    return sorted(path.name for path in tray.glob("sheet-*.png"))
