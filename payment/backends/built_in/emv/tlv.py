"""BER-TLV (ISO 7816-4 annex): tags, lengths, values; tags are upper-case hexadecimal text."""

from collections.abc import Iterable, Iterator, Mapping

Tlv = tuple[str, bytes]


class TlvInvalid(ValueError):
    """The bytes are no BER-TLV. Says where, never what."""


def parse(data: bytes) -> Iterator[Tlv]:
    """Yield tag and value one after the other, on one level; raises :class:`TlvInvalid`."""
    place = 0
    while place < len(data):
        if data[place] in {0x00, 0xFF}:  # filling between objects
            place += 1
            continue
        tag, place = _tag(data, place)
        size, place = _length(data, place)
        if place + size > len(data):
            raise TlvInvalid(f"the value of {tag} is cut")
        yield tag, data[place : place + size]
        place += size


def flatten(data: bytes) -> dict[str, bytes]:
    """Return every primitive object at any depth; of a tag that occurs twice the first counts."""
    found: dict[str, bytes] = {}
    for tag, value in parse(data):
        children = flatten(value) if is_constructed(tag) else {tag: value}
        for name, content in children.items():
            found.setdefault(name, content)
    return found


def is_constructed(tag: str) -> bool:
    """Tell whether the value holds objects itself."""
    return bool(int(tag[:2], 16) & 0x20)


def build(objects: Iterable[Tlv]) -> bytes:
    """Return the objects one after the other."""
    return b"".join(bytes.fromhex(tag) + _spelled_length(len(value)) + value for tag, value in objects)


def parse_list(dol: bytes) -> list[tuple[str, int]]:
    """Parse a data object list: tags with the lengths in which they are wanted."""
    wanted, place = [], 0
    while place < len(dol):
        tag, place = _tag(dol, place)
        size, place = _length(dol, place)
        wanted.append((tag, size))
    return wanted


NUMERIC = frozenset({"9F02", "9F03", "5F2A", "9F1A", "9A", "9C", "9F21"})


def fill_list(dol: bytes, values: Mapping[str, bytes]) -> bytes:
    """Return what a list asks for (EMV book 3 §5.4): unknown objects as zeros, numbers filled on the left, others right."""
    return b"".join(_fitted(tag, values.get(tag, b""), size) for tag, size in parse_list(dol))


def _fitted(tag: str, value: bytes, size: int) -> bytes:
    if tag in NUMERIC:
        return value[-size:].rjust(size, b"\0") if size else b""
    return value[:size].ljust(size, b"\0")


def _tag(data: bytes, place: int) -> tuple[str, int]:
    end = place + 1
    try:
        if data[place] & 0x1F == 0x1F:
            while data[end] & 0x80:
                end += 1
            end += 1
    except IndexError:
        raise TlvInvalid("a tag is cut") from None
    return data[place:end].hex().upper(), end


def _length(data: bytes, place: int) -> tuple[int, int]:
    if place >= len(data):
        raise TlvInvalid("a length is missing")
    first = data[place]
    if first < 0x80:
        return first, place + 1
    count = first & 0x7F
    if not 1 <= count <= 2 or place + 1 + count > len(data):
        raise TlvInvalid("a length is cut or too long")
    return int.from_bytes(data[place + 1 : place + 1 + count], "big"), place + 1 + count


def _spelled_length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    return bytes([0x81, size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")
