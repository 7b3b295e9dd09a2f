"""What a scanner sends: one line per code, ended by CR, LF or both, with the AIM identifier before it if it is set up so.

Identifiers after ISO/IEC 15424: ``]`` + letter of the symbology + one modifier.
"""

import re

from drivers.code_scanner.contract import ScannedCode

LONGEST = 4400  # bytes; a QR code holds at most 4296 letters
UNKNOWN = "unknown"
_ENDS = re.compile(rb"[\r\n]+")
_IDENTIFIER = re.compile(r"\]([A-Za-z])[0-9A-Za-z]")
_SYMBOLOGIES = {
    "A": "code39",
    "C": "code128",
    "E": "ean",
    "F": "codabar",
    "G": "code93",
    "I": "interleaved_2_of_5",
    "L": "pdf417",
    "Q": "qr",
    "X": "han_xin",
    "d": "data_matrix",
    "e": "databar",
    "h": "han_xin",
    "z": "aztec",
}
_ENCODINGS = ("utf-8", "gb18030")  # scanners hand on the bytes that are in the code
_GROUP_SEPARATOR = "\x1d"  # stands between the fields of a GS1 code


class LineScanner:
    """Cuts what arrives into codes. What is no code is counted, never kept."""

    def __init__(self) -> None:
        self._begun = b""
        self._overlong = False
        self.garbage = 0

    @property
    def is_within(self) -> bool:
        """Tell whether a line has begun and is not ended."""
        return bool(self._begun) or self._overlong

    def feed(self, data: bytes) -> list[ScannedCode]:
        """Take what arrived and return the codes that are complete now."""
        *ended, rest = _ENDS.split(self._begun + data)
        self._begun = rest
        codes = [code for line in ended if (code := self._finish(line)) is not None]
        if len(self._begun) > LONGEST:
            self._begun, self._overlong = b"", True
        return codes

    def forget(self) -> None:
        """The line fell quiet in the middle of a code: what came of it is nothing."""
        if self.is_within:
            self.garbage += 1
        self._begun, self._overlong = b"", False

    def _finish(self, line: bytes) -> ScannedCode | None:
        was_overlong, self._overlong = self._overlong or len(line) > LONGEST, False
        if not line and not was_overlong:
            return None  # LF after CR
        code = None if was_overlong else parse(line)
        self.garbage += code is None
        return code


def parse(line: bytes) -> ScannedCode | None:
    """Return the code of one line without its end; None when it is no text."""
    text = _decode(line)
    if text is None:
        return None
    identifier = _IDENTIFIER.match(text)
    if identifier is None or identifier[1] not in _SYMBOLOGIES:
        return ScannedCode(text, UNKNOWN)
    content = text[identifier.end() :]
    return ScannedCode(content, _SYMBOLOGIES[identifier[1]]) if content else None


def _decode(line: bytes) -> str | None:
    for encoding in _ENCODINGS:
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if all(char.isprintable() or char == _GROUP_SEPARATOR for char in text) else None
    return None
