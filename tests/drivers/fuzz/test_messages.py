"""The wires between processes, and IPP, under fire: what is no message is refused in the words of its own wire."""

import json
import struct
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.failures import FailureCode
from drivers.device import DeviceReport, DeviceStatus
from drivers.document_camera import wire as papers
from drivers.document_printer import wire as ipp
from kiosk.face import wire as face
from payment import wire as payment
from tests.drivers.fuzz.streams import NOISE, damaged, fuzzed, streams

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=10,
)
TEXTS = JSON.map(lambda value: json.dumps(value).encode())

# -- IPP

KEYS = st.sampled_from(["printer-state", "printer-state-reasons", "job-id", "job-state", "media-col", "x"])
VALUES = st.tuples(st.integers(0x10, 0x4A), KEYS | st.just(""), st.binary(max_size=12))


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    parts = [ipp.VERSION, struct.pack(">HI", draw(st.integers(0, 0xFFFF)), 1), bytes([draw(st.sampled_from([1, 2, 4]))])]
    for tag, key, value in draw(st.lists(VALUES, max_size=8)):
        name = key.encode()
        parts.append(bytes([tag]) + struct.pack(">H", len(name)) + name + struct.pack(">H", len(value)) + value)
    return b"".join(parts) + b"\x03"


@fuzzed
@given(answers() | damaged(answers()) | NOISE)
def test_an_answer_of_a_printer_is_taken_apart_or_malformed(data: bytes) -> None:
    try:
        answer = ipp.parse(data)
    except ipp.MalformedAnswer:
        return
    values = [value for group in (answer.printer, *answer.jobs) for values in group.values() for value in values]
    assert all(isinstance(value, int | str) for value in values)


@fuzzed
@given(answers(), st.data())
def test_half_an_answer_is_no_answer(data: bytes, more: st.DataObject) -> None:
    cut = data[: more.draw(st.integers(0, len(data) - 1))]
    try:
        ipp.parse(cut)
    except ipp.MalformedAnswer:
        return
    raise AssertionError("an answer without its end was taken")


# -- document camera

PAPER_ANSWERS = st.builds(
    lambda failure, taken, known, picture: papers.packed(papers.Answer(failure=failure, taken=taken, known=known), picture),
    st.none() | st.sampled_from(FailureCode),
    st.booleans(),
    st.booleans(),
    st.binary(max_size=60),
)


@fuzzed
@given(PAPER_ANSWERS | damaged(PAPER_ANSWERS) | NOISE | TEXTS)
def test_what_the_process_of_the_document_camera_says_is_an_answer_or_garbage(said: bytes) -> None:
    try:
        length = papers.length_of(said[: papers.LENGTH_BYTES])
        answer, _ = papers.answer_of(said[papers.LENGTH_BYTES :][:length])
    except papers.Garbage:
        return
    assert isinstance(answer, papers.Answer)


@fuzzed
@given(damaged(st.just(papers.packed(papers.Question(order="look")))) | NOISE | TEXTS)
def test_what_the_process_of_the_document_camera_hears_is_a_question_or_garbage(heard: bytes) -> None:
    try:
        question = papers.read_question(BytesIO(heard))
    except papers.Garbage:
        return
    assert question is None or isinstance(question, papers.Question)


# -- face process

NEWS = st.sampled_from(
    [
        face.encoded(face.Alive()),
        face.encoded(face.Ready()),
        face.encoded(face.Report.of(DeviceReport(DeviceStatus.ONLINE))),
        face.encoded(face.Report.of(DeviceReport(DeviceStatus.NO_DEVICE, FailureCode.DEVICE_UNPLUGGED))),
    ]
)


@fuzzed
@given(streams(NEWS | TEXTS.map(lambda text: text + b"\n")))
def test_news_of_the_face_process_are_messages_or_garbage(pieces: list[bytes]) -> None:
    reader = face.LineReader(face.NEWS, face.LONGEST_NEWS)
    try:
        found = [message for piece in pieces for message in reader.feed(piece)]
    except face.Garbage:
        return
    assert [face.NEWS.validate_json(face.encoded(message)) for message in found] == found


# -- payment process

PAYMENT_LINES = st.sampled_from(
    [
        payment.Line(failure=FailureCode.DEVICE_SILENT),
        payment.Line(left=2),
        payment.Line(tested={"pin_pad": None, "bank_card_reader": FailureCode.CARD_SERVICE_DOWN}),
        payment.Line(reports={"pin_pad": payment.Report.of(DeviceReport(DeviceStatus.ONLINE))}),
    ]
).map(lambda line: line.model_dump_json().encode())


@fuzzed
@given(PAYMENT_LINES | damaged(PAYMENT_LINES) | NOISE | TEXTS)
def test_what_goes_to_and_from_the_payment_process_is_a_line_or_invalid(said: bytes) -> None:
    for parse in (payment.Line.model_validate_json, payment.REQUEST.validate_json):
        try:
            parse(said)
        except ValidationError:
            continue
