"""What stands on the chip of an identity document: the text block in its four layouts, the photo block, new addresses.

UTF-16LE padded with spaces. The type letter at byte 248 tells the layout: space for the resident ID card, J for the residence
permit of Hong Kong, Macao and Taiwan residents, I and Y for permanent residence cards of foreigners before and since 2023.
"""

from dataclasses import dataclass, field

TEXT_SIZE = 256
PHOTO_SIZE = 1024
NEW_ADDRESS_SIZE = 70
PHOTO_TAG = b"SIMJ"  # a test photo: this tag, then a JPEG; a real chip carries a closed format nobody can decode freely


@dataclass(frozen=True)
class Chip:
    """The fields of one identity document; `layout` is its type letter. Its repr shows the layout only."""

    layout: str
    name: str = field(repr=False)
    sex: str = field(repr=False)
    nation: str = field(repr=False)  # GB/T 3304, or the nationality (ISO 3166 alpha-3) of a foreigner
    birth: str = field(repr=False)  # YYYYMMDD, as all days here
    address: str = field(repr=False)
    number: str = field(repr=False)
    authority: str = field(repr=False)
    valid_from: str = field(repr=False)
    valid_to: str = field(repr=False)  # YYYYMMDD or 长期
    english_name: str = field(repr=False, default="")
    permit_number: str = field(repr=False, default="")
    issues: str = field(repr=False, default="")
    new_addresses: tuple[str, ...] = field(repr=False, default=())
    jpeg: bytes = field(repr=False, default=b"")

    def text(self) -> bytes:
        """Return the 256 bytes; raises :class:`ValueError` when a field does not fit."""
        block = b"".join(_cell(value, size) for value, size in LAYOUTS[self.layout](self))
        if len(block) != TEXT_SIZE:
            raise ValueError(f"layout {self.layout!r} has {len(block)} bytes")
        return block

    def photo(self) -> bytes:
        """Return the 1024 bytes of the photo block; raises :class:`ValueError` when the picture is too large."""
        block = PHOTO_TAG + self.jpeg
        if len(block) > PHOTO_SIZE:
            raise ValueError(f"photo block has {len(block)} bytes")
        return block.ljust(PHOTO_SIZE, b"\0")

    def appended(self) -> bytes:
        """Return the appended addresses, oldest first, 70 bytes each; empty when the card has none."""
        return b"".join(_cell(address, NEW_ADDRESS_SIZE) for address in self.new_addresses[-4:])


def _cell(value: str, size: int) -> bytes:
    if any(ord(character) > 0xFFFF for character in value):
        raise ValueError("the chip holds UTF-16 units of the basic plane only")
    encoded = value.encode("utf-16-le")
    if len(encoded) > size:
        raise ValueError(f"a field of {len(encoded)} bytes does not fit into {size}")
    return encoded + b" \0" * ((size - len(encoded)) // 2)


def _head(chip: Chip) -> list[tuple[str, int]]:
    return [
        (chip.name, 30),
        (chip.sex, 2),
        (chip.nation, 4),
        (chip.birth, 16),
        (chip.address, 70),
        (chip.number, 36),
        (chip.authority, 30),
        (chip.valid_from, 16),
        (chip.valid_to, 16),
    ]


def _resident(chip: Chip) -> list[tuple[str, int]]:
    return [*_head(chip), ("", 36)]


def _hmt(chip: Chip) -> list[tuple[str, int]]:
    head = [cell if index != 2 else ("", 4) for index, cell in enumerate(_head(chip))]  # no nation on this one
    return [*head, (chip.permit_number, 18), (chip.issues, 4), ("", 6), ("J", 2), ("", 6)]


def _foreign(chip: Chip) -> list[tuple[str, int]]:
    return [
        (chip.english_name, 120),
        (chip.sex, 2),
        (chip.number, 30),
        (chip.nation, 6),
        (chip.name, 30),
        (chip.valid_from, 16),
        (chip.valid_to, 16),
        (chip.birth, 16),
        ("01", 4),
        (chip.authority, 8),
        ("I", 2),
        ("", 6),
    ]


def _foreign_2023(chip: Chip) -> list[tuple[str, int]]:
    return [
        (chip.name, 30),
        (chip.sex, 2),
        (chip.issues, 4),
        (chip.birth, 16),
        (chip.english_name[:35], 70),
        (chip.number, 36),
        ("", 30),
        (chip.valid_from, 16),
        (chip.valid_to, 16),
        (chip.english_name[35:], 22),
        (chip.nation, 6),
        ("Y", 2),
        ("", 6),
    ]


LAYOUTS = {" ": _resident, "J": _hmt, "I": _foreign, "Y": _foreign_2023}
