"""Signs every request with the terminal's own key (RFC 9421, Ed25519).

Covered: method, path, digest of the body and, where there is one, the idempotency key. The host is not covered: who ends TLS
may rename it. `created` and a random nonce let the office refuse what is old or was seen before.
"""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from requests import PreparedRequest

from domain.clock import Clock

COVERED = ("@method", "@path", "content-digest")
IDEMPOTENCY_KEY = "Idempotency-Key"
NONCE_BYTES = 16


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002 - there is only one
        return self._key


class RequestSigner:
    """Puts ``Content-Digest``, ``Signature-Input`` and ``Signature`` on a prepared request."""

    def __init__(self, terminal_id: str, key: Ed25519PrivateKey, clock: Clock) -> None:
        self._terminal_id = terminal_id
        self._clock = clock
        self._signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_OneKey(key))

    def sign(self, request: PreparedRequest, body: bytes) -> None:
        """Sign `request`, whose body is exactly `body`."""
        covered = (*COVERED, IDEMPOTENCY_KEY.lower()) if IDEMPOTENCY_KEY in request.headers else COVERED
        self._signer.sign(
            request,
            key_id=self._terminal_id,
            created=self._clock.now(),
            nonce=secrets.token_urlsafe(NONCE_BYTES),
            covered_component_ids=covered,
            body=body,  # the library makes Content-Digest from it; handing in a header of our own is refused
        )
