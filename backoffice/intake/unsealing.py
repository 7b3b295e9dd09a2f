"""Opens what a terminal sealed (HPKE, RFC 9180): the other side of the terminal's sealing."""

from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from pydantic import BaseModel, ValidationError

from backoffice.intake.keys import SealingKeys
from backoffice.intake.models import Quarantined
from domain import numbers
from domain.services import ServiceSlug
from domain.wire.v1 import ApplicationBody, SealedApplication, associated_info
from domain.wire.v1_faces import FaceBody, associated_face_info

Body = TypeVar("Body", bound=BaseModel)


class BodyUnreadable(Exception):
    """The body cannot be opened or understood, or is not the one its envelope tells of. `why` is one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def unseal_faces(keys: SealingKeys, terminal_id: str, message: SealedApplication, sealed: bytes) -> FaceBody:
    """Open and check the live pictures beside a body; raises :class:`BodyUnreadable`."""
    if message.faces is None:
        raise ValueError("there are no faces to open")
    key_id = message.faces.key_id
    info = associated_face_info(message.number, message.service, terminal_id, key_id)
    body = _read(FaceBody, _opened(keys, key_id, info, sealed))
    if (body.number, body.terminal_id) != (message.number, terminal_id):
        raise BodyUnreadable("envelope_differs")
    return body


def unseal(keys: SealingKeys, terminal_id: str, message: SealedApplication, sealed: bytes) -> ApplicationBody:
    """Open and check one body; raises :class:`BodyUnreadable`."""
    info = associated_info(message.number, message.service, terminal_id, message.key_id)
    body = _read(ApplicationBody, _opened(keys, message.key_id, info, sealed))
    _require_same(body, message, terminal_id)
    return body


def open_kept(keys: SealingKeys, kept: Quarantined) -> ApplicationBody:
    """Open a body that was put aside, by what its envelope told; raises :class:`BodyUnreadable`.

    Whether it fits its envelope is asked again when it is taken.
    """
    info = associated_info(kept.number, ServiceSlug(kept.service), kept.terminal_id, kept.key_id)
    return _read(ApplicationBody, _opened(keys, kept.key_id, info, kept.sealed))


def open_sealed(form: type[Body], keys: SealingKeys, key_id: str, info: bytes, sealed: bytes) -> Body:
    """Open a message of this form that was sealed with `info`; raises :class:`BodyUnreadable`."""
    return _read(form, _opened(keys, key_id, info, sealed))


def _opened(keys: SealingKeys, key_id: str, info: bytes, sealed: bytes) -> bytes:
    key = keys.find(key_id)
    if key is None:
        raise BodyUnreadable("key_unknown")
    try:
        return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM).decrypt(sealed, key, info)
    except (InvalidTag, ValueError):
        raise BodyUnreadable("seal_broken") from None


def _read(form: type[Body], plain: bytes) -> Body:
    try:
        return form.model_validate_json(plain)
    except ValidationError:
        raise BodyUnreadable("form_unknown") from None  # pydantic's error would name fields of the person


def _require_same(body: ApplicationBody, message: SealedApplication, terminal_id: str) -> None:
    inside = (body.number, body.service, body.terminal_id, body.confirmed_at)
    outside = (message.number, message.service, terminal_id, message.confirmed_at)
    if inside != outside:
        raise BodyUnreadable("envelope_differs")
    if not numbers.is_valid(body.number):
        raise BodyUnreadable("number_invalid")
