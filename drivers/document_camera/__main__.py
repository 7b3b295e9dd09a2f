"""The technician's command line of the document camera, and (``worker``) the process behind it."""

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Timer
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from drivers.command_line import JsonOption, describe_report, describe_self_test, load_settings, run
from drivers.document_camera.contract import DocumentCamera
from drivers.document_camera.hardware import DocumentCameraSettings, open_document_camera

SourceOption = Annotated[
    str | None,
    typer.Option("--source", help="Device number, film, pattern (%03d) or address, instead of the configured."),
]
OutOption = Annotated[Path, typer.Option("--out", help="New file for the JPEG; delete it afterwards.")]
LimitOption = Annotated[float, typer.Option("--limit", min=0, max=60, help="Seconds after which it is taken as it is.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Document camera.")


@app.command()
def status(source: SourceOption = None, as_json: JsonOption = False) -> None:
    """Open the camera and say what it gives."""
    _with_camera(source, as_json, lambda camera: describe_report(camera.report()))


@app.command("self-test")
def self_test(source: SourceOption = None, as_json: JsonOption = False) -> None:
    """Look at its pictures for two seconds: they must come, change, and have light."""
    _with_camera(source, as_json, lambda camera: describe_self_test(camera.self_test()))


@app.command()
def capture(out: OutOption, source: SourceOption = None, as_json: JsonOption = False, limit: LimitOption = 5.0) -> None:
    """Take what lies on the tray, and say what stands against the picture. Only you can read the file."""
    if out.exists() or not out.parent.is_dir():
        typer.echo(f"--out {out}: must be a new file in a folder that exists", err=True)
        raise typer.Exit(2)
    _with_camera(source, as_json, lambda camera: save_picture(camera, out, limit))


def save_picture(camera: DocumentCamera, out: Path, limit_s: float) -> dict[str, Any]:
    """Write the picture that is held still, or after `limit_s` seconds the one that there is."""
    now = Event()
    timer = Timer(limit_s, now.set)
    timer.start()
    try:
        picture = camera.take(lambda _: None, Event(), now, another=False)
    finally:
        timer.cancel()
    out.touch(mode=0o600, exist_ok=False)
    out.write_bytes(picture.jpeg)
    return {
        "file": str(out),
        "resolution": f"{picture.width}×{picture.height}",
        "shortfalls": " ".join(picture.shortfalls),
        "sharpness": round(picture.measured.sharpness),
        "brightness": round(picture.measured.brightness),
        "glare": round(picture.measured.glare, 3),
        "share": round(picture.measured.share, 3),
    }


def _with_camera(source: str | None, as_json: bool, ask: Callable[[DocumentCamera], dict[str, Any]]) -> None:
    settings = load_settings("document_camera", DocumentCameraSettings, source, key="source")

    def work() -> dict[str, Any]:
        camera = open_document_camera(settings, SystemClock())
        try:
            return ask(camera)
        finally:
            camera.close()

    run(work, as_json)


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        from drivers.document_camera.worker import main  # OpenCV: in this process and in no other

        main()
    else:
        app(prog_name="python -m drivers.document_camera")
