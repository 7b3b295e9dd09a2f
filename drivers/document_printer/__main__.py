"""The technician's command line of the document printer: the production path without the screens."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from secrets import token_hex
from threading import Event
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from domain.failures import FailureCode, KnownFailure
from domain.texts import Language
from drivers.command_line import JsonOption, describe_report, describe_self_test, load_settings, run, say, texts
from drivers.document_printer.contract import DocumentPrinter, PrintableDocument
from drivers.document_printer.hardware import DocumentPrinterSettings, open_document_printer
from drivers.document_printer.sample import draw_page
from drivers.printing import PrintOutcome, PrintResult

PortOption = Annotated[str | None, typer.Option("--port", help="Address ipp://host:port/path, instead of the configured one.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Document printer (A4).")


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask for paper, cover and toner."""
    _with_printer(port, as_json, lambda printer: describe_report(printer.report()))


@app.command("print")
def print_page(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Print a test page."""
    page = sample_page(SystemClock().now())
    job = f"{page.job_name}-{token_hex(6)}"
    _with_printer(port, as_json, lambda printer: describe_result(printer.print_document(page, job, Event())))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask whether a document could be printed now; nothing is printed."""
    _with_printer(port, as_json, lambda printer: describe_self_test(printer.self_test()))


def sample_page(now: datetime) -> PrintableDocument:
    """Return the test page."""
    both = [texts().get(f"print_test.{key}", language) for key in ("characters", "end") for language in Language]
    name = f"{say('print_test.device')}: {say('document_printer.name')}"
    lines = (name, f"{say('print_test.printed_at')}: {now:%Y-%m-%d %H:%M:%S}", "", *both)
    return PrintableDocument(draw_page(say("print_test.title"), lines), 1, "test_page")


def describe_result(result: PrintResult) -> dict[str, Any]:
    """Return the outcome of a print that was delivered; raises its failure when it was not."""
    if result.outcome is not PrintOutcome.DELIVERED:
        raise KnownFailure(result.failure or FailureCode.DOCUMENT_RESULT_UNKNOWN)
    return {"outcome": result.outcome.value, "sheets_out": result.sheets_out}


def _with_printer(uri: str | None, as_json: bool, ask: Callable[[DocumentPrinter], dict[str, Any]]) -> None:
    settings = load_settings("document_printer", DocumentPrinterSettings, uri, key="uri")

    def work() -> dict[str, Any]:
        with closing(open_document_printer(settings, SystemClock())) as printer:
            return ask(printer)

    run(work, as_json)


if __name__ == "__main__":
    app(prog_name="python -m drivers.document_printer")
