"""A file that only its code opens: AES-256-GCM over pieces, each bound to its place, so that nothing can be cut off or moved.

The code is 160 bits in Base32, drawn by the machine: it cannot be guessed, so no slow derivation is needed. Layout: mark,
salt (16 bytes), then pieces of 1 MiB, each with its tag. The nonce is the number of the piece, and one bit for the last.
"""

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = b"cq-traffic-kiosk backup 1\n"
SALT, PIECE, TAG = 16, 1 << 20, 16
CODE_BYTES, GROUP = 20, 4


class WrongCode(Exception):
    """The code does not open the file, or the file is not as it was written."""


def draw_code() -> str:
    """Draw a code, in groups of four that a person can copy."""
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii")
    return "-".join(text[i : i + GROUP] for i in range(0, len(text), GROUP))


def lock_away(source: Path, target: Path, code: str) -> None:
    """Write the content of `source` locked to the new file `target`; raises :class:`FileExistsError`."""
    salt = secrets.token_bytes(SALT)
    cipher = _cipher(code, salt)
    with source.open("rb") as plain, target.open("xb") as box:
        target.chmod(0o600)
        box.write(MARK + salt)
        for number, piece, is_last in _pieces(plain, PIECE):
            box.write(cipher.encrypt(_nonce(number, is_last), piece, MARK))


def unlock(source: Path, target: Path, code: str) -> None:
    """Write what is locked in `source` to `target`; raises :class:`WrongCode`, then `target` is worth nothing."""
    with source.open("rb") as box, target.open("wb") as plain:
        target.chmod(0o600)
        if box.read(len(MARK)) != MARK:
            raise WrongCode
        cipher = _cipher(code, box.read(SALT))
        try:
            for number, piece, is_last in _pieces(box, PIECE + TAG):
                plain.write(cipher.decrypt(_nonce(number, is_last), piece, MARK))
        except InvalidTag:
            raise WrongCode from None


def _cipher(code: str, salt: bytes) -> AESGCM:
    try:
        drawn = base64.b32decode(code.replace("-", "").replace(" ", "").upper().strip())
    except ValueError:
        raise WrongCode from None
    if len(drawn) != CODE_BYTES or len(salt) != SALT:
        raise WrongCode
    return AESGCM(HKDF(SHA256(), 32, salt, MARK).derive(drawn))


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Give number, content and whether it is the last; there is always one, if only an empty one."""
    number, piece = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
