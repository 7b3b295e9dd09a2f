"""What goes to `aplay` and what comes back: WAV files made and measured here, and the meaning of what the program says."""

import io
import math
import struct
import wave
from typing import BinaryIO

from domain.failures import FailureCode

RATE = 24000  # samples a second
NOTES_HZ = (523.25, 659.25, 783.99)  # C, E, G
NOTE_S, PAUSE_S, FADE_S = 0.35, 0.06, 0.02
SILENCE_S = 0.05
_LOUDNESS = 0.4
_PEAK = 32767

_GONE = ("no such device", "no such file", "unknown pcm", "cannot get card", "cannot find card", "input/output error")
_IN_USE = ("resource busy", "resource temporarily unavailable")


def duration_s(sound: BinaryIO) -> float:
    """Return how long a WAV file plays, in seconds; raises :class:`ValueError` for what is none."""
    try:
        with wave.open(sound) as wav:
            rate, frames = wav.getframerate(), wav.getnframes()
    except (wave.Error, EOFError, struct.error, RuntimeError) as cause:
        raise ValueError("no WAV file") from cause
    if rate <= 0 or frames < 0:
        raise ValueError("no WAV file")
    return float(frames / rate)


def tone() -> bytes:
    """Return the test tone: a WAV file of three rising notes."""
    return _wav([sample for note in NOTES_HZ for sample in (*_note(note), *_rest(PAUSE_S))])


def silence() -> bytes:
    """Return a WAV file of a moment's silence: it opens the device and says nothing."""
    return _wav(_rest(SILENCE_S))


def failure_of(said: str) -> FailureCode:
    """Return what a player that failed meant by its words on standard error (in English)."""
    words = said.casefold()
    if any(sign in words for sign in _IN_USE):
        return FailureCode.DEVICE_IN_USE
    return FailureCode.DEVICE_UNPLUGGED if any(sign in words for sign in _GONE) else FailureCode.SPEAKER_FAULT


def _note(pitch_hz: float) -> list[int]:
    count, fade = int(NOTE_S * RATE), int(FADE_S * RATE)
    swelling = [min(1.0, at / fade, (count - 1 - at) / fade) for at in range(count)]  # no click at either end
    return [
        round(_PEAK * _LOUDNESS * swell * math.sin(2 * math.pi * pitch_hz * at / RATE)) for at, swell in enumerate(swelling)
    ]


def _rest(seconds: float) -> list[int]:
    return [0] * int(seconds * RATE)


def _wav(samples: list[int]) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return made.getvalue()
