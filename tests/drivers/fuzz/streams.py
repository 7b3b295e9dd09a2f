"""What a line may bring: good frames, damaged ones and noise, one after the other, cut into pieces anywhere."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
"""`tools/fuzz` sets it; every test of CI takes the short form."""

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES == 300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

NOISE = st.binary(max_size=40)


@st.composite
def damaged(draw: st.DrawFn, frames: st.SearchStrategy[bytes]) -> bytes:
    """Return a frame with which something happened on its way."""
    frame = bytearray(draw(frames))
    at = draw(st.integers(0, len(frame) - 1))
    match draw(st.sampled_from(["flipped", "cut", "lost", "doubled", "replaced"])):
        case "flipped":
            frame[at] ^= 1 << draw(st.integers(0, 7))
        case "cut":
            del frame[at:]
        case "lost":
            del frame[at]
        case "doubled":
            frame.insert(at, frame[at])
        case _:
            frame[at] = draw(st.integers(0, 255))
    return bytes(frame)


def streams(frames: st.SearchStrategy[bytes]) -> st.SearchStrategy[list[bytes]]:
    """Return what a line brings, in the pieces in which it comes."""
    parts = st.lists(st.one_of(frames, damaged(frames), NOISE), max_size=6)
    return parts.map(b"".join).flatmap(pieces_of)


def pieces_of(whole: bytes) -> st.SearchStrategy[list[bytes]]:
    """Return `whole` in pieces that are cut anywhere."""
    cuts = st.sets(st.integers(0, len(whole)), max_size=8).map(sorted)
    return cuts.map(lambda at: [whole[a:b] for a, b in zip([0, *at], [*at, len(whole)], strict=True)])
