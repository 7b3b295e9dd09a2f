"""The office's command key: signs what terminals are ordered, so that nobody on the way can order anything."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backoffice.retention.vault import find_or_make_key
from domain.wire.message import Message
from domain.wire.v1_fleet import Purpose, Signed, signed_bytes

FILE = "terminal-commands.key"


class CommandKey:
    """The Ed25519 key in `keys_dir`, made when first needed."""

    def __init__(self, keys_dir: Path) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(find_or_make_key(keys_dir / FILE))

    @property
    def public(self) -> str:
        """The raw public key in base64, as terminals are told."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def sign(self, purpose: Purpose, message: Message) -> Signed:
        """Return `message` signed for `purpose`."""
        payload = message.model_dump_json().encode()
        signature = self._key.sign(signed_bytes(purpose, payload))
        return Signed(payload=base64.b64encode(payload).decode(), signature=base64.b64encode(signature).decode())
