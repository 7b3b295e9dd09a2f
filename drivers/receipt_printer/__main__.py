"""The technician's command line of the receipt printer: the production path without the screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from domain.clock import SystemClock
from domain.failures import FailureCode, KnownFailure
from domain.texts import Language
from drivers.command_line import JsonOption, PortOption, describe_report, describe_self_test, load_settings, run, say, texts
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, ReceiptPrinter, Rule, TextLine
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, open_receipt_printer

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Receipt printer.")


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask for paper, cover and blade."""
    _with_printer(port, as_json, lambda printer: describe_report(printer.report()))


@app.command("print-test")
def print_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Print a test slip."""
    slip = sample_slip(SystemClock().now())
    _with_printer(port, as_json, lambda printer: describe_result(printer.print_receipt(slip)))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask whether a slip could be printed now; nothing is printed."""
    _with_printer(port, as_json, lambda printer: describe_self_test(printer.self_test()))


def sample_slip(now: datetime) -> Receipt:
    """Return a slip that shows every thing a receipt may hold, rare characters among them."""
    return Receipt(
        (
            *_both("title", size=2, bold=True, align=Align.CENTRE),
            Rule(),
            Pair(say("print_test.device"), say("print_test.device_name")),
            Pair(say("print_test.printed_at"), f"{now:%Y-%m-%d %H:%M:%S}"),
            *_both("characters"),
            Feed(),
            QrCode(f"{now:%Y%m%d%H%M%S}"),
            Feed(),
            *_both("end", align=Align.CENTRE),
        )
    )


def describe_result(result: PrintResult) -> dict[str, Any]:
    """Return the outcome of a print that was delivered; raises its failure when it was not."""
    if result.outcome is not PrintOutcome.DELIVERED:
        raise KnownFailure(result.failure or FailureCode.RECEIPT_RESULT_UNKNOWN)
    return {"outcome": result.outcome.value}


def _both(key: str, size: int = 1, bold: bool = False, align: Align = Align.LEFT) -> tuple[TextLine, ...]:
    book = texts()
    return tuple(TextLine(book.get(f"print_test.{key}", language), size, bold, align) for language in Language)


def _with_printer(port: Path | None, as_json: bool, ask: Callable[[ReceiptPrinter], dict[str, Any]]) -> None:
    settings = load_settings("receipt_printer", ReceiptPrinterSettings, port)

    def work() -> dict[str, Any]:
        with _opened(settings) as printer:
            return ask(printer)

    run(work, as_json)


@contextmanager
def _opened(settings: ReceiptPrinterSettings) -> Iterator[ReceiptPrinter]:
    printer = open_receipt_printer(settings, SystemClock())
    try:
        yield printer
    finally:
        printer.close()


if __name__ == "__main__":
    app(prog_name="python -m drivers.receipt_printer")
