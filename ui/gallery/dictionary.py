"""A dictionary of a few words, the same on every machine: what pictures and tests of the keyboard are typed with."""

import threading
from collections.abc import Sequence

from ui.bridge.writing import Reader
from ui.input.composer import Composer
from ui.input.contract import Candidate, Engine, Purpose, Reading
from ui.input.offers import Offers
from ui.input.places import Places
from ui.input.rare_characters import RareCharacters

LONG = "重庆市渝中区解放碑街道民权路二十八号附一号三单元"
KNOWN = {
    "shi": Reading((0, 3), tuple("是时事使市式试石十室师诗食史世实施视氏士失湿识饰始屎势适仕尸")),
    "yu": Reading((0, 2), ("与", "渝")),
    "yuzhong": Reading((0, 2, 7), ("渝中", "与", "渝")),
    "yuzhongqu": Reading((0, 2, 7, 9), ("渝中区", "渝中", "雨中", "与", "渝", "雨", "鱼")),
    "zhong": Reading((0, 5), ("中", "重")),
    "long": Reading((*[0] * len(LONG), 4), (LONG,)),
}
BY_STROKES = ("", "一乙丨", "二十人八入七", "三工土干士上大于下寸", "王中区木太五元不天")


class SampleEngine:
    """Knows the words of `KNOWN`, nothing else."""

    def read(self, letters: str) -> Reading:
        return KNOWN.get(letters, Reading())


class SampleOffers(Offers):
    """Puts nothing before the engine's own."""

    def make(self, letters: str, reading: Reading, purpose: Purpose, engine: Engine) -> tuple[Candidate, ...]:  # noqa: ARG002 - the base's
        """Return what the engine said, for every purpose."""
        return super().make(letters, reading, Purpose.TEXT, engine)


class SampleReader:
    """Takes every writing for the same characters, by the number of its strokes."""

    def __init__(self, *, works: bool = True) -> None:
        self.works = works

    def recognise(self, strokes: Sequence[Sequence[tuple[float, float]]]) -> list[str]:
        return list(BY_STROKES[min(len(strokes), len(BY_STROKES) - 1)])


class SampleMethods:
    """Stands for ``ui.input.methods.InputMethods``; `opens` lets the engine come late, `works` is whether it comes at all."""

    def __init__(self, *, works: bool = True) -> None:
        self.works = works
        self.opens = threading.Event()
        self.opens.set()
        self.handwriting: Reader = SampleReader()
        self.forgotten = 0  # how often everything was forgotten
        self.places = Places()  # the machine's own, read when first asked

    @property
    def pinyin_works(self) -> bool:
        """Whether letters can become characters, as told."""
        self.opens.wait(5)
        return self.works

    @property
    def pinyin_lost(self) -> bool:
        """Whether the engine went away, as told."""
        return not self.works

    def composer(self, purpose: Purpose) -> Composer:
        """Make a composer for one field."""
        return Composer(SampleEngine(), purpose, SampleOffers(self.places, RareCharacters()))

    def forget(self) -> None:
        """Count."""
        self.forgotten += 1
