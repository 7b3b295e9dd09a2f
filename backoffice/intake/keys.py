"""The office's sealing keys: to the newest one terminals seal, with any of them the office can still open.

Raw X25519 keys, 32 bytes, `keys/sealing/0001.key` and upwards; live pictures have keys of their own in `keys/sealing-faces/`,
so that who opens applications need not be able to open faces. A key's name is derived from its public half, so that a body
names its key wherever the files came from.
"""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from backoffice.retention.vault import find_or_make_key
from domain.wire.v1 import SealingKey

FOLDER = "sealing"
FACES_FOLDER = "sealing-faces"
KEY_ID_LENGTH = 16


class SealingKeys:
    """The folder of sealing keys, read anew at every use: a key added by a command counts at once."""

    def __init__(self, keys_dir: Path, folder: str = FOLDER) -> None:
        self._folder = keys_dir / folder

    def current(self) -> SealingKey:
        """Return the public half of the newest key, made when there is none yet."""
        paths = self._paths() or [self._folder / "0001.key"]
        raw = _public(find_or_make_key(paths[-1]))
        return SealingKey(key_id=_key_id(raw), public_key=base64.b64encode(raw).decode())

    def find(self, key_id: str) -> X25519PrivateKey | None:
        """Return the private key of this name, if it is here."""
        for path in self._paths():
            key = find_or_make_key(path)
            if _key_id(_public(key)) == key_id:
                return X25519PrivateKey.from_private_bytes(key)
        return None

    def add(self) -> SealingKey:
        """Make a new key; terminals learn of it with their next heartbeat."""
        paths = self._paths()
        number = int(paths[-1].stem) + 1 if paths else 1
        find_or_make_key(self._folder / f"{number:04d}.key")
        return self.current()

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9][0-9][0-9][0-9].key"))


def face_keys(keys_dir: Path) -> SealingKeys:
    """Return the keys to which live pictures are sealed."""
    return SealingKeys(keys_dir, FACES_FOLDER)


@lru_cache(maxsize=16)
def _public(raw: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()


def _key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:KEY_ID_LENGTH]
