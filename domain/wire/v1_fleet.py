"""Version 1: client certificates, signed commands, logs and the roll-out of configuration.

What the office orders is signed with its command key over :func:`signed_bytes`, so that nobody on the way can order anything;
it names the terminal and its end, so that it cannot be carried to another one or be kept for later.
"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.wire.message import Message, Sha256, Word

LARGEST_LOG = 512 * 1024  # bytes, compressed
LARGEST_FRAGMENT = 16 * 1024  # bytes of TOML

Pem = Annotated[
    str, Field(min_length=1, max_length=4000, pattern=r"^-----BEGIN [A-Z ]+-----[\sA-Za-z0-9+/=]+-----END [A-Z ]+-----\s*$")
]
Base64 = Annotated[str, Field(pattern=r"^[0-9a-zA-Z+/]*={0,2}$")]
Percent = Annotated[int, Field(ge=0, le=100)]


class CommandKind(StrEnum):
    """What a terminal can be ordered to do. What disturbs a visit waits until nobody is served."""

    SELF_TEST = "self_test"
    RELOAD_CONFIGURATION = "reload_configuration"
    UPLOAD_LOGS = "upload_logs"
    TAKE_OUT = "take_out"  # of service; parameter `reason`
    PUT_BACK = "put_back"  # into service
    RESTART_SCREEN = "restart_screen"


class CommandResult(StrEnum):
    """What a command came to."""

    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"  # the terminal does not do this
    EXPIRED = "expired"  # its time was over before it could be done


class Purpose(StrEnum):
    """What a signature of the office is for: one made for the one is none for the other."""

    COMMAND = "terminal-command-v1"
    CONFIGURATION = "terminal-configuration-v1"
    CALENDAR = "terminal-calendar-v1"


class Signed(Message):
    """Bytes of JSON and the office's Ed25519 signature over :func:`signed_bytes` of them, both in base64."""

    payload: Base64 = Field(max_length=2 * LARGEST_FRAGMENT)
    signature: Annotated[str, Field(pattern=r"^[0-9a-zA-Z+/]{86}==$")]


class Command(Message):
    """Payload of a signed command."""

    command: UUID
    terminal_id: str = Field(min_length=1, max_length=40)
    kind: CommandKind
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    parameters: dict[Word, Word] = Field(default_factory=dict, max_length=4)


class CommandDone(Message):
    """What a command came to; `detail` is a word or a failure of the catalogue."""

    command: UUID
    ended_at: AwareDatetime
    result: CommandResult
    detail: Word | None = None


class CommandKept(Message):
    """The office has it; the terminal may forget the result."""

    command: UUID


class LogUpload(Message):
    """The newest lines of the terminal's redacted logs, gzip in base64."""

    command: UUID
    taken_at: AwareDatetime
    content: Base64 = Field(max_length=LARGEST_LOG * 4 // 3 + 4)
    sha256: Sha256  # of the compressed bytes


class Configuration(Message):
    """Payload of a signed roll-out: `fragment` is TOML with allowed keys only; empty means as shipped.

    `number` grows with every roll-out, so that an older one cannot be played again; rolling back is a new roll-out.
    """

    terminal_id: str = Field(min_length=1, max_length=40)
    number: int = Field(ge=1)
    fragment: str = Field(max_length=LARGEST_FRAGMENT)
    issued_at: AwareDatetime


class CertificateQuestion(Message):
    """A fresh key's certificate signing request (PKCS #10, PEM); signed as every call is, so the office knows who asks."""

    certificate_request: Pem


class ClientCertificate(Message):
    """The certificate (PEM), of the office's own authority."""

    certificate: Pem
    expires_at: AwareDatetime


def signed_bytes(purpose: Purpose, payload: bytes) -> bytes:
    """Return what the office signs."""
    return purpose.value.encode() + b"\0" + payload
