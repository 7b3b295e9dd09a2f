"""The text book as the terminal has it, and the words of the examples and of the gallery's own sheets."""

from pathlib import Path

from domain.texts import TextBook
from kiosk.words import load_texts

CONFIG = Path(__file__).parents[2] / "config"
HERE = Path(__file__).parent


def open_book(config: Path = CONFIG) -> TextBook:
    """Read every text that a screen may show, and those that only the gallery has."""
    return load_texts(config, sorted(HERE.glob("*_texts.toml")))
