"""The text book as the terminal has it: all of config/texts, and the sentences of the failures."""

from pathlib import Path

from domain.failures import parse_failures
from domain.texts import Language, TextBook, parse_texts

CONFIG = Path(__file__).parents[2] / "config"


def open_book(config: Path = CONFIG) -> TextBook:
    """Read every text that a screen may show."""
    written = parse_texts(path.read_text("utf-8") for path in sorted((config / "texts").glob("*.toml")))
    entries = {key: {language: written.get(key, language) for language in Language} for key in written}
    for code, entry in parse_failures((config / "failures.toml").read_text("utf-8")).items():
        entries.setdefault(f"failure.{code.value}", {Language.ZH: entry.citizen_zh, Language.EN: entry.citizen_en})
    return TextBook(entries)
