"""Triple DES, as the acquirer's keys want it. Only the payment process imports this."""

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK = 8  # bytes


def encrypt(key: bytes, blocks: bytes) -> bytes:
    """Encrypt whole blocks in ECB with a key of 8, 16 or 24 bytes."""
    encryptor = Cipher(TripleDES(_expanded(key)), ECB()).encryptor()  # noqa: S305 - the acquirer's protocol
    return encryptor.update(blocks) + encryptor.finalize()


def decrypt(key: bytes, blocks: bytes) -> bytes:
    """Decrypt whole blocks in ECB with a key of 8, 16 or 24 bytes."""
    decryptor = Cipher(TripleDES(_expanded(key)), ECB()).decryptor()  # noqa: S305 - the acquirer's protocol
    return decryptor.update(blocks) + decryptor.finalize()


def check_value(key: bytes) -> bytes:
    """Return the first four bytes of the encrypted zero block 校验值."""
    return encrypt(key, bytes(BLOCK))[:4]


def xor(first: bytes, second: bytes) -> bytes:
    """Return the bitwise exclusive or of two strings of the same length."""
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def _expanded(key: bytes) -> bytes:
    """Bring a key to 24 bytes, because shorter ones are deprecated in the library though not in the protocol."""
    if len(key) == 8:
        return key * 3
    if len(key) == 16:
        return key + key[:8]
    if len(key) == 24:
        return key
    raise ValueError("a DES key has 8, 16 or 24 bytes")
