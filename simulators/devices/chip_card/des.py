"""DES and triple DES from FIPS 46-3, in plain Python: some ten milliseconds per kilobyte, enough for a card."""

from functools import lru_cache

BLOCK = 8  # bytes

# Every table names, for each bit of the result, the bit of the source, counted from 1 on the left.
INITIAL = (
    *(58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4),
    *(62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8),
    *(57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3),
    *(61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7),
)
FINAL = tuple(INITIAL.index(place) + 1 for place in range(1, 65))
EXPANSION = tuple((place - 1) % 32 + 1 for row in range(0, 32, 4) for place in range(row, row + 6))
PERMUTATION = (
    16,
    7,
    20,
    21,
    29,
    12,
    28,
    17,
    1,
    15,
    23,
    26,
    5,
    18,
    31,
    10,
    2,
    8,
    24,
    14,
    32,
    27,
    3,
    9,
    19,
    13,
    30,
    6,
    22,
    11,
    4,
    25,
)
FIRST_CHOICE = (
    *(57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36),
    *(63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4),
)
SECOND_CHOICE = (
    *(14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2),
    *(41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32),
)
SHIFTS = (1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1)
BOXES = (  # S1 to S8, four rows of sixteen hexadecimal digits each
    "E4D12FB83A6C59070F74E2D1A6CB953841E8D62BFC973A50FC8249175B3EA06D",
    "F18E6B34972DC05A3D47F28EC01A69B50E7BA4D158C6932FD8A13F42B67C05E9",
    "A09E63F51DC7B428D709346A285ECBF1D6498F30B12C5AE71AD069874FE3B52C",
    "7DE3069A1285BC4FD8B56F03472C1AE9A690CB7DF13E52843F06A1D8945BC72E",
    "2C417AB6853FD0E9EB2C47D150FA3986421BAD78F9C5630EB8C71E2D6F09A453",
    "C1AF92680D34E75BAF427C9561DE0B389EF528C3704A1DB6432C95FABE17608D",
    "4B2EF08D3C975A61D0B7491AE35C2F8614BDC37EAF6805926BD814A7950FE23C",
    "D2846FB1A93E50C71FD8A374C56B0E927B419CE206ADF35821E74A8DFC90356B",
)


def encrypt(key: bytes, data: bytes) -> bytes:
    """Encrypt whole blocks in ECB: single DES with 8 bytes of key, triple DES with 16."""
    return _each_block(data, _steps(key))


def decrypt(key: bytes, data: bytes) -> bytes:
    """Decrypt whole blocks in ECB; raises :class:`ValueError` for a key or data of another size, as :func:`encrypt` does."""
    return _each_block(data, tuple(tuple(reversed(rounds)) for rounds in reversed(_steps(key))))


Rounds = tuple[int, ...]
"""The sixteen round keys of 48 bits, in the order of their use."""


def _steps(key: bytes) -> tuple[Rounds, ...]:
    if len(key) == BLOCK:
        return (_round_keys(key),)
    if len(key) != 2 * BLOCK:
        raise ValueError("a key has 8 or 16 bytes")
    outer, inner = _round_keys(key[:BLOCK]), _round_keys(key[BLOCK:])
    return outer, tuple(reversed(inner)), outer


def _each_block(data: bytes, steps: tuple[Rounds, ...]) -> bytes:
    if len(data) % BLOCK:
        raise ValueError("whole blocks only")
    return b"".join(_block(data[start : start + BLOCK], steps) for start in range(0, len(data), BLOCK))


def _block(block: bytes, steps: tuple[Rounds, ...]) -> bytes:
    value = int.from_bytes(block, "big")
    for rounds in steps:
        value = _sixteen_rounds(value, rounds)
    return value.to_bytes(BLOCK, "big")


def _sixteen_rounds(block: int, rounds: Rounds) -> int:
    mixed = _picked(block, 64, INITIAL)
    left, right = mixed >> 32, mixed & 0xFFFFFFFF
    for key in rounds:
        left, right = right, left ^ _scrambled(right, key)
    return _picked(right << 32 | left, 64, FINAL)


def _scrambled(half: int, key: int) -> int:
    chosen = _picked(half, 32, EXPANSION) ^ key
    found = 0
    for number, box in enumerate(BOXES):
        six = chosen >> (42 - 6 * number) & 0x3F
        row, column = six >> 4 & 2 | six & 1, six >> 1 & 0xF
        found = found << 4 | int(box[16 * row + column], 16)
    return _picked(found, 32, PERMUTATION)


@lru_cache(maxsize=64)
def _round_keys(key: bytes) -> Rounds:
    chosen = _picked(int.from_bytes(key, "big"), 64, FIRST_CHOICE)
    left, right = chosen >> 28, chosen & 0xFFFFFFF
    rounds = []
    for shift in SHIFTS:
        left, right = _rotated(left, shift), _rotated(right, shift)
        rounds.append(_picked(left << 28 | right, 56, SECOND_CHOICE))
    return tuple(rounds)


def _rotated(half: int, places: int) -> int:
    return (half << places | half >> (28 - places)) & 0xFFFFFFF


def _picked(value: int, width: int, table: tuple[int, ...]) -> int:
    found = 0
    for place in table:
        found = found << 1 | value >> (width - place) & 1
    return found
