"""The vault: seals what is kept of citizens, at rest.

Each case has its own data key (AES-256-GCM), wrapped by the office's master key (`master_keys.py`); objects lie in a store
under random names. Destroying a case's key makes its objects noise (crypto-erase). Basis: GB/T 35273-2020 §6.3.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backoffice.retention.ciphers import KEY_BYTES, NONCE_BYTES, SealBroken, decrypt, encrypt, find_or_make_key
from backoffice.retention.master_keys import MasterKeys
from backoffice.retention.stores import ObjectStore

__all__ = ["NONCE_BYTES", "SealBroken", "Vault", "find_or_make_key", "object_name"]


class Vault:
    """Makes, wraps and uses data keys; hashes ID numbers for look-ups."""

    def __init__(self, keys_dir: Path, store: ObjectStore, master: str = "master.key") -> None:
        self.masters = MasterKeys(keys_dir, master)
        self._lookup_key = find_or_make_key(keys_dir / "lookup.key")
        self.store = store

    def make_wrapped_key(self, case_number: str) -> bytes:
        """Return a new data key, wrapped for this case."""
        return self.masters.wrap(AESGCM.generate_key(KEY_BYTES * 8), wrapping(case_number))

    def seal(self, wrapped: bytes, purpose: str, plain: bytes) -> bytes:
        """Seal `plain`; `purpose` names case and use, and must be the same when opening."""
        return encrypt(self._data_key(wrapped, purpose), plain, purpose)

    def open(self, wrapped: bytes, purpose: str, sealed: bytes) -> bytes:
        """Open what :meth:`seal` made; raises :class:`SealBroken`."""
        return decrypt(self._data_key(wrapped, purpose), sealed, purpose)

    def person_hash(self, id_number: str) -> str:
        """Return the keyed hash under which a person is looked up, hex."""
        return hmac.new(self._lookup_key, id_number.upper().encode(), hashlib.sha256).hexdigest()

    def _data_key(self, wrapped: bytes, purpose: str) -> AESGCM:
        case_number = purpose.partition(":")[0]
        return AESGCM(self.masters.unwrap(wrapped, wrapping(case_number)))


def wrapping(case_number: str) -> str:
    """Return the purpose of a wrapped data key."""
    return f"key:{case_number}"


def object_name() -> str:
    """Return a fresh random name for an object."""
    return secrets.token_hex(16)
