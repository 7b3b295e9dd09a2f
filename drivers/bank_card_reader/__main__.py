"""The technician's command line of the bank-card reader: the production path without the screens.

What it shows of a card are its applications' labels and the first six and last four digits of its number.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from drivers.bank_card_reader.contract import BankCardReader
from drivers.bank_card_reader.glance import look_at
from drivers.bank_card_reader.hardware import BankCardReaderSettings, open_bank_card_reader
from drivers.command_line import JsonOption, describe_report, describe_self_test, load_settings, run, say

SocketOption = Annotated[Path | None, typer.Option("--socket", help="Socket of pcscd, instead of the configured one.")]
WaitOption = Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for a card.")]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0, help="How long to watch.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Bank-card reader.")


@app.command()
def status(socket: SocketOption = None, as_json: JsonOption = False) -> None:
    """Ask for service, reader and slot."""
    _with_reader(socket, as_json, lambda reader: describe_report(reader.report()))


@app.command("self-test")
def self_test(socket: SocketOption = None, as_json: JsonOption = False) -> None:
    """Look at the slot through the worker process; no card is needed."""
    _with_reader(socket, as_json, lambda reader: describe_self_test(reader.self_test()))


@app.command()
def read(socket: SocketOption = None, wait: WaitOption = 30.0, as_json: JsonOption = False) -> None:
    """Wait for a card and look at it: applications, first six and last four digits of its number."""
    _with_reader(socket, as_json, lambda reader: glance(reader, wait))


@app.command()
def watch(socket: SocketOption = None, seconds: SecondsOption = 30.0, as_json: JsonOption = False) -> None:
    """Count how often a card comes and goes."""
    _with_reader(socket, as_json, lambda reader: count_cards(reader, seconds, tell=not as_json))


def glance(reader: BankCardReader, wait_s: float) -> dict[str, Any]:
    """Return what a technician may see of the card that is put in within `wait_s` seconds."""
    reader.await_card(wait_s, Event())
    try:
        seen = look_at(reader)
    finally:
        reader.release()
    return {"applications": " / ".join(seen.applications), "card_number": seen.number}


def count_cards(reader: BankCardReader, seconds: float, *, tell: bool) -> dict[str, Any]:
    """Watch the slot for `seconds`; with `tell` every change is said at once."""
    clock, pause = SystemClock(), Event()
    until = clock.monotonic() + seconds
    counts = {"inserted": 0, "removed": 0}
    present = reader.is_present()
    while clock.monotonic() < until:
        pause.wait(0.1)
        now = reader.is_present()
        if now != present:
            present, what = now, "inserted" if now else "removed"
            counts[what] += 1
            if tell:
                typer.echo(say(f"bank_card_reader.{what}"))
    return counts


def _with_reader(socket: Path | None, as_json: bool, ask: Callable[[BankCardReader], dict[str, Any]]) -> None:
    settings = load_settings("bank_card_reader", BankCardReaderSettings, socket, key="socket")

    def work() -> dict[str, Any]:
        with _opened(settings) as reader:
            return ask(reader)

    run(work, as_json)


@contextmanager
def _opened(settings: BankCardReaderSettings) -> Iterator[BankCardReader]:
    reader = open_bank_card_reader(settings, SystemClock())
    try:
        yield reader
    finally:
        reader.close()


if __name__ == "__main__":
    app(prog_name="python -m drivers.bank_card_reader")
