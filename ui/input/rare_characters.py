"""Characters that the pinyin engine does not know, by their sound (`rare_characters.tsv`, written by `tools.readings`)."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TABLE = Path(__file__).with_name("rare_characters.tsv")


@dataclass(frozen=True)
class Rare:
    """What one syllable may mean: characters of names, and all the others; every one can be drawn."""

    names: str = ""
    others: str = ""


NONE = Rare()


class RareCharacters:
    """The table, read when first asked."""

    def __init__(self, table: Path = TABLE) -> None:
        self._table = table

    def sounding(self, syllable: str) -> Rare:
        """Return the characters for a toneless syllable."""
        return self._syllables.get(syllable, NONE)

    @cached_property
    def _syllables(self) -> dict[str, Rare]:
        rows = (line.split("\t") for line in self._table.read_text("utf-8").splitlines())
        return {syllable: Rare(names, others) for syllable, names, others in rows}
