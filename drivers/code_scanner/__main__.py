"""The technician's command line of the code scanner: the production path without the screens."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from drivers.code_scanner.contract import CodeScanner
from drivers.code_scanner.hardware import CodeScannerSettings, open_code_scanner
from drivers.command_line import JsonOption, PortOption, describe_report, describe_self_test, load_settings, run

WaitOption = Annotated[float, typer.Option("--wait", min=0, max=600, help="Seconds to wait for a code.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Code scanner.")


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Tell whether the scanner is there."""
    _with_scanner(port, as_json, lambda scanner: describe_report(scanner.report()))


@app.command()
def scan(port: PortOption = None, as_json: JsonOption = False, wait: WaitOption = 10.0) -> None:
    """Wait for a code and show what it says. It is kept nowhere."""
    _with_scanner(port, as_json, lambda scanner: _scan(scanner, wait))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Tell whether the scanner is there; only a code that is read proves more."""
    _with_scanner(port, as_json, lambda scanner: describe_self_test(scanner.self_test()))


def _scan(scanner: CodeScanner, wait: float) -> dict[str, Any]:
    code = scanner.scan(wait, Event())
    return {"text": code.text, "symbology": code.symbology}


def _with_scanner(port: Path | None, as_json: bool, ask: Callable[[CodeScanner], dict[str, Any]]) -> None:
    settings = load_settings("code_scanner", CodeScannerSettings, port)

    def work() -> dict[str, Any]:
        with closing(open_code_scanner(settings, SystemClock())) as scanner:
            return ask(scanner)

    run(work, as_json)


if __name__ == "__main__":
    app(prog_name="python -m drivers.code_scanner")
