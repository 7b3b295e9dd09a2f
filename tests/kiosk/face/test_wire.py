"""What both sides say arrives whole, and what is no message ends the conversation."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.faces import ReferenceKind
from domain.failures import FailureCode, StaffAction
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from kiosk.face.contract import FaceProgress, Guidance, Stage
from kiosk.face.wire import (
    LONGEST_NEWS,
    LONGEST_ORDER,
    NEWS,
    ORDERS,
    Alive,
    Begin,
    Cancel,
    Examined,
    Failed,
    Garbage,
    LineReader,
    News,
    Order,
    Progress,
    Ready,
    Report,
    SelfTest,
    Verdict,
    Verify,
    encoded,
)
from tests.kiosk.devices import A_MATCH

REPORT = DeviceReport(DeviceStatus.OFFLINE, FailureCode.DEVICE_SILENT, StaffAction.RESET, ("slow",), (("fps", "12"),))
PROGRESS = FaceProgress(Guidance.LEFT, (Stage.FRONT, Stage.LEFT, Stage.RIGHT), 1, 0.4)
RESULT = SelfTestResult(passed=False, failure=FailureCode.CAMERA_COVERED, details=(("engine", "sface"),))

ALL_ORDERS: list[Order] = [
    Begin(settings={"profile": "sandbox", "face": {"tries": 3}}),
    Verify(number=1, references={ReferenceKind.CHIP: b"\xff\xd8\n\0", ReferenceKind.REGISTRY: b""}),
    Cancel(number=7),
    SelfTest(),
]
ALL_NEWS: list[News] = [
    Ready(),
    Alive(),
    Report.of(REPORT),
    Progress.of(3, PROGRESS),
    Verdict.of(4, A_MATCH),
    Failed(number=4, code=FailureCode.DEVICE_UNPLUGGED),
    Examined.of(RESULT),
]


def orders() -> LineReader[Order]:
    return LineReader(ORDERS, LONGEST_ORDER)


def news() -> LineReader[News]:
    return LineReader(NEWS, LONGEST_NEWS)


@given(st.integers(1, 400))
@settings(max_examples=30)
def test_messages_arrive_however_they_are_cut(size: int) -> None:
    stream = b"".join(encoded(one) for one in ALL_NEWS)
    reader = news()
    found = [one for at in range(0, len(stream), size) for one in reader.feed(stream[at : at + size])]
    assert found == ALL_NEWS


@pytest.mark.parametrize("order", ALL_ORDERS, ids=lambda order: order.kind)
def test_orders_arrive(order: Order) -> None:
    assert orders().feed(encoded(order)) == [order]


def test_what_was_put_into_words_is_told_again() -> None:
    assert Report.of(REPORT).told() == REPORT
    assert Progress.of(1, PROGRESS).told() == PROGRESS
    assert Verdict.of(1, A_MATCH).told() == A_MATCH
    assert Examined.of(RESULT).told() == RESULT


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'{"kind": "shout"}',
        b'{"kind": "alive", "more": 1}',
        b'{"kind": "progress", "number": 1, "guidance": "left", "stages": ["front"], "done": 1, "fraction": 1.5}',
        b'{"kind": "progress", "number": 0, "guidance": "left", "stages": ["front"], "done": 1, "fraction": 0.5}',
        b'{"kind": "progress", "number": 1, "guidance": "dance", "stages": ["front"], "done": 1, "fraction": 0.5}',
        b'{"kind": "failed", "number": 1, "code": "bad_luck"}',
        b'{"kind": "alive"',
    ],
)
def test_what_is_no_message_is_garbage(line: bytes) -> None:
    with pytest.raises(Garbage):
        news().feed(line + b"\n")


@pytest.mark.parametrize("picture", ["not base64!", "abc", 7, None])
def test_a_picture_that_is_not_base64_is_garbage(picture: object) -> None:
    line = json.dumps({"kind": "verify", "number": 1, "references": {"chip": picture}})
    with pytest.raises(Garbage):
        orders().feed(line.encode() + b"\n")


@pytest.mark.parametrize("score", ["NaN", "Infinity"])
def test_a_score_that_is_no_number_is_garbage(score: str) -> None:
    line = encoded(Verdict.of(1, A_MATCH)).replace(b'"score":0.61', f'"score":{score}'.encode())
    assert score.encode() in line
    with pytest.raises(Garbage):
        news().feed(line)


def test_a_line_without_an_end_is_not_kept() -> None:
    reader = news()
    assert reader.feed(b"x" * LONGEST_NEWS) == []
    with pytest.raises(Garbage):
        reader.feed(b"x")


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_noise_is_garbage_that_is_not_quoted(noise: bytes) -> None:
    with pytest.raises(Garbage) as garbage:
        news().feed(noise + b"\n")
    assert garbage.value.__cause__ is None
    assert str(garbage.value) == "no message of this wire"


def test_no_message_shows_what_it_carries() -> None:
    for message in (*ALL_ORDERS, *ALL_NEWS):
        assert repr(message) == str(message) == f"<{type(message).__name__}>"
