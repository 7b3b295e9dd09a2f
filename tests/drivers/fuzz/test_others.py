"""The wires of power supply and loudspeaker under fire, and proof that no wire was forgotten."""

import io
import math
import re

from hypothesis import given
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.speaker import wire as speaker
from drivers.ups import wire as ups
from tests.drivers.fuzz.streams import NOISE, damaged, fuzzed
from tests.paths import ROOT

UPS_PROBLEMS = {FailureCode.UPS_LOST, FailureCode.UPS_REFUSED, FailureCode.UPS_BAD_ANSWER}
STATUSES = st.sampled_from(["OL", "OL CHRG", "OB DISCHRG", "OB LB", "BYPASS", "OL RB", "", "WAIT"])
NUMBERS = st.integers(-5, 10**10).map(str) | st.floats().map(str) | st.text(max_size=8)
LINES = st.one_of(
    st.sampled_from([b"BEGIN LIST VAR kiosk", b"END LIST VAR kiosk", b"ERR DATA-STALE", b"ERR UNKNOWN-UPS", b"ERR", b"OK"]),
    STATUSES.map(lambda status: f'VAR kiosk ups.status "{status}"'.encode()),
    NUMBERS.map(lambda number: f'VAR kiosk battery.charge "{number}"'.encode("utf-8", "replace")),
    NOISE,
)


@fuzzed
@given(st.lists(LINES | damaged(LINES.filter(bool)), max_size=8))
def test_what_the_supplys_server_says_is_a_list_or_a_failure(lines: list[bytes]) -> None:
    listed = ups.VariableList("kiosk")
    try:
        whole = any(listed.take(line) for line in [b"BEGIN LIST VAR kiosk", *lines])
        power = ups.power_of(listed.variables) if whole else None
    except DeviceFailure as failure:
        problem = failure.code
    else:
        assert power is None or power.charge_percent is None or 0 <= power.charge_percent <= 100
        return
    assert problem in UPS_PROBLEMS


def test_a_server_that_never_ends_its_list_is_not_listened_to_for_ever() -> None:
    listed = ups.VariableList("kiosk")
    listed.take(b"BEGIN LIST VAR kiosk")
    taken = 1
    try:
        while taken <= 10 * ups.MOST_LINES:
            listed.take(b'VAR kiosk ups.x "1"')
            taken += 1
    except DeviceFailure as failure:
        assert failure.code is FailureCode.UPS_BAD_ANSWER  # noqa: PT017 - how many it took is asked as well
    assert taken == ups.MOST_LINES


SOUNDS = st.sampled_from([speaker.silence(), speaker.tone()[:2000]])


@fuzzed
@given(SOUNDS | damaged(SOUNDS.map(lambda sound: sound[:64])) | NOISE)
def test_a_file_has_a_length_or_is_no_sound(sound: bytes) -> None:
    try:
        seconds = speaker.duration_s(io.BytesIO(sound))
    except ValueError:
        return
    assert seconds >= 0
    assert math.isfinite(seconds)


@fuzzed
@given(st.text(max_size=200))
def test_whatever_a_player_says_means_a_failure_of_the_catalogue(words: str) -> None:
    assert speaker.failure_of(words) in {
        FailureCode.DEVICE_IN_USE,
        FailureCode.DEVICE_UNPLUGGED,
        FailureCode.SPEAKER_FAULT,
    }


def test_every_wire_of_the_terminal_is_fuzzed() -> None:
    """The kiosk's face process and the payment process have one each, besides those of the devices."""
    wires = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in ("drivers", "kiosk", "payment")
        for path in (ROOT / room).rglob("wire.py")
    }
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests" / "drivers" / "fuzz").glob("test_*.py"))
    imported = {f"{package}.wire" for package in re.findall(r"^from ([\w.]+) import wire", text, re.MULTILINE)}
    imported |= set(re.findall(r"^from ([\w.]+\.wire) import", text, re.MULTILINE))
    assert wires - imported == set()
