"""Who this terminal is: its Ed25519 key, and what the office told it at enrolment.

Everything lies in `state_dir/identity` (0700, files 0600). The folder appears by one rename, so an identity is whole or
absent; until then the key waits in `identity.pending`, so that an enrolment whose answer was lost can be asked again.
"""

import base64
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pydantic import ValidationError

from backend_client.durable_files import flush_folder, write_whole
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1 import EnrolmentAnswer, SealingKey

FOLDER = "identity"
PENDING = "identity.pending"
KEY_FILE = "terminal.key"
ANSWER_FILE = "terminal.json"


class IdentityExists(RuntimeError):
    """This terminal is enrolled already; an identity is never overwritten."""


@dataclass(frozen=True)
class Identity:
    """The enrolled terminal. The private key never shows."""

    terminal_id: str
    terminal_number: int
    place_zh: str
    place_en: str
    sealing_key: SealingKey
    signing_key: Ed25519PrivateKey = field(repr=False)
    face_key: SealingKey | None = None  # None: the office has told none yet; live pictures cannot be kept then
    command_key: str | None = None  # None: the office has told none yet; it cannot order anything then


def find_identity(state_dir: Path) -> Identity | None:
    """Return the identity, or None when this terminal was never enrolled; a damaged one raises like :func:`load_identity`."""
    return load_identity(state_dir) if (state_dir / FOLDER).exists() else None


def load_identity(state_dir: Path) -> Identity:
    """Read the identity; raises :class:`KnownFailure` (``terminal_not_enrolled``) when it is absent or damaged."""
    folder = state_dir / FOLDER
    try:
        answer = EnrolmentAnswer.model_validate_json((folder / ANSWER_FILE).read_bytes())
        return _identity(answer, _load_key(folder / KEY_FILE))
    except (OSError, ValidationError, ValueError) as error:
        raise KnownFailure(FailureCode.TERMINAL_NOT_ENROLLED) from error


def prepare_key(state_dir: Path) -> Ed25519PrivateKey:
    """Return the key to enrol with, the same one at every try; raises :class:`IdentityExists` when there is an identity."""
    if (state_dir / FOLDER).exists():
        raise IdentityExists
    pending = state_dir / PENDING
    pending.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (pending / KEY_FILE).exists():
        key = Ed25519PrivateKey.generate()
        write_whole(pending / KEY_FILE, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return _load_key(pending / KEY_FILE)


def keep_answer(state_dir: Path, answer: EnrolmentAnswer) -> Identity:
    """Make the prepared key and the office's answer this terminal's identity; raises :class:`IdentityExists`."""
    pending, folder = state_dir / PENDING, state_dir / FOLDER
    key = _load_key(pending / KEY_FILE)
    write_whole(pending / ANSWER_FILE, _answer_bytes(answer))
    try:
        pending.rename(folder)
    except OSError as error:
        raise IdentityExists from error
    flush_folder(state_dir)
    return _identity(answer, key)


def keep_keys(state_dir: Path, identity: Identity, sealing_key: SealingKey, face_key: SealingKey | None) -> Identity:
    """Remember the keys that the office seals with now; the next application is sealed to them."""
    path = state_dir / FOLDER / ANSWER_FILE
    answer = EnrolmentAnswer.model_validate_json(path.read_bytes())
    write_whole(path, _answer_bytes(answer.model_copy(update={"sealing_key": sealing_key, "face_key": face_key})))
    return replace(identity, sealing_key=sealing_key, face_key=face_key)


def keep_command_key(state_dir: Path, identity: Identity, command_key: str) -> Identity:
    """Remember by which key the office orders: once, for a key that could be exchanged would prove nothing."""
    path = state_dir / FOLDER / ANSWER_FILE
    answer = EnrolmentAnswer.model_validate_json(path.read_bytes())
    write_whole(path, _answer_bytes(answer.model_copy(update={"command_key": command_key})))
    return replace(identity, command_key=command_key)


def public_key_text(key: Ed25519PrivateKey) -> str:
    """Return the raw public key in base64, as the enrolment sends it."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _identity(answer: EnrolmentAnswer, key: Ed25519PrivateKey) -> Identity:
    return Identity(
        terminal_id=answer.terminal_id,
        terminal_number=answer.terminal_number,
        place_zh=answer.place_zh,
        place_en=answer.place_en,
        sealing_key=answer.sealing_key,
        face_key=answer.face_key,
        command_key=answer.command_key,
        signing_key=key,
    )


def _answer_bytes(answer: EnrolmentAnswer) -> bytes:
    return json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()


def _load_key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the terminal's key is not Ed25519")  # noqa: TRY004 - the file is wrong, not its caller
    return key
