"""The acquirer's MAC ("UnionPay ECB"): field 64 over everything from message type to field 63."""

import hmac

from payment.backends.built_in.des import BLOCK, encrypt, xor


def mac(key: bytes, message: bytes) -> bytes:
    """Return the eight bytes of field 64.

    All 8-byte blocks (the last one filled with zeros) are xored; the result in hexadecimal is encrypted half by half, and the
    first eight hexadecimal characters of that are the MAC.
    """
    folded = bytes(BLOCK)
    for start in range(0, len(message), BLOCK):
        folded = xor(folded, message[start : start + BLOCK].ljust(BLOCK, b"\0"))
    spelled = folded.hex().upper().encode()
    first = encrypt(key, spelled[:BLOCK])
    return encrypt(key, xor(first, spelled[BLOCK:])).hex().upper()[:BLOCK].encode()


def is_authentic(key: bytes, message: bytes, received: bytes) -> bool:
    """Tell whether `received` is the MAC of `message`."""
    return hmac.compare_digest(mac(key, message), received)
