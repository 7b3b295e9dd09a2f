"""A simulated scanner and the driver that is plugged into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.clock import SystemClock
from drivers.code_scanner.hardware import CodeScannerSettings, SerialCodeScanner, open_code_scanner
from simulators.devices.code_scanner import CodeScannerSimulator


@pytest.fixture
def device(tmp_path: Path) -> Iterator[CodeScannerSimulator]:
    device = CodeScannerSimulator(tmp_path / "pty" / "code-scanner", paced=False)
    device.start()
    yield device
    device.stop()


@pytest.fixture
def scanner(device: CodeScannerSimulator) -> Iterator[SerialCodeScanner]:
    scanner = open_scanner(device.port.link)
    yield scanner
    scanner.close()


def open_scanner(link: Path, **changes: float) -> SerialCodeScanner:
    settings = CodeScannerSettings.model_validate({"port": link, "quiet_s": 0.05, **changes})
    return open_code_scanner(settings, SystemClock())
