"""The PIN of a technician as it may be kept: salted and stretched with scrypt (RFC 7914); office and terminal agree on it.

A PIN is eight digits drawn by the office. Whoever steals a terminal has its hashes: at a tenth of a second and 32 MiB a try
all of the hundred million take a machine months; the office withdraws the PIN on the same day.
"""

import base64
import hashlib
import hmac
import re

SCHEME = "scrypt"
COST, BLOCK, PARALLEL = 2**15, 8, 1  # 32 MiB
KEY_BYTES = 32
SALT_BYTES = 16
MEMORY = 64 * 1024 * 1024  # more than OpenSSL needs for it
PIN = re.compile(r"[0-9]{8}")
NUMBER = re.compile(r"[0-9]{4}")  # 工号


def hash_pin(pin: str, salt: bytes) -> str:
    """Return what is kept of `pin`; `salt` are :data:`SALT_BYTES` of chance. Takes about a tenth of a second."""
    return "$".join((SCHEME, _text(salt), _text(_stretched(pin, salt))))


def is_pin(pin: str, kept: str) -> bool:
    """Tell whether `pin` is the one of which `kept` was made; a `kept` of another form is no PIN's."""
    try:
        scheme, salt, wanted = kept.split("$")
        salted, expected = base64.b64decode(salt, validate=True), base64.b64decode(wanted, validate=True)
    except ValueError:
        return False
    return scheme == SCHEME and hmac.compare_digest(_stretched(pin, salted), expected)


def _stretched(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=MEMORY, dklen=KEY_BYTES)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
