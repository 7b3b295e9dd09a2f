"""``kiosk face …``: what a technician asks of face verification. OpenCV is imported when a command runs, not before."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from domain.clock import SystemClock
from domain.failures import KnownFailure
from kiosk.setting_files import CONFIG_DIR
from kiosk.settings import FaceSettings, load_settings

ENGINE_NAMES = get_args(FaceSettings.model_fields["engine"].annotation)
NOT_DESCRIBED = "not described"
MOST_BYTES = 32 * 1024 * 1024  # of one photograph; kiosk.face.pictures refuses what is longer

app = typer.Typer(help="Face verification.", no_args_is_help=True)

Engine = Annotated[str | None, typer.Option("--engine", help="sface or face_recognition; default: the settings'.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Picture = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The photograph of card or registry.")]
Pictures = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Photographs of one person.")]
Data = Annotated[Path, typer.Option("--data", exists=True, file_okay=False, help="Folder PERSON/*.jpg.")]
Out = Annotated[Path, typer.Option("--out", dir_okay=False, help="The calibration file to write.")]
About = Annotated[str, typer.Option("--about", help="Which people and pictures these are, in words.")]


@app.command()
def compare(reference: Picture, probes: Pictures, engine: Engine = None, as_json: Json = False) -> None:
    """Compare photographs with a reference; several are averaged, as the frames of a try are."""

    def work() -> Mapping[str, Any]:
        from kiosk.face.compare import compare as compared
        from kiosk.face.recogniser import open_recogniser

        recogniser = open_recogniser(_engine(engine), CONFIG_DIR)
        return compared(recogniser, _content(reference), [_content(probe) for probe in probes], SystemClock()).as_row()

    _run(work, as_json)


@app.command()
def calibrate(data: Data, out: Out, engine: Engine = None, about: About = NOT_DESCRIBED, as_json: Json = False) -> None:
    """Measure an engine on photographs of known people and write its calibration."""

    def work() -> Mapping[str, Any]:
        from kiosk.face.calibrate import measure_folder
        from kiosk.face.calibration_text import Description, calibration_text, summary
        from kiosk.face.recogniser import open_instruments

        name = _engine(engine)
        measured = measure_folder(open_instruments(name, CONFIG_DIR), data)
        out.write_text(calibration_text(name, measured, Description(SystemClock().now().date(), about)), "utf-8")
        return summary(measured)

    try:
        _run(work, as_json)
    except (OSError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _run(work: Callable[[], Mapping[str, Any]], as_json: bool) -> None:
    """Do `work` and print what it found; status 1 and the failure's name when models or calibration are wrong."""
    try:
        found = work()
    except KnownFailure as failure:
        from drivers.command_line import fail

        typer.echo("\n".join(getattr(failure, "__notes__", [])), err=True)  # which file, which engine
        fail(failure.code, as_json)
    lines = (f"{key}: {'-' if value is None else value}" for key, value in found.items())
    typer.echo(json.dumps(found) if as_json else "\n".join(lines))


def _engine(named: str | None) -> str:
    """Return the engine that was asked for, else the one of the settings; status 2 when there is none."""
    try:
        engine = named or load_settings().face.engine
    except (OSError, ValueError) as error:
        typer.echo(f"settings: {error}", err=True)
        raise typer.Exit(2) from error
    if engine not in ENGINE_NAMES:
        typer.echo(f"--engine {engine}: one of {', '.join(ENGINE_NAMES)}", err=True)
        raise typer.Exit(2)
    return engine


def _content(path: Path) -> bytes:
    """Read no more than may be decoded; what cannot be read is empty."""
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError:
        return b""
