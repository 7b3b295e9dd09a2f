"""The loudspeaker: sounds made by code, the real player, a simulated sound device, and players that go wrong."""

import io
import json
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.settings import OVERLAY_VARIABLE
from drivers.speaker.__main__ import app
from drivers.speaker.hardware import AlsaSpeaker, SpeakerSettings, open_speaker
from drivers.speaker.wire import duration_s, failure_of, silence, tone
from simulators.devices.speaker import DEVICE, SpeakerFault, SpeakerSimulator
from tests.drivers.pty_peer import eventually

needs_aplay = pytest.mark.skipif(shutil.which("aplay") is None, reason="alsa-utils is not installed")


@pytest.fixture
def device(tmp_path: Path) -> Iterator[SpeakerSimulator]:
    device = SpeakerSimulator(tmp_path / "speaker")
    device.start()
    yield device
    device.stop()


def opened(device: SpeakerSimulator, **changes: Any) -> AlsaSpeaker:
    settings = {"device": DEVICE, "alsa_config": device.config, "grace_s": 1.0, **changes}
    return open_speaker(SpeakerSettings.model_validate(settings), SystemClock())


def code_of(speaker: AlsaSpeaker, sound: Path) -> FailureCode | None:
    try:
        speaker.play(sound, Event())
    except DeviceFailure as failure:
        return failure.code
    return None


def player(folder: Path, script: str) -> str:
    """Return a program that behaves as `script` says."""
    path = folder / "player"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def test_the_tone_is_heard_and_silence_is_not() -> None:
    assert 1.0 < duration_s(io.BytesIO(tone())) < 2.0
    assert duration_s(io.BytesIO(silence())) <= 0.1
    with wave.open(io.BytesIO(tone())) as wav:
        samples = memoryview(wav.readframes(wav.getnframes())).cast("h")
    assert 0.3 < max(samples) / 32767 < 0.5
    assert samples[0] == 0


@given(st.binary(max_size=200))
def test_whatever_is_no_sound_is_refused(noise: bytes) -> None:
    with pytest.raises(ValueError, match="WAV"):
        duration_s(io.BytesIO(noise))


@given(st.integers(0, 120))
def test_a_sound_that_was_cut_off_has_the_length_that_it_says_or_is_refused(cut: int) -> None:
    try:
        assert duration_s(io.BytesIO(tone()[:cut])) >= 0
    except ValueError as refused:
        assert str(refused) == "no WAV file"  # noqa: PT017 - either is right


@given(st.text(max_size=300))
def test_whatever_a_player_says_is_a_failure_of_the_catalogue(said: str) -> None:
    assert failure_of(said) in {FailureCode.DEVICE_UNPLUGGED, FailureCode.DEVICE_IN_USE, FailureCode.SPEAKER_FAULT}


@needs_aplay
def test_a_sound_comes_out_as_it_was(device: SpeakerSimulator, tmp_path: Path) -> None:
    sound = tmp_path / "tone.wav"
    sound.write_bytes(tone())
    opened(device).play(sound, Event())
    assert eventually(lambda: len(device.heard) == 1)
    with wave.open(io.BytesIO(device.heard[0].wav())) as heard, wave.open(io.BytesIO(tone())) as played:
        assert (heard.getframerate(), heard.getnchannels(), heard.getsampwidth()) == (24000, 1, 2)
        whole, sent = heard.readframes(heard.getnframes()), played.readframes(played.getnframes())
    assert whole[: len(sent)] == sent
    assert not any(whole[len(sent) :])  # the player fills its last period with silence


@needs_aplay
def test_asking_how_it_is_is_not_heard(device: SpeakerSimulator) -> None:
    speaker = opened(device)
    assert speaker.report().details == (("output", DEVICE),)
    assert speaker.self_test().passed
    assert eventually(lambda: len(device.heard) == 1)  # the tone only


@needs_aplay
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (SpeakerFault.SILENT, FailureCode.DEVICE_SILENT),
        (SpeakerFault.UNPLUGGED, FailureCode.DEVICE_UNPLUGGED),
        (SpeakerFault.GARBAGE, FailureCode.SPEAKER_FAULT),
        (SpeakerFault.SLOW, FailureCode.DEVICE_SILENT),
    ],
)
def test_a_broken_loudspeaker_says_so_and_comes_back(device: SpeakerSimulator, fault: SpeakerFault, code: FailureCode) -> None:
    speaker = opened(device)
    device.set_fault(fault)
    assert speaker.self_test().failure is code
    device.set_fault(None)
    assert speaker.self_test().passed


@needs_aplay
def test_a_sound_that_is_not_wanted_any_more_ends_at_once(device: SpeakerSimulator) -> None:
    device.set_fault(SpeakerFault.SILENT)
    cancelled, codes = Event(), list[FailureCode]()

    def play() -> None:
        with pytest.raises(DeviceFailure) as caught:
            opened(device, grace_s=10.0).play_tone(cancelled)
        codes.append(caught.value.code)

    playing = Thread(target=play)
    playing.start()
    cancelled.set()
    playing.join(9)
    assert codes == [FailureCode.DEVICE_JOB_CANCELLED]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("echo 'audio open error: Device or resource busy' >&2; exit 1", "device_in_use"),
        ("echo 'audio open error: No such device' >&2; exit 1", "device_unplugged"),
        ("yes nonsense | head -c 100000 >&2; exit 7", "speaker_fault"),
        ("kill -9 $$", "speaker_fault"),
        ("trap '' TERM; exec sleep 30", "device_silent"),
    ],
)
def test_players_that_go_wrong(device: SpeakerSimulator, tmp_path: Path, script: str, code: str) -> None:
    sound = tmp_path / "moment.wav"
    sound.write_bytes(silence())
    speaker = opened(device, player=player(tmp_path, script), grace_s=0.3)
    found = code_of(speaker, sound)
    assert found is not None
    assert found.value == code


def test_what_is_no_sound_is_not_played(device: SpeakerSimulator, tmp_path: Path) -> None:
    speaker = opened(device, longest_s=1.0)
    (tmp_path / "words.wav").write_text("words")
    (tmp_path / "long.wav").write_bytes(tone())
    for name in ("words.wav", "long.wav", "missing.wav"):
        assert code_of(speaker, tmp_path / name) is FailureCode.SPEAKER_FAULT
    assert code_of(opened(device, player=str(tmp_path / "none")), tmp_path / "long.wav") is FailureCode.SPEAKER_FAULT


@pytest.mark.parametrize("name", ["", "-D", "a b", "x;y", "$(x)"])
def test_a_device_is_a_name_and_nothing_else(name: str) -> None:
    with pytest.raises(ValueError, match="device"):
        SpeakerSettings(device=name)


@needs_aplay
def test_the_command_line(device: SpeakerSimulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(f'[devices.speaker]\nalsa_config = "{device.config}"\n')
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay))
    (tmp_path / "tone.wav").write_bytes(tone())
    port = ["--port", DEVICE, "--json"]
    assert json.loads(CliRunner().invoke(app, ["status", *port]).stdout)["status"] == "online"
    assert json.loads(CliRunner().invoke(app, ["play", str(tmp_path / "tone.wav"), *port]).stdout) == {"played": True}
    assert json.loads(CliRunner().invoke(app, ["self-test", *port]).stdout)["passed"] is True
    missing = CliRunner().invoke(app, ["status", "--port", "nowhere_else", "--json"])
    assert (missing.exit_code, json.loads(missing.stdout)["code"]) == (1, "device_unplugged")
