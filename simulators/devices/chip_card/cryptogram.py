"""Application cryptograms of PBOC 3.0 part 17 with triple DES: what a chip computes and its issuer computes again.

Keys: the card's own from the issuer's by option A of EMV book 2 annex A1.4, a session's from the card's by its counter.
"""

from simulators.devices.chip_card.des import BLOCK, encrypt

METHOD_1_BYTES = 10  # of tag 91: eight of the answer cryptogram, two of the response code


def card_key(master_key: bytes, number: str, sequence: str) -> bytes:
    """Return a card's key from the issuer's, the card's number and its two-digit sequence number."""
    digits = (number + sequence)[-16:].rjust(16, "0")
    left = bytes.fromhex(digits)
    return _odd_parity(encrypt(master_key, left) + encrypt(master_key, _inverted(left)))


def session_key(key: bytes, counter: bytes) -> bytes:
    """Return the key of one transaction from the card's key and its counter (two bytes)."""
    return encrypt(key, bytes(6) + counter) + encrypt(key, bytes(6) + _inverted(counter))


def cryptogram(session: bytes, data: bytes) -> bytes:
    """Return the MAC over `data`: single DES chained, the last block triple (ISO 9797-1 algorithm 3, padding 80 00…)."""
    padded = data + b"\x80"
    padded += bytes(-len(padded) % BLOCK)
    chained = bytes(BLOCK)
    for start in range(0, len(padded) - BLOCK, BLOCK):
        chained = encrypt(session[:BLOCK], _mixed(chained, padded[start : start + BLOCK]))
    return encrypt(session, _mixed(chained, padded[-BLOCK:]))


def answer_cryptogram(session: bytes, request: bytes, response_code: bytes) -> bytes:
    """Return the issuer's answer (ARPC, method 1) to the cryptogram of a request; `response_code` is 8A, two characters."""
    return encrypt(session, _mixed(request, response_code.ljust(BLOCK, b"\0")))


def _mixed(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def _inverted(data: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in data)


def _odd_parity(key: bytes) -> bytes:
    return bytes(byte & 0xFE | (bin(byte >> 1).count("1") + 1) % 2 for byte in key)
