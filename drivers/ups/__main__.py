"""The technician's command line of the power supply: the production path without the screens."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from drivers.command_line import JsonOption, describe_report, describe_self_test, load_settings, run
from drivers.ups.contract import Ups
from drivers.ups.hardware import UpsSettings, open_ups

PortOption = Annotated[str | None, typer.Option("--port", help="TCP port of the NUT server, instead of the configured one.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Power supply.")


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Tell whether the supply answers, and which it is."""
    _with_ups(port, as_json, lambda ups: describe_report(ups.report()))


@app.command()
def read(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Tell where the power comes from, and how long the battery would last."""
    _with_ups(port, as_json, lambda ups: asdict(ups.read()))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask the supply once; a battery that it wants replaced has failed."""
    _with_ups(port, as_json, lambda ups: describe_self_test(ups.self_test()))


def _with_ups(port: str | None, as_json: bool, ask: Callable[[Ups], dict[str, Any]]) -> None:
    settings = load_settings("ups", UpsSettings, port)

    def work() -> dict[str, Any]:
        with closing(open_ups(settings, SystemClock())) as ups:
            return ask(ups)

    run(work, as_json)


if __name__ == "__main__":
    app(prog_name="python -m drivers.ups")
