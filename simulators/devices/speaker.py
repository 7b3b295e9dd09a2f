"""A loudspeaker in software: a sound device of ALSA's that writes what is played into a pipe, and an ear at its other end.

The configuration file names the device; the player is the real one. The last sounds are kept as WAV files.
"""

import fcntl
import io
import os
import select
import struct
import threading
import time
import wave
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DEVICE = "kiosk_speaker"
KEPT = 5
HEADER = 44
PIPE_BYTES = 4096
SLOW_BYTES = 512  # at once, when it is slow
SLOW_S = 0.1
DIES_AFTER = 64  # bytes
_CONFIG = """pcm.nowhere {{ type null }}
pcm.{name} {{ type plug slave.pcm {{ type file slave.pcm "nowhere" file "{pipe}" format "wav" }} }}
"""
_REFUSING = "pcm.{name} {{ type file }}\n"


class SpeakerFault(StrEnum):
    """What can be wrong with the loudspeaker."""

    SILENT = "silent"  # the device is there and blocks whoever opens it
    GARBAGE = "garbage"  # ALSA is set up wrongly: the device takes no sound
    SLOW = "slow"  # it takes the sound, at a crawl
    UNPLUGGED = "unplugged"  # the sound card is gone
    DIES_MIDWAY = "dies_midway"  # armed: the sound card goes in the middle of the next sound


@dataclass(frozen=True)
class HeardSound:
    """One sound that came out, as it came."""

    number: int
    rate: int
    channels: int
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it was; samples have two bytes."""
        return len(self.samples) / (2 * self.channels * self.rate)

    @property
    def is_silent(self) -> bool:
        """Tell whether nobody could hear it."""
        return not any(self.samples)

    def wav(self) -> bytes:
        """Return it as a file."""
        made = io.BytesIO()
        with wave.open(made, "wb") as file:
            file.setnchannels(self.channels)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.samples)
        return made.getvalue()


class SpeakerSimulator:
    """The loudspeaker. Thread-safe."""

    def __init__(self, folder: Path, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._pipe = folder / "sound"
        self.config = folder / "asound.conf"
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._numbers = 0
        self.heard: deque[HeardSound] = deque(maxlen=KEPT)
        self.fault: SpeakerFault | None = None

    def start(self) -> None:
        """Plug it in; does nothing when it is plugged in already."""
        self.config.parent.mkdir(parents=True, exist_ok=True)
        if not self._pipe.exists():
            os.mkfifo(self._pipe, 0o600)
        self.config.write_text(_CONFIG.format(name=DEVICE, pipe=self._pipe))
        if self._thread is None:
            self._ended.clear()
            self._thread = threading.Thread(target=self._listen, name="speaker", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Unplug it for good."""
        self._deafen()
        self._pipe.unlink(missing_ok=True)
        self.config.unlink(missing_ok=True)

    def set_fault(self, fault: SpeakerFault | None) -> None:
        """Break it in one way, or mend it with None."""
        self.fault = fault
        match fault:
            case SpeakerFault.SILENT:
                self.start()
                self._deafen()  # a pipe that nobody reads blocks whoever opens it
            case SpeakerFault.GARBAGE:
                self.config.write_text(_REFUSING.format(name=DEVICE))
            case SpeakerFault.UNPLUGGED:
                self._deafen()
                self.config.write_text("")
            case _:
                self.start()
        self._changed()

    def reset(self) -> None:
        """Bring everything back to the beginning."""
        self.heard.clear()
        self.set_fault(None)

    def _deafen(self) -> None:
        self._ended.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    # -- the ear's thread

    def _listen(self) -> None:
        ear = os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK)
        with suppress(OSError):  # more than that waits in it: it was deaf for a while
            fcntl.fcntl(ear, fcntl.F_SETPIPE_SZ, PIPE_BYTES)  # else a whole sound disappears before anybody has heard it
        poll = select.poll()
        poll.register(ear, select.POLLIN)
        begun = b""
        try:
            while not self._ended.is_set():
                if not poll.poll(20):
                    continue
                data = self._hear(ear)
                begun += data
                if self.fault is SpeakerFault.DIES_MIDWAY and len(begun) > DIES_AFTER:
                    self._die()
                    return
                if not data:
                    begun = self._finish(begun)
        finally:
            os.close(ear)

    def _hear(self, ear: int) -> bytes:
        """Return what came; nothing when the player has closed the device."""
        if self.fault is SpeakerFault.SLOW:
            self._ended.wait(SLOW_S)
        with suppress(BlockingIOError):
            return os.read(ear, SLOW_BYTES if self.fault is SpeakerFault.SLOW else 65536)
        return b""

    def _finish(self, begun: bytes) -> bytes:
        if len(begun) >= HEADER and begun[:4] == b"RIFF":
            channels, rate = struct.unpack("<HI", begun[22:28])
            self._numbers += 1
            sound = HeardSound(self._numbers, rate, channels, begun[HEADER:])
            if not sound.is_silent:  # a moment of silence is how the terminal asks whether the device is there
                self.heard.append(sound)
                self._changed()
        else:
            time.sleep(0.01)  # hung up: poll() returns at once until somebody opens it again
        return b""

    def _die(self) -> None:
        self.fault = SpeakerFault.UNPLUGGED
        self._ended.set()
        self._thread = None
        self.config.write_text("")
        self._changed()
