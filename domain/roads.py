"""Roads, landmarks and housing areas by their sound: whole readings only, of the whole name or of its beginning.

The list is no register: it says which of the names that sound alike is likely meant. Pure: names and readings are handed in.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product, takewhile

LEAST = 2  # syllables: one may be anything
MOST_SPELLINGS = 8  # of one name: 长 may be chang and zhang


@dataclass(frozen=True, order=True)
class _Spelling:
    letters: str
    rank: int  # how unusual this reading is, then the place in the list
    name: str
    least: int  # letters until two syllables are said


class Roads:
    """Names in the order of the list."""

    def __init__(self, names: Iterable[str], readings: Mapping[str, Sequence[str]]) -> None:
        self._spellings = sorted(spelling for place, name in enumerate(names) for spelling in spelled(name, place, readings))

    def exact(self, letters: str) -> list[str]:
        """Names that all `letters` say to the end, the usual reading first."""
        return self._names(spelling for spelling in self._beginning(letters) if spelling.letters == letters)

    def begun(self, letters: str, limit: int) -> list[str]:
        """At most `limit` names of which `letters` say two syllables or more, and that go on; shorter ones first."""
        longer = (spelling for spelling in self._beginning(letters) if spelling.least <= len(letters) < len(spelling.letters))
        return self._names(longer)[:limit]

    def _beginning(self, letters: str) -> Iterator[_Spelling]:
        if not letters:
            return iter(())
        start = bisect_left(self._spellings, letters, key=lambda spelling: spelling.letters)
        return takewhile(lambda spelling: spelling.letters.startswith(letters), islice(self._spellings, start, None))

    def _names(self, spellings: Iterable[_Spelling]) -> list[str]:
        ranked = sorted(spellings, key=lambda spelling: (len(spelling.name), spelling.rank))
        return list(dict.fromkeys(spelling.name for spelling in ranked))


def spelled(name: str, place: int, readings: Mapping[str, Sequence[str]]) -> Iterator[_Spelling]:
    """Every way of spelling a name, the usual one first; none for a character without a reading."""
    ways = product(*(readings.get(character, ()) for character in name))
    for unusual, way in enumerate(islice(ways, MOST_SPELLINGS)):
        yield _Spelling("".join(way), unusual * 10_000 + place, name, sum(map(len, way[:LEAST])))


def parse_roads(text: str) -> list[str]:
    """Parse `config/regions/chongqing-roads.txt`."""
    return [line for line in text.splitlines() if line and not line.startswith("#")]
