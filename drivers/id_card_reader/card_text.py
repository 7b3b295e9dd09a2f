"""The 256 bytes of text on a card's chip: UTF-16LE, padded, in four layouts told apart by the flag at byte 248."""

from dataclasses import replace
from datetime import date, datetime

from domain.people import DocumentKind, IdDocument, Sex, is_valid_id_number

LONG_TERM = "长期"  # stands where the last day of validity stands on other cards
_FLAG_AT = 248

_Layout = tuple[tuple[str, int], ...]

_RESIDENT: _Layout = (
    ("name", 30), ("sex", 2), ("nation", 4), ("birth", 16), ("address", 70), ("number", 36), ("authority", 30),
    ("valid_from", 16), ("valid_to", 16), ("", 36),
)  # fmt: skip
_HMT: _Layout = (
    ("name", 30), ("sex", 2), ("", 4), ("birth", 16), ("address", 70), ("number", 36), ("authority", 30),
    ("valid_from", 16), ("valid_to", 16), ("permit_number", 18), ("issue_count", 4), ("", 14),
)  # fmt: skip
_FOREIGN: _Layout = (
    ("english_name", 120), ("sex", 2), ("number", 30), ("nation", 6), ("name", 30), ("valid_from", 16), ("valid_to", 16),
    ("birth", 16), ("", 4), ("authority", 8), ("", 8),
)  # fmt: skip
_FOREIGN_2023: _Layout = (
    ("name", 30), ("sex", 2), ("", 4), ("birth", 16), ("english_name", 70), ("number", 36), ("", 30),
    ("valid_from", 16), ("valid_to", 16), ("english_name_rest", 22), ("nation", 6), ("", 8),
)  # fmt: skip

_LAYOUTS: dict[str, tuple[DocumentKind, _Layout]] = {
    "": (DocumentKind.RESIDENT_ID_CARD, _RESIDENT),
    "J": (DocumentKind.HMT_RESIDENCE_PERMIT, _HMT),
    "I": (DocumentKind.FOREIGN_PR_CARD, _FOREIGN),
    "Y": (DocumentKind.FOREIGN_PR_CARD_2023, _FOREIGN_2023),
}


def parse_text(block: bytes) -> IdDocument | None:
    """Read the 256-byte text block; None when a field that must be there does not parse.

    Which area a number names is never looked at. Characters that did not decode, or that only the issuer's font knows, make the
    document `doubtful`: a person must look.
    """
    flag, _ = _decode(block[_FLAG_AT : _FLAG_AT + 2])
    if len(block) != 256 or flag not in _LAYOUTS:
        return None
    kind, layout = _LAYOUTS[flag]
    fields, doubtful = _cut(block, layout)
    if not _number_is_good(kind, fields["number"]):
        return None
    try:
        return _document(kind, fields, doubtful)
    except ValueError:
        return None


def with_newest_address(document: IdDocument, addresses: tuple[bytes, ...]) -> IdDocument:
    """Return `document` with the last address that was appended to the chip, if there is one."""
    written = [(text, doubtful) for text, doubtful in map(_decode, addresses) if text]
    if not written:
        return document
    address, doubtful = written[-1]
    return replace(document, address=address, doubtful=document.doubtful or doubtful)


def _document(kind: DocumentKind, fields: dict[str, str], doubtful: bool) -> IdDocument:
    """Build the document; raises :class:`ValueError` for a date or a sex that is none."""
    name = fields["name"] or _english_name(fields)
    if not name:
        raise ValueError("no name")
    return IdDocument(
        kind=kind,
        name=name,
        sex=Sex(fields["sex"]),
        nation=fields.get("nation", ""),
        birth=_date(fields["birth"]),
        address=fields.get("address", ""),
        number=fields["number"],
        authority=fields.get("authority", ""),
        valid_from=_date(fields["valid_from"]),
        valid_to=None if fields["valid_to"] == LONG_TERM else _date(fields["valid_to"]),
        doubtful=doubtful,
    )


def _english_name(fields: dict[str, str]) -> str:
    return fields.get("english_name", "") + fields.get("english_name_rest", "")


def _number_is_good(kind: DocumentKind, number: str) -> bool:
    if kind is DocumentKind.FOREIGN_PR_CARD:  # three letters of the nationality and twelve digits, without a check character
        return len(number) == 15 and number.isascii() and number[:3].isalpha() and number[3:].isdigit()
    return is_valid_id_number(number)


def _cut(block: bytes, layout: _Layout) -> tuple[dict[str, str], bool]:
    """Return the fields by name, and whether one holds a character that nobody can read."""
    fields: dict[str, str] = {}
    doubtful = False
    at = 0
    for name, size in layout:
        if name:
            fields[name], odd = _decode(block[at : at + size])
            doubtful = doubtful or odd
        at += size
    return fields, doubtful


def _decode(raw: bytes) -> tuple[str, bool]:
    """Return the text without its padding, and whether a character did not decode or is of a private area."""
    text = raw.decode("utf-16-le", errors="replace").strip(" \u3000\x00")
    return text, any(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)


def _date(text: str) -> date:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        raise ValueError("not YYYYMMDD")
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day of the calendar has no time zone
