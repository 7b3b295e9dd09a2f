"""The technician's command line of the PIN pad. It shows which kind of key was pressed; digits do not exist here."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from drivers.command_line import JsonOption, PortOption, describe_report, describe_self_test, load_settings, run, say
from drivers.pin_pad.contract import PinKey, PinPad
from drivers.pin_pad.hardware import PinPadSettings, open_pin_pad

NO_ACCOUNT = "0" * 12  # no card: the block that comes out is of no use, and is thrown away

COUNTED_AS = {
    PinKey.DIGIT: "key_digit",
    PinKey.CLEAR: "key_clear",
    PinKey.ENTER: "key_enter",
    PinKey.CANCEL: "key_cancel",
}

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="PIN pad.")

LimitOption = Annotated[float, typer.Option("--limit", min=1.0, max=255.0, help="Seconds to press keys.")]


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask for model, versions and whether the master key is there."""
    _with_pad(port, as_json, lambda pad: describe_report(pad.report()))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask whether a PIN could be taken now; none is taken."""
    _with_pad(port, as_json, lambda pad: describe_self_test(pad.self_test()))


@app.command("watch-keys")
def watch_keys(port: PortOption = None, limit: LimitOption = 30.0, as_json: JsonOption = False) -> None:
    """Show which keys react, until six digits and enter, cancel, or the limit; a PIN key of some sign-on must be loaded."""

    def watch(pad: PinPad) -> dict[str, Any]:
        counted = dict.fromkeys(PinKey, 0)

        def on_key(key: PinKey) -> None:
            counted[key] += 1
            if not as_json:
                typer.echo(say(f"pin_pad.key.{key.value}"))

        pad.read_pin(NO_ACCOUNT, limit, on_key, threading.Event())
        return {COUNTED_AS[key]: count for key, count in counted.items()}

    _with_pad(port, as_json, watch)


def _with_pad(port: Path | None, as_json: bool, ask: Callable[[PinPad], dict[str, Any]]) -> None:
    settings = load_settings("pin_pad", PinPadSettings, port)

    def work() -> dict[str, Any]:
        with _opened(settings) as pad:
            return ask(pad)

    run(work, as_json)


@contextmanager
def _opened(settings: PinPadSettings) -> Iterator[PinPad]:
    pad = open_pin_pad(settings, SystemClock())
    try:
        yield pad
    finally:
        pad.close()


if __name__ == "__main__":
    app(prog_name="python -m drivers.pin_pad")
