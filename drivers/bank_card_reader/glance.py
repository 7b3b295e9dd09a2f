"""A technician's glance at a card: its applications, and of its number the first six and last four digits.

As little of EMV as that takes; no cryptogram is asked for, nothing can be paid with what is read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from drivers.bank_card_reader.contract import BankCardReader

DIRECTORY = b"1PAY.SYS.DDF01"
KNOWN = tuple(
    bytes.fromhex(name)
    for name in ("A000000333010101", "A000000333010102", "A000000333010103", "A0000000031010", "A0000000041010")
)
"""UnionPay debit, credit, quasi-credit; Visa; Mastercard: tried one after the other when a card has no directory."""

OK = b"\x90\x00"
MOST_RECORDS = 10
MOST_NUMBERED = 30
CONSTRUCTED, LONG_TAG, MORE = 0x20, 0x1F, 0x80
Objects = dict[str, bytes]


@dataclass(frozen=True)
class Glance:
    """What a technician may see of a card."""

    applications: tuple[str, ...]
    number: str | None  # masked; None when the card does not give it


def look_at(reader: BankCardReader) -> Glance:
    """Look at the powered card; raises what :meth:`BankCardReader.transmit` raises."""
    found = list(_from_directory(reader)) or [told for name in KNOWN if (told := _select(reader, name))]
    labels = tuple(_label(objects) for objects in found)
    names = (objects.get("4F") or objects.get("84", b"") for objects in found)
    return Glance(labels, next((number for name in names if (number := _number(reader, name))), None))


def masked(number: str) -> str | None:
    """Return a card number as a technician may see it; None for one that is too short to hide anything of."""
    return f"{number[:6]}{'∗' * (len(number) - 10)}{number[-4:]}" if len(number) >= 13 else None


def _from_directory(reader: BankCardReader) -> Iterator[Objects]:
    directory = _select(reader, DIRECTORY)
    if not directory:
        return
    file = (directory.get("88") or b"\x01")[0]
    for record in range(1, MOST_RECORDS + 1):
        data = _ask(reader, bytes([0x00, 0xB2, record, file << 3 | 4, 0x00]))
        if data is None:
            return
        for tag, entry in _parse(data):
            if tag == "61":
                yield dict(_parse(entry))


def _select(reader: BankCardReader, name: bytes) -> Objects | None:
    data = _ask(reader, b"\x00\xa4\x04\x00" + bytes([len(name)]) + name + b"\x00")
    return None if data is None else dict(_parse(data))


def _number(reader: BankCardReader, name: bytes) -> str | None:
    told = _select(reader, name)
    if not told:
        return None
    wanted = bytes(_size_of(told.get("9F38", b"")))
    data = b"\x83" + bytes([len(wanted)]) + wanted
    options = _ask(reader, b"\x80\xa8\x00\x00" + bytes([len(data)]) + data + b"\x00") or b""
    locator = options[4:] if options[:1] == b"\x80" else dict(_parse(options)).get("94", b"")
    for file, record in _places(locator):
        objects = dict(_parse(_ask(reader, bytes([0x00, 0xB2, record, file << 3 | 4, 0x00])) or b""))
        digits = (objects.get("5A") or objects.get("57", b"")).hex().upper().partition("D")[0].rstrip("F")
        if digits:
            return masked(digits)
    return None


def _places(locator: bytes) -> Iterator[tuple[int, int]]:
    for start in range(0, len(locator) - 3, 4):
        file, first, last, _ = locator[start : start + 4]
        for record in range(first, min(last, first + MOST_NUMBERED) + 1):
            yield file >> 3, record


def _ask(reader: BankCardReader, command: bytes) -> bytes | None:
    answer = reader.transmit(command)
    return answer[:-2] if answer[-2:] == OK else None


def _label(objects: Objects) -> str:
    name = objects.get("4F") or objects.get("84", b"")
    return objects.get("50", b"").decode("ascii", "replace").strip() or name.hex().upper()


def _parse(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every object at any depth, the outer before the inner; what is cut is left out."""
    place = 0
    while place + 1 < len(data):
        tag, place = _tag(data, place)
        size, place = _length(data, place)
        value, place = data[place : place + size], place + size
        yield tag, value
        if int(tag[:2], 16) & CONSTRUCTED:
            yield from _parse(value)


def _size_of(dol: bytes) -> int:
    total = place = 0
    while place + 1 < len(dol):
        _, place = _tag(dol, place)
        size, place = _length(dol, place)
        total += size
    return total


def _tag(data: bytes, place: int) -> tuple[str, int]:
    end = place + 1
    if data[place] & LONG_TAG == LONG_TAG:
        while end < len(data) and data[end] & MORE:
            end += 1
        end += 1
    return data[place:end].hex().upper(), end


def _length(data: bytes, place: int) -> tuple[int, int]:
    first = data[place] if place < len(data) else 0
    if not first & MORE:
        return first, place + 1
    more = first & 0x7F
    return int.from_bytes(data[place + 1 : place + 1 + more], "big"), place + 1 + more
