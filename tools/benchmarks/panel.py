"""A panel without a machine: Xvfb with its pixels in a file, and a process on it, on two cores as the cabinet has them."""

import mmap
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np

SIZE = "1080x1920x24"
PIXELS = 1080 * 1920 * 4
CORES = frozenset({0, 1})
LIMIT_S = 30.0
LOOK_EVERY_S = 0.002
ENOUGH_PIXELS = 2000  # a cursor or a thin frame is no picture yet


class Panel:
    """An X server of its own, black until somebody draws."""

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-fbdir", str(folder), "-br", "-nocursor"]
        self._server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._screen = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __enter__(self) -> "Panel":
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.terminate()
        self._server.wait()

    def has_picture(self) -> bool:
        """Tell whether anything but black is on the screen."""
        shown = np.frombuffer(self._screen, np.uint8, PIXELS, len(self._screen) - PIXELS)
        return bool(np.count_nonzero(shown[::16]) * 16 > ENOUGH_PIXELS)

    def is_black(self) -> bool:
        """Tell whether the last program's window is gone."""
        return not self.has_picture()


@contextmanager
def running(command: Sequence[str], display: str, variables: Mapping[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a program on the panel, on two cores, and end it."""
    cores = os.sched_getaffinity(0) & CORES or os.sched_getaffinity(0)
    environment = {**os.environ, "DISPLAY": display, **variables}
    environment.pop("WAYLAND_DISPLAY", None)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        os.sched_setaffinity(process.pid, cores)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def until(holds: Callable[[], bool], process: "subprocess.Popen[bytes] | None" = None) -> float:
    """Wait until something holds; return the seconds it took. Raises :class:`TimeoutError`, or when the process ended first."""
    began = time.perf_counter()
    while not holds():
        if process is not None and process.poll() is not None:
            raise TimeoutError("the program ended before it showed anything")
        if time.perf_counter() - began > LIMIT_S:
            raise TimeoutError("the program showed nothing in time")
        time.sleep(LOOK_EVERY_S)
    return time.perf_counter() - began
