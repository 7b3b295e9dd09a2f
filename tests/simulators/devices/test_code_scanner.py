"""What the simulated scanner sends, byte by byte, and what its pictures say to another reader."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from simulators.devices.code_scanner import CodeScannerSimulator, ScannerFault, Symbology, encode
from tests.simulators.serial_line import Line

NUMBER = "5001122611220137"


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[CodeScannerSimulator]:
    scanner = CodeScannerSimulator(tmp_path / "pty" / "code-scanner", paced=False)
    scanner.start()
    yield scanner
    scanner.stop()


@pytest.mark.parametrize(
    ("fault", "text", "sent"),
    [
        (None, NUMBER, b"]C0" + NUMBER.encode() + b"\r\n"),
        (ScannerFault.NO_IDENTIFIER, NUMBER, NUMBER.encode() + b"\r"),
        (ScannerFault.HALF, "12345", b"]C012"),
        (ScannerFault.REPEATED, "1", b"]C01\r\n]C01\r\n"),
        (ScannerFault.SILENT, "1", b""),
    ],
)
def test_what_is_sent(scanner: CodeScannerSimulator, fault: ScannerFault | None, text: str, sent: bytes) -> None:
    with Line(scanner.port.link) as line:
        scanner.set_fault(fault)
        scanner.show(text, Symbology.CODE128)
        scanner.set_fault(None)
        scanner.show("end", Symbology.QR)
        end = b"]Q1end\r\n"
        assert line.ask(b"", len(sent + end)) == sent + end


@pytest.mark.parametrize(
    ("text", "symbology"), [(NUMBER, Symbology.CODE128), ("A~ 9", Symbology.CODE128), ("渝A12345", Symbology.QR)]
)
def test_another_reader_reads_its_pictures(text: str, symbology: Symbology) -> None:
    picture = Image.open(io.BytesIO(encode(text, symbology))).convert("L")
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [text]


def test_unplugged_the_link_is_gone_and_a_reset_brings_it_back(scanner: CodeScannerSimulator) -> None:
    scanner.set_fault(ScannerFault.UNPLUGGED)
    assert not scanner.port.link.exists()
    scanner.show("1", Symbology.QR)  # into the void
    scanner.reset()
    assert scanner.port.link.exists()
    assert scanner.picture() is None
