"""The technician's command line of the loudspeaker: the production path without the screens."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from drivers.command_line import JsonOption, describe_report, describe_self_test, load_settings, run
from drivers.speaker.contract import Speaker
from drivers.speaker.hardware import SpeakerSettings, open_speaker

PortOption = Annotated[str | None, typer.Option("--port", help="ALSA's name of the output, instead of the configured one.")]
SoundArgument = Annotated[Path, typer.Argument(help="A WAV file.", exists=True, dir_okay=False)]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Loudspeaker.")


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Tell whether the output takes sound; nothing is heard."""
    _with_speaker(port, as_json, lambda speaker: describe_report(speaker.report()))


@app.command()
def play(sound: SoundArgument, port: PortOption = None, as_json: JsonOption = False) -> None:
    """Play a WAV file."""
    _with_speaker(port, as_json, lambda speaker: _play(speaker, sound))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Play the test tone: three rising notes. Whether they are heard, only a person knows."""
    _with_speaker(port, as_json, lambda speaker: describe_self_test(speaker.self_test()))


def _play(speaker: Speaker, sound: Path) -> dict[str, Any]:
    speaker.play(sound, Event())
    return {"played": True}


def _with_speaker(port: str | None, as_json: bool, ask: Callable[[Speaker], dict[str, Any]]) -> None:
    settings = load_settings("speaker", SpeakerSettings, port, key="device")

    def work() -> dict[str, Any]:
        with closing(open_speaker(settings, SystemClock())) as speaker:
            return ask(speaker)

    run(work, as_json)


if __name__ == "__main__":
    app(prog_name="python -m drivers.speaker")
