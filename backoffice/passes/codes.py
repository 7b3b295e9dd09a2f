"""The QR text of a truck pass: a payload signed with the office's Ed25519 key, so that it can be checked without any network.

``CQTP1.<payload>.<key id>.<signature>``, each part base64url without padding; the signature is over everything before its dot.
The payload names plate, kind, days, hours and roads; no person. Whether a pass was revoked only the office knows.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import TypeAdapter, ValidationError

from backoffice.retention.vault import find_or_make_key

PREFIX = "CQTP1"
KEY_ID_LENGTH = 16
LONGEST = 1200  # characters; a QR of medium size
FOLDER = "passes"


class PassCodeInvalid(ValueError):
    """Not a code of this office, or changed since it was signed. `why` is one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class PassPayload:
    """What a pass says. Its repr shows nothing of the vehicle."""

    number: str
    plate: str = field(repr=False)
    plate_kind: str
    kind: str
    valid_from: date
    valid_until: date
    windows: tuple[str, ...]  # hours, e.g. 09:30-16:30
    roads: tuple[str, ...]
    application_sha256: str  # of the application's number and what was approved: ties the code to the case


_ADAPTER = TypeAdapter(PassPayload)


class PassKeys:
    """The folder of signing keys; with the newest one passes are signed, old ones still verify."""

    def __init__(self, keys_dir: Path) -> None:
        self._folder = keys_dir / FOLDER

    def current(self) -> tuple[str, Ed25519PrivateKey]:
        """Return id and key, made when there is none yet."""
        paths = self._paths() or [self._folder / "0001.key"]
        key = Ed25519PrivateKey.from_private_bytes(find_or_make_key(paths[-1]))
        return _id_of(key.public_key()), key

    def public(self) -> Mapping[str, Ed25519PublicKey]:
        """Return every public key by its id: all that a handheld needs."""
        keys = (Ed25519PrivateKey.from_private_bytes(find_or_make_key(path)).public_key() for path in self._paths())
        return {_id_of(key): key for key in keys}

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9][0-9][0-9][0-9].key"))


def sign(payload: PassPayload, keys: PassKeys) -> str:
    """Return the text of the QR."""
    key_id, key = keys.current()
    told = asdict(payload) | {"valid_from": payload.valid_from.isoformat(), "valid_until": payload.valid_until.isoformat()}
    signed = f"{PREFIX}.{_written(json.dumps(told, ensure_ascii=False, separators=(',', ':')).encode())}.{key_id}"
    return f"{signed}.{_written(key.sign(signed.encode()))}"


def verify(text: str, keys: Mapping[str, Ed25519PublicKey]) -> PassPayload:
    """Return what the code says; raises :class:`PassCodeInvalid` for whatever this office did not sign as it stands."""
    parts = text.strip().split(".")
    if len(text) > LONGEST or len(parts) != 4 or parts[0] != PREFIX:
        raise PassCodeInvalid("no_pass")
    key = keys.get(parts[2])
    if key is None:
        raise PassCodeInvalid("key_unknown")
    try:
        key.verify(_read(parts[3]), ".".join(parts[:3]).encode())
        return _ADAPTER.validate_json(_read(parts[1]))
    except InvalidSignature:
        raise PassCodeInvalid("signature") from None
    except ValidationError:
        raise PassCodeInvalid("form") from None  # pydantic's message would quote the plate


def _id_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:KEY_ID_LENGTH]


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise PassCodeInvalid("form") from None
