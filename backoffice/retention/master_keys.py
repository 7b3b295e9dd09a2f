"""Master keys: they wrap data keys. The newest one wraps; every one that lies here still opens.

`<name>.key` is the first, `<name>-0002.key` and upwards come after it (`backoffice keys`). The folder is looked at whenever
something is wrapped, and whenever something does not open: a process that has run for weeks takes a new key into use at once.
"""

import re
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backoffice.retention.ciphers import SealBroken, decrypt, encrypt, find_or_make_key, read_key
from backoffice.retention.durable_files import sync_folder


class MasterKeys:
    """The master keys of one name; a first one is made where there is none."""

    def __init__(self, keys_dir: Path, first: str) -> None:
        self._folder = keys_dir
        self._first = first
        self._later = re.compile(re.escape(first.removesuffix(".key")) + r"-\d{4}\.key")
        self._opened: dict[str, AESGCM] = {}
        keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.names():
            find_or_make_key(keys_dir / first)

    def names(self) -> list[str]:
        """Return the files, oldest first."""
        there = [one.name for one in self._folder.iterdir()]
        return [name for name in there if name == self._first] + sorted(filter(self._later.fullmatch, there))

    @property
    def newest(self) -> Path:
        """Return where the key lies that wraps."""
        return self._folder / self.names()[-1]

    def wrap(self, data_key: bytes, purpose: str) -> bytes:
        """Wrap a data key by the newest master key."""
        return encrypt(self._key(self.newest.name), data_key, purpose)

    def unwrap(self, wrapped: bytes, purpose: str) -> bytes:
        """Return a data key; raises :class:`..ciphers.SealBroken` where no key that lies here opens it."""
        return self._open(wrapped, purpose)[1]

    def wrapped_by(self, wrapped: bytes, purpose: str) -> str | None:
        """Return the file of the key that opens it, None where none does."""
        try:
            return self._open(wrapped, purpose)[0]
        except SealBroken:
            return None

    def add(self) -> str:
        """Make another key, which wraps from now on, and return its file."""
        last = self.names()[-1]
        number = int(last.removesuffix(".key")[-4:]) if last != self._first else 1
        name = f"{self._first.removesuffix('.key')}-{number + 1:04d}.key"
        find_or_make_key(self._folder / name)
        sync_folder(self._folder)
        return name

    def forget(self, name: str) -> None:
        """Remove a key for good: what only it opens is noise from now on."""
        (self._folder / name).unlink()
        sync_folder(self._folder)
        self._opened.pop(name, None)

    def _open(self, wrapped: bytes, purpose: str) -> tuple[str, bytes]:
        for names in (list(reversed(self._opened)), list(reversed(self.names()))):  # the folder only where memory does not do
            for name in names:
                try:
                    return name, decrypt(self._key(name), wrapped, purpose)
                except SealBroken:
                    continue
        raise SealBroken

    def _key(self, name: str) -> AESGCM:
        if name not in self._opened:
            self._opened[name] = AESGCM(read_key(self._folder / name))
        return self._opened[name]
