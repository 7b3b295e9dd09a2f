"""The gazetteer with the tables of this terminal, read when first asked."""

from functools import cached_property
from pathlib import Path

from domain.addresses import parse_streets
from domain.gazetteer import Gazetteer, Match, Place, bare, parse_readings
from domain.roads import Roads, parse_roads

REGIONS = Path(__file__).parents[2] / "config" / "regions"


class Places:
    """Places of Chongqing by their sound."""

    def __init__(self, folder: Path = REGIONS) -> None:
        self._folder = folder

    def matches(self, letters: str) -> list[Match]:
        """Names that all `letters` may stand for, best first."""
        return self._gazetteer.matches(letters)

    def fronts(self, letters: str) -> list[Match]:
        """Names that the letters begin with, longest first."""
        return self._gazetteer.fronts(letters)

    def find(self, letters: str, limit: int = 12) -> list[Place]:
        """Districts and streets for a search, best first."""
        return self._gazetteer.find_places(letters, limit)

    def road(self, letters: str) -> list[str]:
        """Roads and landmarks that all `letters` say to the end."""
        return self._roads.exact(bare(letters))

    def roads_begun(self, letters: str, limit: int) -> list[str]:
        """Roads and landmarks that begin with what `letters` say, two syllables at least."""
        return self._roads.begun(bare(letters), limit)

    @cached_property
    def _readings(self) -> dict[str, tuple[str, ...]]:
        return parse_readings((self._folder / "readings.tsv").read_text("utf-8"))

    @cached_property
    def _roads(self) -> Roads:
        return Roads(parse_roads((self._folder / "chongqing-roads.txt").read_text("utf-8")), self._readings)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        streets = (self._folder / "chongqing-streets.csv").read_text("utf-8")
        return Gazetteer(parse_streets(streets), self._readings)
