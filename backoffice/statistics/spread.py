"""Median and ninth decile of lengths that were counted by steps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How lengths lie: by nearest rank, so that each is a length that really occurred."""

    median: int | None
    decile: int | None  # nine of ten are no longer
    count: int


def spread_of(lengths: Counter[int]) -> Spread:
    """Return the spread of lengths by how often each occurred."""
    ordered = sorted(lengths.items())
    count = lengths.total()
    return Spread(_rank(ordered, count * 0.5), _rank(ordered, count * 0.9), count)


def _rank(ordered: Sequence[tuple[int, int]], wanted: float) -> int | None:
    passed = 0
    for length, often in ordered:
        passed += often
        if passed >= wanted:
            return length
    return None
