"""Which candidates stand in which order, by what is being typed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from domain.gazetteer import Fit, Level, Match
from ui.input.address_words import endings
from ui.input.contract import SEPARATOR, Candidate, Engine, Purpose, Reading, Source
from ui.input.places import Places
from ui.input.rare_characters import RareCharacters
from ui.input.surnames import COMPOUND, SURNAMES

PLACES = 5  # so many may stand in front: the sentence stays in sight
ROADS = 3  # that go on where the letters end
FIRST = 8  # of the engine's characters before surnames that it hides
COMMON = 36  # of the engine's characters before the rare ones of names: a page and a half
USUAL = 6  # of the engine's before places, when the letters may as well be one ordinary syllable


@dataclass(frozen=True)
class Offers:
    """Puts places, sentences and rare characters into one list; each text once, where it comes first."""

    places: Places = field(default_factory=Places)
    rare: RareCharacters = field(default_factory=RareCharacters)

    def make(self, letters: str, reading: Reading, purpose: Purpose, engine: Engine) -> tuple[Candidate, ...]:
        """Return everything there is for `letters`, best first."""
        said = of_the_engine(reading)
        match purpose:
            case Purpose.ADDRESS:
                found = self._address(letters, reading, said, engine)
            case Purpose.NAME:
                found = self._name(letters, reading, said)
            case Purpose.TEXT:
                found = said
        first: dict[str, Candidate] = {}
        for candidate in found:
            first.setdefault(candidate.text, candidate)
        return tuple(first.values())

    def _address(self, letters: str, reading: Reading, said: Iterator[Candidate], engine: Engine) -> Iterator[Candidate]:
        places = list(islice(self._places(letters), PLACES))
        if len(reading.starts) == 2:  # lu: a road rather than 罗田
            yield from self._ended(letters, reading, engine)
            yield from islice(said, USUAL)
        yield from places
        yield from self._roads(letters)
        if not places:
            yield from self._place_and_more(letters, reading, engine)
            yield from self._ended(letters, reading, engine)
        yield from said

    def _roads(self, letters: str) -> Iterator[Candidate]:
        """建新北路: roads and landmarks that are read so, then some that go on."""
        for name in (*self.places.road(letters), *self.places.roads_begun(letters, ROADS)):
            yield Candidate(name, len(letters), Source.PLACE)

    def _places(self, letters: str) -> Iterator[Candidate]:
        return (Candidate(match.text, len(letters), Source.PLACE) for match in self.places.matches(letters) if worth_it(match))

    def _place_and_more(self, letters: str, reading: Reading, engine: Engine) -> Iterator[Candidate]:
        """渝中区新华路: the place with what the engine makes of the letters behind it, then the place alone."""
        for match in self.places.fronts(letters):
            end = with_separators(letters, match.letters)
            if end in reading.starts:
                rest = letters[end:]
                for road in self.places.road(rest):
                    yield Candidate(match.text + road, len(letters), Source.PLACE)
                for more in islice(self._ended(rest, engine.read(rest), engine), 1):
                    yield Candidate(match.text + more.text, len(letters), Source.PLACE)
                if more_text := whole(engine.read(rest), rest):
                    yield Candidate(match.text + more_text, len(letters), Source.PLACE)
                yield Candidate(match.text, end, Source.PLACE)
                return

    def _ended(self, letters: str, reading: Reading, engine: Engine) -> Iterator[Candidate]:
        """中山四路: what an address ends with, behind a place or what the engine makes of the letters before it."""
        if reading.starts[-1] != len(letters):
            return
        for count, ending in endings(in_parts(letters, reading)):
            front = letters[: reading.starts[-1 - count]]
            text = self._called(front, engine) if front else ""
            if text or not front:
                yield Candidate(text + ending, len(letters), Source.PLACE)

    def _called(self, front: str, engine: Engine) -> str:
        for match in self.places.matches(front)[:1]:
            if match.fit is Fit.READ and not match.unusual:
                return match.text
        return whole(engine.read(front), front)

    def _name(self, letters: str, reading: Reading, said: Iterator[Candidate]) -> Iterator[Candidate]:
        syllables = in_parts(letters, reading)
        end = reading.starts[1] if len(reading.starts) > 1 else len(letters)
        rare = self.rare.sounding(syllables[0] if syllables else letters)
        if compound := COMPOUND.get(" ".join(syllables[:2])):
            yield Candidate(compound, reading.starts[2], Source.PINYIN)
        yield from islice(said, FIRST)
        if syllables:
            yield from each(SURNAMES.get(syllables[0], ""), end)
        yield from islice(said, COMMON - FIRST)
        yield from each(rare.names, end)
        yield from said
        yield from each(rare.others, end)


def in_parts(letters: str, reading: Reading) -> list[str]:
    """The syllables that the engine reads, without separators."""
    return [letters[begin:end].strip(SEPARATOR) for begin, end in pairwise(reading.starts)]


def whole(reading: Reading, letters: str) -> str:
    """The engine's first text, if it stands for all letters."""
    return reading.texts[0] if reading.texts and reading.starts[-1] == len(letters) else ""


def of_the_engine(reading: Reading) -> Iterator[Candidate]:
    """The engine's texts, each with the letters that it stands for."""
    for text in reading.texts:
        if len(text) < len(reading.starts):
            yield Candidate(text, reading.starts[len(text)], Source.PINYIN)


def each(characters: Iterable[str], letters: int) -> Iterator[Candidate]:
    """Every character by itself."""
    return (Candidate(character, letters, Source.RARE) for character in characters)


def worth_it(match: Match) -> bool:
    """Whether a place may stand before the sentence: two of its characters are typed, of a street by its initials three."""
    if match.fit in {Fit.READ, Fit.BEGUN}:
        return match.characters >= 2 and not match.unusual
    return match.characters >= (3 if match.level is Level.STREET else 2) and not match.unusual


def with_separators(letters: str, count: int) -> int:
    """Where the `count`-th letter ends when separators are counted too."""
    end = 0
    while count or letters[end : end + 1] == SEPARATOR:
        count -= letters[end] != SEPARATOR
        end += 1
    return end
