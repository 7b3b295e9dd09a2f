"""The technician's command line of the document printer."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drivers.document_printer.__main__ import app
from simulators.devices.document_printer import DocumentPrinterFault, DocumentPrinterSimulator

CLI = CliRunner()


def only_object(result: Result) -> dict[str, Any]:
    """Return the one object on standard output."""
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_prints_a_page(device: DocumentPrinterSimulator) -> None:
    result = CLI.invoke(app, ["print", "--port", device.uri, "--json"])
    assert only_object(result) == {"outcome": "delivered", "sheets_out": 1}
    assert len(device.sheets) == 1


def test_status_and_self_test(device: DocumentPrinterSimulator) -> None:
    status = CLI.invoke(app, ["status", "--port", device.uri, "--json"])
    assert only_object(status) == {"status": "online", "warnings": [], "model": "Sandbox A4"}
    assert only_object(CLI.invoke(app, ["self-test", "--port", device.uri, "--json"]))["passed"] is True


@pytest.mark.parametrize("command", ["status", "print", "self-test"])
def test_ends_with_the_failures_name(device: DocumentPrinterSimulator, command: str) -> None:
    device.set_fault(DocumentPrinterFault.JAM, on=True)
    result = CLI.invoke(app, [command, "--port", device.uri, "--json"])
    assert (result.exit_code, only_object(result)["code"]) == (1, "document_paper_jam")


def test_no_address_is_wrong_usage() -> None:
    assert CLI.invoke(app, ["status", "--port", "http://localhost/"]).exit_code == 2
