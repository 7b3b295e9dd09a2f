"""Checks the signature of a terminal's request (RFC 9421, Ed25519).

What must be covered is decided here, not by the sender: method, path, digest of the body, and the idempotency key wherever one
was sent. The host is not covered, because who ends TLS may rename it.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)
from http_message_signatures.algorithms import ED25519

COVERED = ("@method", "@path", "content-digest")
IDEMPOTENCY_KEY = "idempotency-key"
LARGEST_SKEW = 300  # seconds
LONGEST_NONCE = 64


class SignatureInvalid(Exception):
    """The request was not signed by the terminal it names, or not all of it that must be."""


class TerminalUnknown(Exception):
    """Nobody of this name is enrolled, or not any more."""


@dataclass(frozen=True)
class SignedRequest:
    """A request as it came in. `path` is the path the client wrote, percent signs and all."""

    method: str
    path: str
    headers: "FieldLines"
    body: bytes = field(repr=False)

    @property
    def url(self) -> str:
        """Return an address with the right path; its host is not part of what is signed."""
        return f"https://office.invalid{self.path}"


class FieldLines:
    """Header lines as they came, repeated names included."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        self._lines = list(lines)

    def items(self) -> list[tuple[str, str]]:
        """Return (name, value) of every line."""
        return self._lines

    def has(self, name: str) -> bool:
        """Tell whether a line of this lower-case name came."""
        return self.first(name) is not None

    def first(self, name: str) -> str | None:
        """Return the value of the first line of this name, in whatever case; None when none came."""
        wanted = name.lower()
        return next((value for line, value in self._lines if line.lower() == wanted), None)


@dataclass(frozen=True)
class Verified:
    """Who signed, when by the signer's clock (epoch seconds), and the nonce that makes this request unique."""

    terminal_id: str
    created: int
    nonce: str

    def skew(self, now: datetime) -> float:
        """Return seconds by which the signer's clock is ahead of `now`."""
        return self.created - now.timestamp()


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, find_key: Callable[[str], str | None]) -> None:
        self._find_key = find_key
        self.unknown = False

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        text = self._find_key(key_id)
        self.unknown = text is None
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text)) if text else None


class _Verifier(HTTPMessageVerifier):
    """The library asks the machine's clock; here the office's own clock judges, after the signature."""

    def validate_created_and_expires(self, sig_input: object, max_age: object = None) -> None:
        del sig_input, max_age


def verify(request: SignedRequest, find_key: Callable[[str], str | None]) -> Verified:
    """Return who signed `request`; `find_key` gives the base64 of a terminal's raw public key.

    Raises :class:`SignatureInvalid` or :class:`TerminalUnknown`. The caller judges `created` and `nonce`.
    """
    keys = _Keys(find_key)
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=keys)
    covered = (*COVERED, IDEMPOTENCY_KEY) if request.headers.has(IDEMPOTENCY_KEY) else COVERED
    try:
        results = verifier.verify(request, max_age=None, require_components=covered, body=request.body)
    except (InvalidSignature, HTTPMessageSignaturesException) as error:
        raise (TerminalUnknown if keys.unknown else SignatureInvalid) from error
    return _verified(results[0].parameters)


def _verified(parameters: dict[str, int | str]) -> Verified:
    key_id, created, nonce = (parameters.get(name) for name in ("keyid", "created", "nonce"))
    if not isinstance(key_id, str) or not isinstance(created, int):
        raise SignatureInvalid
    if not isinstance(nonce, str) or not 1 <= len(nonce) <= LONGEST_NONCE:
        raise SignatureInvalid
    return Verified(key_id, created, nonce)
