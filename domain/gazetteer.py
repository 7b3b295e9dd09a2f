"""Places of Chongqing found by their sound: whole readings (yuzhong), initials (yzq), both mixed, or the beginning of either.

Letters are a–z, with or without separators (nan'an). A character may be read in every way that the table of readings knows, the
usual one comes first. Pure: regions and readings are handed in.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from domain.addresses import Region

MUNICIPALITY = "重庆市"
DIGRAPHS = ("zh", "ch", "sh")
ETHNIC = re.compile(r"(?:土家族|苗族|蒙古族|回族|仡佬族)+(?=自治县|乡)")
KINDS = ("自治县", "新区", "街道", "区", "县", "镇", "乡", "市")


class Fit(IntEnum):
    """How well letters fit a name; smaller is better."""

    READ = 0  # whole readings, as far as the name is called in short or in full
    BEGUN = 1  # whole readings, and the name goes on
    INITIALS = 2
    MIXED = 3


class Level(IntEnum):
    """What a name names; at equal fit the larger comes first."""

    MUNICIPALITY = 0
    DISTRICT = 1
    FORMER = 2  # a district of old
    STREET = 3


@dataclass(frozen=True)
class Place:
    """Where a name leads: a district, and perhaps a street or town in it. `former`: the old district that it was found by."""

    code: str
    district: str
    street: str | None = None
    former: str | None = None


@dataclass(frozen=True, repr=False)
class Match:
    """A written name for the first `letters` letters of what was typed (separators not counted)."""

    text: str
    letters: int
    fit: Fit
    level: Level
    characters: int  # of the text that the letters reach
    unusual: int  # readings that are right, but not how the place is mostly said
    place: Place | None = None


@dataclass(frozen=True)
class _Name:
    text: str
    short: int  # so many of its characters are enough to call it by
    level: Level
    place: Place | None


@dataclass(frozen=True)
class _Step:
    """So far into a name and into the letters; so many characters by their whole reading, so many by an unusual one."""

    character: int
    letter: int
    whole: int = 0
    unusual: int = 0
    open: bool = False  # the letters ended within the last reading

    def on(self, letters: int, *, whole: bool = False, unusual: bool = False, open_: bool = False) -> "_Step":
        """The step after one more character."""
        return _Step(self.character + 1, self.letter + letters, self.whole + whole, self.unusual + unusual, open_)

    def fit(self, short: int) -> Fit:
        """How well a name fits of which `short` characters are enough."""
        if self.whole == self.character:
            return Fit.READ if self.character >= short and not self.open else Fit.BEGUN
        return Fit.MIXED if self.whole else Fit.INITIALS


class Gazetteer:
    """Names of places and how they sound."""

    def __init__(self, regions: Sequence[Region], readings: Mapping[str, Sequence[str]]) -> None:
        self._readings = readings
        self._city = _Name(MUNICIPALITY, 2, Level.MUNICIPALITY, None)
        self._districts = tuple(_districts(regions))
        self._streets: dict[str, tuple[_Name, ...]] = {region.code: tuple(_streets(region)) for region in regions}
        self._came_from: dict[tuple[str, str | None], tuple[str, ...]] = {
            (region.code, former): region.streets_from(former) for region in regions for former in region.former_names
        }
        self._by_letter: dict[str, list[_Name]] = defaultdict(list)
        for name in (self._city, *self._districts, *(name for names in self._streets.values() for name in names)):
            for letter in {reading[0] for reading in readings.get(name.text[0], ())}:
                self._by_letter[letter].append(name)

    def matches(self, letters: str) -> list[Match]:
        """Every name, and every 重庆市 + district + street, that all `letters` may stand for; best first, each text once."""
        best: dict[str, Match] = {}
        for match in self._found(letters):
            best.setdefault(match.text, match)
        return list(best.values())

    def fronts(self, letters: str) -> list[Match]:
        """Names by whole readings that something else follows ("chongqingshiyuzhongqu|xinhualu"); longest first."""
        found = (match for match in self._chains(bare(letters)) if match.fit is Fit.READ)
        return sorted(found, key=lambda match: (-match.letters, match.unusual, match.level))

    def find_places(self, letters: str, limit: int) -> list[Place]:
        """Return at most `limit` districts and streets that `letters` may stand for, best first, each once."""
        places: dict[tuple[str, str | None], Place] = {}
        for match in self._found(letters):
            if match.place:
                places.setdefault((match.place.code, match.place.street), match.place)
        return list(places.values())[:limit]

    # -- names and their combinations ---------------------------------------------------------------------------------------

    def _found(self, letters: str) -> list[Match]:
        letters = bare(letters)
        return sorted([*self._single(letters), *self._composed(letters)], key=_rank)

    def _single(self, letters: str) -> Iterator[Match]:
        for name in self._by_letter.get(letters[:1], ()):
            yield from (match for match in self._written(name, letters, 0) if match.letters == len(letters))

    def _composed(self, letters: str) -> Iterator[Match]:
        """District and street, 重庆市 and what follows: matches that use all letters."""
        for front in self._chains(letters):
            for name in self._names_below(front):
                for match in self._written(name, letters, front.letters):
                    if match.letters == len(letters):
                        yield _joined(front, match)

    def _names_below(self, front: Match) -> tuple[_Name, ...]:
        """What may follow 重庆市 or a district; a district of old had only some of the streets."""
        if front.place is None:
            return self._districts
        streets = self._streets[front.place.code]
        came_along = self._came_from.get((front.place.code, front.place.former))
        return streets if came_along is None else tuple(name for name in streets if name.text in came_along)

    def _chains(self, letters: str) -> Iterator[Match]:
        """重庆市, 重庆市 + district, district: names said to their end, with letters left."""
        cities = list(self._said(self._city, letters, 0))
        yield from cities
        for name in self._districts:
            yield from self._said(name, letters, 0)
            for city in cities:
                yield from (_joined(city, match) for match in self._said(name, letters, city.letters))

    # -- one name ------------------------------------------------------------------------------------------------------------

    def _written(self, name: _Name, letters: str, start: int) -> Iterator[Match]:
        """The name, in full and in short, as far as `letters` from `start` on go into it."""
        walks = self._walks(name.text, letters, start)
        best = min(walks, key=lambda step: (-step.letter, step.fit(name.short), step.unusual, -step.character), default=None)
        if best is None:
            return
        yield _match(name, best, len(name.text))
        if best.character <= name.short < len(name.text):
            yield _match(name, best, name.short)

    def _said(self, name: _Name, letters: str, start: int) -> Iterator[Match]:
        """The name where `letters` say it to its end, in full or in short, and go on."""
        for step in self._walks(name.text, letters, start):
            if step.letter < len(letters) and step.character in {name.short, len(name.text)}:
                yield _match(name, step, step.character)

    def _walks(self, text: str, letters: str, start: int) -> Iterator[_Step]:
        """Every way of reading the beginning of `text` from letter `start` on."""
        steps = [_Step(0, start)]
        while steps:
            step = steps.pop()
            if step.character:
                yield step
            if step.character < len(text) and step.letter < len(letters):
                steps.extend(self._next(step, text[step.character], letters[step.letter :]))

    def _next(self, step: _Step, character: str, rest: str) -> Iterator[_Step]:
        for place, reading in enumerate(self._readings.get(character, ())):
            unusual = place > 0
            if rest.startswith(reading):
                yield step.on(len(reading), whole=True, unusual=unusual)
            elif reading.startswith(rest):
                yield step.on(len(rest), whole=True, unusual=unusual, open_=True)
            if rest[0] == reading[0] and len(reading) > 1:
                yield step.on(1, unusual=unusual)
            if rest[:2] in DIGRAPHS and reading.startswith(rest[:2]):
                yield step.on(2, unusual=unusual)


def bare(letters: str) -> str:
    """Letters as names are looked up by: small, without separators."""
    return letters.lower().replace("'", "")


def parse_readings(text: str) -> dict[str, tuple[str, ...]]:
    """Parse `config/regions/readings.tsv`: a character, a tab, its readings without tones."""
    rows = (line.split("\t") for line in text.splitlines())
    return {character: tuple(readings.split()) for character, readings in rows}


def short_length(name: str) -> int:
    """How many characters of a name are enough to call it by: 渝中|区, 石柱|土家族自治县, 解放碑|街道."""
    ethnic = ETHNIC.search(name)
    if ethnic:
        return ethnic.start() if ethnic.start() > 1 else len(name)
    kind = next((kind for kind in KINDS if name.endswith(kind)), "")
    return len(name) - len(kind) if len(name) - len(kind) > 1 else len(name)


def _districts(regions: Sequence[Region]) -> Iterator[_Name]:
    """Present names first; of an old name that was divided, the region that took more of it."""
    for region in regions:
        yield _Name(region.name, short_length(region.name), Level.DISTRICT, Place(region.code, region.name))
    for region in sorted(regions, key=lambda region: -len(region.streets)):
        for former in region.former_names:
            yield _Name(former, short_length(former), Level.FORMER, Place(region.code, region.name, former=former))


def _streets(region: Region) -> Iterator[_Name]:
    for street in region.streets:
        yield _Name(street, short_length(street), Level.STREET, Place(region.code, region.name, street))


def _rank(match: Match) -> tuple[int, ...]:
    """Smaller is better. Districts are written in full (渝中区), streets as they are called (解放碑)."""
    written = len(match.text) if match.level is Level.STREET else match.text[-1] not in "区县市"
    return (match.fit, match.unusual, match.level, -match.characters, written)


def _match(name: _Name, step: _Step, characters: int) -> Match:
    text = name.text[:characters]
    return Match(text, step.letter, step.fit(name.short), name.level, step.character, step.unusual, name.place)


def _joined(front: Match, back: Match) -> Match:
    old = front.place.former if front.place else None
    return replace(
        back,
        text=front.text + back.text,
        place=replace(back.place, former=old) if back.place and old else back.place,
        fit=max(front.fit, back.fit),
        characters=front.characters + back.characters,
        unusual=front.unusual + back.unusual,
    )
