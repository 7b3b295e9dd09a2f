"""IPP as bytes (RFC 8010): requests are composed, answers are taken apart. What it does not know it steps over by its length.

Written here because the library at hand (pyipp) reads an attribute now as one value and now as a list, drops attributes it does
not know from a request without a word, and gives up an answer because of one value in it; see docs/decisions/0009.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

VERSION = b"\x02\x00"
_OPERATION_GROUP, _JOB_GROUP, _END, _PRINTER_GROUP = 0x01, 0x02, 0x03, 0x04
_LAST_DELIMITER = 0x0F
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_OCTETS, _BEGIN_COLLECTION, _TEXT_WITH_LANGUAGE, _NAME_WITH_LANGUAGE, _END_COLLECTION = 0x30, 0x34, 0x35, 0x36, 0x37
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_STRINGS = range(0x41, 0x4A)

Value = int | str
Attributes = Mapping[str, tuple[Value, ...]]
Asked = Sequence[tuple[int, str, Value | Sequence[str]]]


class Operation(IntEnum):
    """What is asked of a printer (RFC 8011 §5.4.15)."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    RESUME_PRINTER = 0x0011


class MalformedAnswer(ValueError):
    """What came is no IPP."""


@dataclass(frozen=True)
class Answer:
    """An answer, taken apart. `status` below 0x0100 is success."""

    status: int
    printer: Attributes
    jobs: tuple[Attributes, ...]


# -- requests -----------------------------------------------------------------------------------------------------------------


def name(key: str, value: str) -> tuple[int, str, Value]:
    """Return an attribute with a name."""
    return _NAME, key, value


def keyword(key: str, value: str) -> tuple[int, str, Value]:
    """Return an attribute with a word of the protocol."""
    return _KEYWORD, key, value


def mime(key: str, value: str) -> tuple[int, str, Value]:
    """Return an attribute with a kind of document."""
    return _MIME, key, value


def integer(key: str, value: int) -> tuple[int, str, Value]:
    """Return an attribute with a number."""
    return _INTEGER, key, value


def wanted(*keys: str) -> tuple[int, str, Sequence[str]]:
    """Return the attribute that names what is to be told."""
    return _KEYWORD, "requested-attributes", keys


def request(operation: Operation, uri: str, asked: Asked, job: Asked = (), data: bytes = b"") -> bytes:
    """Compose a request to the printer `uri`; charset, language and address come first, as the protocol wants."""
    first = (
        (_CHARSET, "attributes-charset", "utf-8"),
        (_LANGUAGE, "attributes-natural-language", "en"),
        (_URI, "printer-uri", uri),
    )
    groups = bytes((_OPERATION_GROUP,)) + b"".join(_encode(*attribute) for attribute in (*first, *asked))
    if job:
        groups += bytes((_JOB_GROUP,)) + b"".join(_encode(*attribute) for attribute in job)
    return VERSION + struct.pack(">HI", operation, 1) + groups + bytes((_END,)) + data


def _encode(tag: int, key: str, value: Value | Sequence[str]) -> bytes:
    values: Sequence[Value] = (value,) if isinstance(value, int | str) else value
    return b"".join(_encode_one(tag, key if place == 0 else "", one) for place, one in enumerate(values))


def _encode_one(tag: int, key: str, value: Value) -> bytes:
    content = struct.pack(">i", value) if isinstance(value, int) else value.encode()
    return bytes((tag,)) + _counted(key.encode()) + _counted(content)


def _counted(content: bytes) -> bytes:
    return struct.pack(">H", len(content)) + content


# -- answers ------------------------------------------------------------------------------------------------------------------


def parse(data: bytes) -> Answer:
    """Take an answer apart; raises :class:`MalformedAnswer`."""
    if len(data) < 8 or data[0] not in {1, 2}:
        raise MalformedAnswer
    groups = tuple(_groups(data))
    printers = [attributes for tag, attributes in groups if tag == _PRINTER_GROUP]
    jobs = tuple(attributes for tag, attributes in groups if tag == _JOB_GROUP)
    return Answer(struct.unpack_from(">H", data, 2)[0], printers[0] if printers else {}, jobs)


def _groups(data: bytes) -> Iterator[tuple[int, Attributes]]:
    group, found = 0, dict[str, tuple[Value, ...]]()
    depth, last = 0, ""
    for tag, key, content in _pieces(data):
        if tag <= _LAST_DELIMITER:
            if group:
                yield group, found
            group, found, last = tag, {}, ""
        elif tag in {_BEGIN_COLLECTION, _END_COLLECTION} or depth:  # nothing that we ask for is inside of one
            depth += (tag == _BEGIN_COLLECTION) - (tag == _END_COLLECTION)
        else:
            last = key or last
            value = _decode(tag, content)
            if value is not None:
                found[last] = (*found.get(last, ()), value)


def _pieces(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Yield tag, name and content of everything up to the end; a delimiter has neither name nor content."""
    at = 8
    while True:
        tag = _slice(data, at, 1)[0]
        at += 1
        if tag <= _LAST_DELIMITER:
            yield tag, "", b""
            if tag == _END:
                return
            continue
        key, at = _counted_at(data, at)
        content, at = _counted_at(data, at)
        yield tag, key.decode(errors="replace"), content


def _counted_at(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack(">H", _slice(data, at, 2))
    return _slice(data, at + 2, length), at + 2 + length


def _slice(data: bytes, at: int, length: int) -> bytes:
    piece = data[at : at + length]
    if len(piece) != length:
        raise MalformedAnswer
    return piece


def _decode(tag: int, content: bytes) -> Value | None:
    """Return a number or a text; None for what is neither, and for what is not what it says."""
    if tag in {_INTEGER, _ENUM}:
        return int(struct.unpack(">i", content)[0]) if len(content) == 4 else None
    if tag == _BOOLEAN:
        return int(content != b"\x00")
    if tag in {_TEXT_WITH_LANGUAGE, _NAME_WITH_LANGUAGE}:
        return _without_language(content)
    return content.decode(errors="replace") if tag in _STRINGS or tag == _OCTETS else None


def _without_language(content: bytes) -> str:
    _, at = _counted_at(content, 0)
    text, _ = _counted_at(content, at)
    return text.decode(errors="replace")
