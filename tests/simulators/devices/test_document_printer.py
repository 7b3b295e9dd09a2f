"""The simulated A4 printer seen by CUPS' own client: what it says of itself and what lies in its tray."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from simulators.devices import ipp_printer
from simulators.devices.document_printer import DocumentPrinterFault, DocumentPrinterSimulator
from simulators.devices.ipp_printer import IppPrinter, IppPrinterUnavailable
from tests.simulators.waiting import until

HEAD = "ATTR charset attributes-charset utf-8\nATTR naturalLanguage attributes-natural-language en\nATTR uri printer-uri $uri\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentPrinterSimulator]:
    folder = tmp_path_factory.mktemp("a4")
    printer = DocumentPrinterSimulator(folder / "a4", folder / "tray", seconds_per_sheet=0.02)
    printer.start()
    yield printer
    printer.stop()
    assert not (folder / "a4").exists()


@pytest.fixture
def printer(running: DocumentPrinterSimulator) -> DocumentPrinterSimulator:
    running.reset()
    return running


def ask(printer: DocumentPrinterSimulator, folder: Path, question: str) -> str:
    """Ask with CUPS' ipptool; return what it shows."""
    (folder / "ask.test").write_text(question)
    command = ["ipptool", "-T", "5", printer.uri, str(folder / "ask.test")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def reasons(printer: DocumentPrinterSimulator, folder: Path) -> str:
    question = f"{{ OPERATION Get-Printer-Attributes\nGROUP operation-attributes-tag\n{HEAD}DISPLAY printer-state-reasons\n}}"
    return ask(printer, folder, question)


def submit(printer: DocumentPrinterSimulator, folder: Path, sheets: int) -> None:
    pages, written = [Image.new("L", (210, 297), 255) for _ in range(sheets)], BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:])
    (folder / "page.pdf").write_bytes(written.getvalue())
    job = f"ATTR name job-name test\nATTR mimeMediaType document-format application/pdf\nFILE {folder / 'page.pdf'}\n"
    ask(printer, folder, f"{{ OPERATION Print-Job\nGROUP operation-attributes-tag\n{HEAD}{job}}}")


def test_every_sheet_leaves_its_picture_and_every_document_its_pdf(printer: DocumentPrinterSimulator, tmp_path: Path) -> None:
    submit(printer, tmp_path, 2)
    until(lambda: len(printer.sheets) == 2 and not printer.is_printing)
    for sheet in printer.sheets:
        with Image.open(sheet.path) as picture:
            assert picture.height > picture.width
    assert (printer.sheets[0].path.parent / f"document-{printer.sheets[0].document}.pdf").read_bytes().startswith(b"%PDF")
    assert printer.take() == 2
    assert printer.take() == 0
    tray = printer.sheets[0].path.parent
    printer.reset()
    assert list(tray.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (DocumentPrinterFault.PAPER_OUT, "media-empty"),
        (DocumentPrinterFault.JAM, "media-jam"),
        (DocumentPrinterFault.COVER, "cover-open"),
        (DocumentPrinterFault.TONER_OUT, "toner-empty"),
        (DocumentPrinterFault.TONER_LOW, "toner-low"),
    ],
)
def test_it_says_what_is_wrong_while_it_does_nothing(
    printer: DocumentPrinterSimulator, tmp_path: Path, fault: DocumentPrinterFault, said: str
) -> None:
    printer.set_fault(fault, on=True)
    assert said in reasons(printer, tmp_path)
    printer.set_fault(fault, on=False)
    assert said not in reasons(printer, tmp_path)
    assert printer.sheets == ()


def test_refilled_it_goes_on_with_what_it_was_doing(printer: DocumentPrinterSimulator, tmp_path: Path) -> None:
    printer.set_fault(DocumentPrinterFault.PAPER_OUT_MIDWAY, on=True)
    submit(printer, tmp_path, 3)
    until(lambda: DocumentPrinterFault.PAPER_OUT in printer.faults)
    assert len(printer.sheets) == 1
    printer.refill()
    until(lambda: len(printer.sheets) == 3)


def test_without_power_everything_is_lost(printer: DocumentPrinterSimulator, tmp_path: Path) -> None:
    printer.set_fault(DocumentPrinterFault.JAM_MIDWAY, on=True)
    submit(printer, tmp_path, 3)
    until(lambda: DocumentPrinterFault.JAM in printer.faults)
    printer.set_fault(DocumentPrinterFault.OFFLINE, on=True)
    until(lambda: not printer.is_printing)
    assert reasons(printer, tmp_path) == ""
    printer.refill()
    printer.set_fault(DocumentPrinterFault.OFFLINE, on=False)
    assert "none" in reasons(printer, tmp_path)
    assert len(printer.sheets) == 1


def test_only_this_machine_reaches_it(printer: DocumentPrinterSimulator) -> None:
    table = Path("/proc/net/tcp").read_text(encoding="ascii")
    listening = [row.split()[1] for row in table.splitlines()[1:] if row.split()[3] == "0A"]
    assert [where for where in listening if where.endswith(f":{printer.case.port:04X}")] == [
        f"0100007F:{printer.case.port:04X}"
    ]


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IppPrinterUnavailable, match="107 bytes"):
        IppPrinter(tmp_path / ("x" * 120)).prepare()
    with pytest.raises(IppPrinterUnavailable, match="not started"):
        IppPrinter(tmp_path).switch_on()
    monkeypatch.setattr(ipp_printer, "PROGRAMS", {"no-such-program": "no-such-package"})
    with pytest.raises(IppPrinterUnavailable, match="no-such-package"):
        IppPrinter(tmp_path).prepare()
