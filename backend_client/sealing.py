"""Seals a body to the office's public key, so that a stolen terminal reveals nothing, not even to itself.

HPKE (RFC 9180) base mode, X25519 / HKDF-SHA256 / AES-256-GCM; `info` binds the body to its envelope (number, service,
terminal, key), so a body cannot be moved under another number.
"""

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from domain.services import ServiceSlug
from domain.wire.v1 import SEALING_SUITE, ApplicationBody, SealingKey, associated_info
from domain.wire.v1_faces import FaceBody, associated_face_info
from domain.wire.v1_recovery import Change, KeptChange, associated_change_info


class UnknownSuite(ValueError):
    """The office named a sealing suite that this terminal does not know."""


@dataclass(frozen=True)
class SealedBody:
    """What is left of a body on the terminal: enc || ciphertext, and the hash over it."""

    key_id: str
    sealed: bytes = field(repr=False)
    sha256: str = field(repr=False)


def suite() -> Suite:
    """Return the one suite of wire version 1."""
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal(body: ApplicationBody, key: SealingKey) -> SealedBody:
    """Seal `body` to `key`; raises :class:`UnknownSuite` when the key asks for another suite."""
    return _sealed(body.model_dump_json(), key, associated_info(body.number, body.service, body.terminal_id, key.key_id))


def seal_faces(body: FaceBody, service: ServiceSlug, key: SealingKey) -> SealedBody:
    """Seal the live pictures of one application of `service` to the office's face `key`. Raises as :func:`seal`."""
    return _sealed(body.model_dump_json(), key, associated_face_info(body.number, service, body.terminal_id, key.key_id))


def seal_change(message: Change, kept: KeptChange, terminal_id: str, key: SealingKey) -> SealedBody:
    """Seal what a citizen changed, for a restored office; `kept`: its envelope. Raises as :func:`seal`."""
    return _sealed(message.model_dump_json(), key, associated_change_info(kept, terminal_id, key.key_id))


def _sealed(plain: str, key: SealingKey, info: bytes) -> SealedBody:
    if key.suite != SEALING_SUITE:
        raise UnknownSuite(key.suite)
    public_key = X25519PublicKey.from_public_bytes(base64.b64decode(key.public_key, validate=True))
    sealed = suite().encrypt(plain.encode(), public_key, info)
    return SealedBody(key_id=key.key_id, sealed=sealed, sha256=hashlib.sha256(sealed).hexdigest())
