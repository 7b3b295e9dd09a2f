"""Median and ninth decile of lengths that were counted by steps."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How lengths lie: by nearest rank, so that each is a length that really occurred."""

    median: int | None
    decile: int | None  # nine of ten are no longer
    count: int


def spread_of(lengths: Counter[int]) -> Spread:
    """Return the spread of lengths by how often each occurred."""
    count = lengths.total()
    return Spread(_rank(lengths, 0.5), _rank(lengths, 0.9), count)


def _rank(lengths: Counter[int], share: float) -> int | None:
    wanted, passed = lengths.total() * share, 0
    for length in sorted(lengths):
        passed += lengths[length]
        if passed >= wanted:
            return length
    return None
