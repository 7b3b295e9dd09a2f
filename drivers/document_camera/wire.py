"""What the terminal and the process behind the document camera say to each other, over a pipe.

A message is four bytes of length (big endian), one line of JSON, and the bytes of a picture where it has one. Every question
gets one answer. Nothing is logged: answers are pictures of papers.
"""

import json
from typing import BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.failures import FailureCode
from drivers.document_camera.contract import Shortfall

LENGTH_BYTES = 4
LONGEST = 4_000_000  # bytes; whatever claims to be longer is garbage

Order = Literal["open", "report", "self_test", "begin", "look", "shoot"]


class Garbage(Exception):
    """The process said something that is no message."""


class Question(BaseModel):
    """What the terminal asks. `settings` come with ``open``, as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: Order
    another: bool = False
    settings: str = Field(default="", repr=False)


class Answer(BaseModel):
    """What the process answers; `failure` stands in place of everything else, but where a report tells of one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    failure: FailureCode | None = None
    spoilt: FailureCode | None = None  # the pictures that come are no good
    details: dict[str, str] = Field(default_factory=dict, max_length=10)
    taken: bool = False  # the picture is the one that is handed over; else a preview
    outline: tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]] | None = None
    shortfalls: tuple[Shortfall, ...] = ()
    known: bool = False
    size: tuple[int, int] = (0, 0)
    measured: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def packed(message: BaseModel, picture: bytes = b"") -> bytes:
    """Return a message as it goes through the pipe."""
    body = message.model_dump_json().encode() + b"\n" + picture
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def length_of(head: bytes) -> int:
    """Return how many bytes follow; raises :class:`Garbage`."""
    length = int.from_bytes(head, "big")
    if not 0 < length <= LONGEST:
        raise Garbage
    return length


def answer_of(body: bytes) -> tuple[Answer, bytes]:
    """Return an answer and its picture; raises :class:`Garbage`."""
    line, _, picture = body.partition(b"\n")
    try:
        return Answer.model_validate(json.loads(line)), picture
    except (ValueError, ValidationError):
        raise Garbage from None


def read_question(stream: BinaryIO) -> Question | None:
    """Return the next question; None at the end of the stream. Raises :class:`Garbage`."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    try:
        return Question.model_validate_json(stream.read(length_of(head)).partition(b"\n")[0])
    except ValidationError:
        raise Garbage from None
