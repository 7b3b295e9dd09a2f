"""The vault: seals what is kept of citizens, at rest.

Each case has its own data key (AES-256-GCM), wrapped by the office's master key; objects lie in a store under random names.
Destroying a case's key makes its objects noise (crypto-erase). Basis: GB/T 35273-2020 §6.3.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backoffice.retention.durable_files import written_beside
from backoffice.retention.stores import ObjectStore

KEY_BYTES = 32
NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed object was changed, cut, or belongs to another case or key."""


class Vault:
    """Makes, wraps and uses data keys; hashes ID numbers for look-ups."""

    def __init__(self, keys_dir: Path, store: ObjectStore, master: str = "master.key") -> None:
        self._master = AESGCM(find_or_make_key(keys_dir / master))
        self._lookup_key = find_or_make_key(keys_dir / "lookup.key")
        self.store = store

    def make_wrapped_key(self, case_number: str) -> bytes:
        """Return a new data key, wrapped for this case."""
        return _encrypt(self._master, AESGCM.generate_key(KEY_BYTES * 8), f"key:{case_number}")

    def seal(self, wrapped: bytes, purpose: str, plain: bytes) -> bytes:
        """Seal `plain`; `purpose` names case and use, and must be the same when opening."""
        return _encrypt(self._data_key(wrapped, purpose), plain, purpose)

    def open(self, wrapped: bytes, purpose: str, sealed: bytes) -> bytes:
        """Open what :meth:`seal` made; raises :class:`SealBroken`."""
        return _decrypt(self._data_key(wrapped, purpose), sealed, purpose)

    def person_hash(self, id_number: str) -> str:
        """Return the keyed hash under which a person is looked up, hex."""
        return hmac.new(self._lookup_key, id_number.upper().encode(), hashlib.sha256).hexdigest()

    def _data_key(self, wrapped: bytes, purpose: str) -> AESGCM:
        case_number = purpose.partition(":")[0]
        return AESGCM(_decrypt(self._master, wrapped, f"key:{case_number}"))


def object_name() -> str:
    """Return a fresh random name for an object."""
    return secrets.token_hex(16)


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
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path.name} is not a key of {KEY_BYTES} bytes")
    return key


def _encrypt(key: AESGCM, plain: bytes, purpose: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + key.encrypt(nonce, plain, purpose.encode())


def _decrypt(key: AESGCM, sealed: bytes, purpose: str) -> bytes:
    try:
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken
