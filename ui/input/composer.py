"""Letters become characters: what is typed, what is offered for it, what of it is chosen already."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ui.input.contract import SEPARATOR, Candidate, Engine, Purpose, Reading, Source

if TYPE_CHECKING:
    from ui.input.offers import Offers

LONGEST = 64  # letters; an address line is shorter, and somebody leaning on a key is not


@dataclass(frozen=True, repr=False)
class Piece:
    """Characters chosen while letters behind them wait."""

    text: str
    letters: str


class Composer:
    """One field's worth of composing, for one thread. What is in it never leaves but through `choose` and `flush`."""

    def __init__(self, engine: Engine, purpose: Purpose = Purpose.TEXT, offers: "Offers | None" = None) -> None:
        self._engine = engine
        self._offers = offers
        self.purpose = purpose
        self._pieces: list[Piece] = []
        self._just_chosen = False
        self._letters = ""
        self._reading = Reading()
        self._candidates: tuple[Candidate, ...] = ()

    @property
    def letters(self) -> str:
        """The letters that are not yet characters, separators among them."""
        return self._letters

    @property
    def preedit(self) -> str:
        """What the field shows underlined: chosen characters, then the letters in syllables ("渝中 qu")."""
        return "".join(piece.text for piece in self._pieces) + in_syllables(self._letters, self._reading.starts)

    @property
    def candidates(self) -> Sequence[Candidate]:
        """Everything that may be chosen now, best first; empty while nothing is composed."""
        return self._candidates

    def type(self, letter: str) -> bool:
        """Take one letter a–z (either case); tell whether it was taken."""
        letter = letter.lower()
        if len(letter) != 1 or not "a" <= letter <= "z" or self._length() >= LONGEST:
            return False
        self._change(self._letters + letter)
        return True

    def separate(self) -> bool:
        """End the syllable here (xi'an is not xian); tell whether there was one to end."""
        if not self._letters or self._letters.endswith(SEPARATOR) or self._length() >= LONGEST:
            return False
        self._change(self._letters + SEPARATOR)
        return True

    def erase(self) -> bool:
        """Undo the last choice or take back the last letter; False when nothing is composed: the field's own text is meant."""
        if not self._letters:
            return False
        letters = self._letters if self._just_chosen else self._letters[:-1]
        if self._pieces and (self._just_chosen or not letters):
            letters = self._pieces.pop().letters + letters
        self._change(letters)
        return True

    def choose(self, index: int) -> str:
        """Take a candidate; returns the text to commit, "" when letters remain to be turned (or there is no such candidate)."""
        if not 0 <= index < len(self._candidates):
            return ""
        candidate = self._candidates[index]
        rest = self._letters[candidate.letters :].lstrip(SEPARATOR)
        self._pieces.append(Piece(candidate.text, self._letters[: len(self._letters) - len(rest)]))
        if rest:
            self._change(rest)
            self._just_chosen = True
            return ""
        text = "".join(piece.text for piece in self._pieces)
        self.clear()
        return text

    def flush(self) -> str:
        """Turn all that is left by first candidates (空格, 填好了); returns the text to commit, "" when there was none."""
        while self._letters:
            if text := self.choose(0):
                return text
        return ""

    def clear(self) -> None:
        """Drop what is composed."""
        self._pieces.clear()
        self._change("")

    def give_up(self) -> tuple[str, str]:
        """Return the characters chosen so far and the letters that wait, and drop both: the engine is gone."""
        given = "".join(piece.text for piece in self._pieces), self._letters
        self.clear()
        return given

    def _length(self) -> int:
        return len(self._letters) + sum(len(piece.letters) for piece in self._pieces)

    def _change(self, letters: str) -> None:
        self._letters = letters
        self._just_chosen = False
        self._reading = self._engine.read(letters) if letters else Reading()
        self._candidates = self._offer() if letters else ()

    def _offer(self) -> tuple[Candidate, ...]:
        if self._offers is None:
            from ui.input.offers import Offers  # with its tables only where something is typed

            self._offers = Offers()
        offered = self._offers.make(self._letters, self._reading, self.purpose, self._engine)
        return offered or (Candidate(self._letters, len(self._letters), Source.LETTERS),)


def in_syllables(letters: str, starts: Sequence[int]) -> str:
    """`yuzhongqu` as "yu zhong qu"; separators stay ("xi'an"), and what is no syllable stands as it is."""
    bounds = [0, *(start for start in starts[1:] if start < len(letters)), len(letters)]
    parts = [letters[begin:end] for begin, end in pairwise(bounds)]
    return " ".join(parts).replace(SEPARATOR + " ", SEPARATOR)
