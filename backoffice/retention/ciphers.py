"""The two primitives of everything sealed here: a key in a file, and AES-256-GCM with a random nonce, bound to a purpose."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backoffice.retention.durable_files import written_beside

KEY_BYTES = 32
NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed object was changed, cut, or belongs to another case or key."""


def find_or_make_key(path: Path) -> bytes:
    """Return the key in `path`; makes it once, even when two processes start together."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        temporary = written_beside(path, secrets.token_bytes(KEY_BYTES))
        try:
            os.link(temporary, path)  # fails where another process was first: its key counts
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return read_key(path)


def read_key(path: Path) -> bytes:
    """Return the key in `path`; raises ValueError where it is none."""
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path.name} is not a key of {KEY_BYTES} bytes")
    return key


def encrypt(key: AESGCM, plain: bytes, purpose: str) -> bytes:
    """Seal `plain` for `purpose`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + key.encrypt(nonce, plain, purpose.encode())


def decrypt(key: AESGCM, sealed: bytes, purpose: str) -> bytes:
    """Open what :func:`encrypt` made for the same purpose; raises :class:`SealBroken`."""
    try:
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken
