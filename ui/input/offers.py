"""Which candidates stand in which order, by what is being typed."""

from collections.abc import Iterator

from ui.input.contract import Candidate, Engine, Purpose, Reading, Source


class Offers:
    """Puts places, sentences and rare characters into one list."""

    def make(self, letters: str, reading: Reading, purpose: Purpose, engine: Engine) -> tuple[Candidate, ...]:  # noqa: ARG002
        """Return everything there is for `letters`, best first."""
        return tuple(of_the_engine(reading))


def of_the_engine(reading: Reading) -> Iterator[Candidate]:
    """The engine's texts, each with the letters that it stands for."""
    for text in reading.texts:
        if len(text) < len(reading.starts):
            yield Candidate(text, reading.starts[len(text)], Source.PINYIN)
