"""The loudspeaker behind ALSA: every sound is played by a child process `aplay` that is given its time and no more.

A sound device that hangs blocks whoever opens it, even against a polite signal; so a player that is late is killed, and one
that cannot even be killed (the kernel waits for the device) is left alone and counts as silent.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, Field

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.speaker.wire import duration_s, failure_of, silence, tone

_POLL_S = 0.02
_KILL_LIMIT_S = 1.0
_MOST_WORDS = 4096  # bytes of what a player says


class SpeakerSettings(BaseModel):
    """The table `devices.speaker` of the configuration. Times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted: bool = True
    device: str = Field(default="default", pattern=r"^[A-Za-z0-9][A-Za-z0-9_:,=.-]{0,127}$")  # ALSA's name of the output
    player: str = "aplay"
    alsa_config: Path | None = None  # a configuration of ALSA's of its own
    grace_s: float = Field(default=2.0, gt=0, le=10)  # how much longer than the sound its playing may take
    longest_s: float = Field(default=60.0, gt=0)


class AlsaSpeaker:
    """Implements :class:`drivers.speaker.contract.Speaker`."""

    def __init__(self, settings: SpeakerSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._never = Event()

    def report(self) -> DeviceReport:
        """Play a moment of silence: nothing less tells whether the device takes sound; raises :class:`DeviceFailure`."""
        self._play_bytes(silence(), self._never)
        return DeviceReport(DeviceStatus.ONLINE, details=(("output", self._settings.device),))

    def play(self, sound: Path, cancelled: Event) -> None:
        """See the contract."""
        try:
            with sound.open("rb") as wav:
                self._play(wav, cancelled)
        except OSError as cause:
            raise DeviceFailure(FailureCode.SPEAKER_FAULT) from cause

    def play_tone(self, cancelled: Event) -> None:
        """See the contract."""
        self._play_bytes(tone(), cancelled)

    def self_test(self) -> SelfTestResult:
        """Play the test tone to its end; whether it was heard, a person says."""
        try:
            self.play_tone(self._never)
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)
        return SelfTestResult(passed=True, details=(("output", self._settings.device),))

    def close(self) -> None:
        """Nothing is held between two sounds."""

    def _play_bytes(self, wav: bytes, cancelled: Event) -> None:
        with TemporaryFile() as file:
            file.write(wav)
            file.seek(0)
            self._play(file, cancelled)

    def _play(self, wav: BinaryIO, cancelled: Event) -> None:
        limit_s = self._length(wav) + self._settings.grace_s
        with TemporaryFile() as said, self._player(wav, said) as player:
            code = self._await_end(player, limit_s, cancelled)
            if code != 0:
                said.seek(0)
                raise DeviceFailure(failure_of(said.read(_MOST_WORDS).decode("utf-8", "replace")))

    def _length(self, wav: BinaryIO) -> float:
        """Return how long it plays; what is no WAV file, or endless, is not played at all."""
        try:
            seconds = duration_s(BytesIO(wav.read()))
        except ValueError as cause:
            raise DeviceFailure(FailureCode.SPEAKER_FAULT) from cause
        if seconds > self._settings.longest_s:
            raise DeviceFailure(FailureCode.SPEAKER_FAULT)
        wav.seek(0)
        return seconds

    @contextmanager
    def _player(self, wav: BinaryIO, said: BinaryIO) -> Iterator[subprocess.Popen[bytes]]:
        command = [self._settings.player, "-q", "-t", "wav", "-D", self._settings.device]
        environment = os.environ | {"LC_ALL": "C"}
        if self._settings.alsa_config is not None:
            environment["ALSA_CONFIG_PATH"] = str(self._settings.alsa_config)
        try:
            player = subprocess.Popen(  # noqa: S603 - the program and the device come from the configuration
                command, stdin=wav, stdout=subprocess.DEVNULL, stderr=said, env=environment
            )
        except OSError as cause:
            raise DeviceFailure(FailureCode.SPEAKER_FAULT) from cause
        try:
            yield player
        finally:
            _end(player)

    def _await_end(self, player: "subprocess.Popen[bytes]", limit_s: float, cancelled: Event) -> int:
        until = self._clock.monotonic() + limit_s
        while (code := player.poll()) is None:
            if cancelled.wait(_POLL_S):
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
            if self._clock.monotonic() >= until:
                raise DeviceFailure(FailureCode.DEVICE_SILENT)
        return code


def _end(player: "subprocess.Popen[bytes]") -> None:
    """Kill a player that still runs. In ALSA's open it does not hear a polite signal."""
    if player.poll() is None:
        player.kill()
        try:
            player.wait(_KILL_LIMIT_S)
        except subprocess.TimeoutExpired:
            return  # the kernel holds it until the device answers


def open_speaker(settings: SpeakerSettings, clock: Clock) -> AlsaSpeaker:
    """Return the loudspeaker; whether it is there shows when it is asked."""
    return AlsaSpeaker(settings, clock)
