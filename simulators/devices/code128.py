"""Code 128 as thermal printers draw it from ``{A``, ``{B`` and ``{C`` code sets."""

from collections.abc import Iterator

PATTERNS = (  # noqa: SIM905 - a table is easier to compare with the standard
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
).split()
STOP = "2331112"
STARTS = {"A": 103, "B": 104, "C": 105}


def modules(data: bytes) -> str:
    """Return the widths of bars and gaps in turn; raises :class:`ValueError` when the data names no code set."""
    values = list(_values(data))
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    return "".join(PATTERNS[value] for value in [*values, check]) + STOP


def _values(data: bytes) -> Iterator[int]:
    code_set = ""
    rest = data
    while rest:
        if rest[:1] == b"{":
            code_set, first = chr(rest[1]), not code_set
            yield STARTS[code_set] if first else {"A": 101, "B": 100, "C": 99}[code_set]
            rest = rest[2:]
        elif not code_set:
            raise ValueError("barcode data names no code set")
        else:
            yield _value(code_set, rest[0])
            rest = rest[1:]


def _value(code_set: str, byte: int) -> int:
    if code_set == "C":
        return byte  # two digits as one number
    if code_set == "A" and byte < 32:
        return byte + 64
    return byte - 32
