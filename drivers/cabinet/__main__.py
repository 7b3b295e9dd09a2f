"""The technician's command line of the cabinet's board: the production path without the screens."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from drivers.cabinet.contract import CabinetBoard, Lamp, LampState
from drivers.cabinet.hardware import CabinetBoardSettings, open_cabinet_board
from drivers.command_line import JsonOption, PortOption, describe_report, describe_self_test, load_settings, run

LampArgument = Annotated[Lamp, typer.Argument(help="Which lamp.")]
StateArgument = Annotated[LampState, typer.Argument(help="How it shall burn.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="I/O board of the cabinet.")


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Tell whether the board answers, and which it is."""
    _with_board(port, as_json, lambda board: describe_report(board.report()))


@app.command()
def read(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Tell what every sensor sees now."""
    _with_board(port, as_json, lambda board: asdict(board.read()))


@app.command()
def lamp(which: LampArgument, state: StateArgument, port: PortOption = None, as_json: JsonOption = False) -> None:
    """Light a lamp, let it blink, or put it out."""
    _with_board(port, as_json, lambda board: _light(board, which, state))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Read the sensors; light each lamp for a moment and read back that it is lit."""
    _with_board(port, as_json, lambda board: describe_self_test(board.self_test()))


def _light(board: CabinetBoard, which: Lamp, state: LampState) -> dict[str, Any]:
    board.set_lamp(which, state)
    return {"lamp": which.value, "lamp_state": state.value}


def _with_board(port: Path | None, as_json: bool, ask: Callable[[CabinetBoard], dict[str, Any]]) -> None:
    settings = load_settings("cabinet", CabinetBoardSettings, port)

    def work() -> dict[str, Any]:
        with closing(open_cabinet_board(settings, SystemClock())) as board:
            return ask(board)

    run(work, as_json)


if __name__ == "__main__":
    app(prog_name="python -m drivers.cabinet")
