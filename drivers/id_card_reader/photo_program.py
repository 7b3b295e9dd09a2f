"""The decoder of a reader's maker as a program of its own: the chip's WLT block on its standard input, a picture on its output.

Makers' libraries crash, hang and write files where they stand. So none of them is ever loaded here: the configured program
gets an empty folder in memory that is removed afterwards, a bare environment, and limits of time, memory, output and files.
Whatever goes wrong costs the photo, never the card. util-linux gives the limits: nothing may run between fork and exec in a
process with threads.
"""

import logging
import os
import select
import signal
import struct
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from PIL import Image

from domain.clock import Clock

log = logging.getLogger(__name__)

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - photos must not touch the disk; what is made in it is private
LONGEST_PICTURE = 256 * 1024  # bytes; 102 × 126 pixels in three colours are 38 862
MOST_PIXELS = 1024 * 1024
JPEG_QUALITY = 95
_PIECE = 65536
_BAD_PICTURE = (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class ProgramLimits:
    """What the program may take."""

    seconds: float = 3.0
    memory_mb: int = 256


class DecoderProgram:
    """Implements :class:`drivers.id_card_reader.photo.PhotoDecoder` by a program; `command` is its path and its arguments."""

    def __init__(self, command: tuple[str, ...], clock: Clock, limits: ProgramLimits | None = None) -> None:
        self._command = command
        self._clock = clock
        self._limits = limits or ProgramLimits()

    def decode(self, block: bytes) -> bytes | None:
        """Return a JPEG; None when the program is missing, fails, takes too much, or answers no picture."""
        try:
            picture = self._run(block)
        except OSError as failed:
            log.warning("photo decoder: %s", type(failed).__name__)
            return None
        if picture is None:
            return None
        photo = as_jpeg(picture)
        if photo is None:
            log.warning("photo decoder: no picture in %d bytes", len(picture))
        return photo

    def _run(self, block: bytes) -> bytes | None:
        where = MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else None
        with tempfile.TemporaryDirectory(prefix="kiosk-photo-", dir=where, ignore_cleanup_errors=True) as folder:
            process = subprocess.Popen(  # noqa: S603 - the configured program
                [*self._fences(), *self._command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"},
                start_new_session=True,
            )
            with process:
                try:
                    return self._converse(process, block)
                finally:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)  # and whatever it has begun

    def _converse(self, process: subprocess.Popen[bytes], block: bytes) -> bytes | None:
        until = self._clock.monotonic() + self._limits.seconds
        with suppress(BrokenPipeError), cast("BinaryIO", process.stdin) as given:
            given.write(block)  # fits into the pipe: it waits for nobody
        picture = self._read(cast("BinaryIO", process.stdout).fileno(), until)
        if picture is None:
            log.warning("photo decoder: took too long, or answered without end")
            return None
        try:
            status = process.wait(max(0.0, until - self._clock.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("photo decoder: does not end")
            return None
        if status != 0:
            log.warning("photo decoder: ended with status %d", status)
            return None
        return picture

    def _read(self, fileno: int, until: float) -> bytes | None:
        """Return everything up to the end; None when that does not come in time or is too far."""
        poll = select.poll()
        poll.register(fileno, select.POLLIN)
        got = b""
        while len(got) <= LONGEST_PICTURE:
            left_ms = (until - self._clock.monotonic()) * 1000
            if left_ms <= 0 or not poll.poll(left_ms):
                return None
            piece = os.read(fileno, _PIECE)
            if not piece:
                return got
            got += piece
        return None

    def _fences(self) -> tuple[str, ...]:
        limits = (f"--as={self._limits.memory_mb << 20}", f"--fsize={LONGEST_PICTURE}", "--core=0", "--nofile=64")
        return "setpriv", "--no-new-privs", "--pdeathsig", "KILL", "prlimit", *limits, "--"


def as_jpeg(picture: bytes) -> bytes | None:
    """Return a BMP or JPEG as a JPEG; None for anything else, and for one that is too large."""
    try:
        with Image.open(BytesIO(picture), formats=("BMP", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.load()
            if image.format == "JPEG":
                return picture
            written = BytesIO()
            image.convert("RGB").save(written, "JPEG", quality=JPEG_QUALITY)
    except _BAD_PICTURE:
        return None
    return written.getvalue()
