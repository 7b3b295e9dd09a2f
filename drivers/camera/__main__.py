"""The technician's command line of the camera: the production path without the screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.camera.contract import Camera, Frame
from drivers.camera.hardware import CameraSettings, open_camera
from drivers.command_line import JsonOption, describe_report, describe_self_test, load_settings, run
from drivers.device import DeviceFailure
from drivers.transport.video.opencv import cv2

SourceOption = Annotated[
    str | None,
    typer.Option("--source", help="Device number, film, pattern (%03d) or address, instead of the configured."),
]
OutOption = Annotated[Path, typer.Option("--out", help="New file for the JPEG; delete it afterwards.")]
SecondsOption = Annotated[float, typer.Option("--seconds", min=1, max=3600, help="How long to watch.")]

JPEG_QUALITY = 90
SETTLE_S = 1.0  # exposure and white balance of a camera that was just switched on
PICTURE_LIMIT_S = 5.0

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Camera.")


@app.command()
def status(source: SourceOption = None, as_json: JsonOption = False) -> None:
    """Open the camera and say what it gives."""
    _with_camera(source, as_json, lambda camera: describe_report(camera.report()))


@app.command("self-test")
def self_test(source: SourceOption = None, as_json: JsonOption = False) -> None:
    """Look at its pictures for two seconds: they must come, change, and have light."""
    _with_camera(source, as_json, lambda camera: describe_self_test(camera.self_test()))


@app.command()
def picture(out: OutOption, source: SourceOption = None, as_json: JsonOption = False) -> None:
    """Save one picture, readable by you alone. Nothing else ever writes a picture."""
    if out.exists() or not out.parent.is_dir():
        typer.echo(f"--out {out}: must be a new file in a folder that exists", err=True)
        raise typer.Exit(2)
    _with_camera(source, as_json, lambda camera: save_picture(camera, out))


@app.command()
def watch(source: SourceOption = None, as_json: JsonOption = False, seconds: SecondsOption = 5.0) -> None:
    """Count the pictures, and say how bright the last one was."""
    _with_camera(source, as_json, lambda camera: count_pictures(camera, seconds))


def save_picture(camera: Camera, out: Path) -> dict[str, Any]:
    """Write the picture that comes after the camera has settled; raises `DEVICE_SILENT` without one."""
    frame = _next(camera, 0)
    settled = frame.taken_at + SETTLE_S
    while frame.taken_at < settled:
        frame = _next(camera, frame.number)
    jpeg = cv2.imencode(".jpg", frame.image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()
    out.touch(mode=0o600, exist_ok=False)
    out.write_bytes(jpeg)
    return {"file": str(out), "resolution": _resolution(frame)}


def count_pictures(camera: Camera, seconds: float) -> dict[str, Any]:
    """Take every picture for `seconds`; raises what the camera raises meanwhile."""
    frame = _next(camera, 0)
    began, first, gap_s = frame.taken_at, frame.number, 0.0
    while frame.taken_at - began < seconds:
        previous, frame = frame, _next(camera, frame.number)
        gap_s = max(gap_s, frame.taken_at - previous.taken_at)
    pictures = frame.number - first
    return {
        "pictures": pictures,
        "fps": round(pictures / (frame.taken_at - began), 1),
        "longest_gap_ms": round(1000 * gap_s),
        "resolution": _resolution(frame),
        "brightness": round(float(frame.image.mean())),
    }


def _next(camera: Camera, after: int) -> Frame:
    frame = camera.next_frame(after, PICTURE_LIMIT_S)
    if frame is None:
        raise DeviceFailure(FailureCode.DEVICE_SILENT)
    return frame


def _resolution(frame: Frame) -> str:
    height, width = frame.image.shape[:2]
    return f"{width}×{height}"


def _with_camera(source: str | None, as_json: bool, ask: Callable[[Camera], dict[str, Any]]) -> None:
    settings = load_settings("camera", CameraSettings, source, key="source")

    def work() -> dict[str, Any]:
        with _opened(settings) as camera:
            return ask(camera)

    run(work, as_json)


@contextmanager
def _opened(settings: CameraSettings) -> Iterator[Camera]:
    camera = open_camera(settings, SystemClock())
    try:
        yield camera
    finally:
        camera.close()


if __name__ == "__main__":
    app(prog_name="python -m drivers.camera")
