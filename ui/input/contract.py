"""What the keyboard and the engines say to each other."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

SEPARATOR = "'"  # 分词: a syllable ends here


class Purpose(StrEnum):
    """What is being typed; decides who speaks first."""

    ADDRESS = "address"  # places of Chongqing come first
    NAME = "name"  # characters that only occur in names can be reached too
    TEXT = "text"


class Source(StrEnum):
    """Who offers a candidate."""

    PLACE = "place"  # the gazetteer
    PINYIN = "pinyin"  # the engine's dictionary
    RARE = "rare"  # the table of characters that the engine does not know
    LETTERS = "letters"  # nobody knows anything: the letters as they are


@dataclass(frozen=True)
class Candidate:
    """One text for the first `letters` of what was typed (separators count)."""

    text: str
    letters: int
    source: Source

    def __repr__(self) -> str:
        return f"Candidate({self.source})"  # never what somebody types


@dataclass(frozen=True, repr=False)
class Reading:
    """What the engine makes of letters: where its syllables begin (the last number is where they end), and its texts.

    A text of n characters stands for the first n syllables.
    """

    starts: tuple[int, ...] = (0,)
    texts: tuple[str, ...] = ()


class Engine(Protocol):
    """A dictionary of pinyin. Answers nothing where it is missing or broken; never raises."""

    def read(self, letters: str) -> Reading:
        """Make what is possible of `letters` (a–z and separators)."""
        ...
