"""The text book as the terminal has it (config/texts and the sentences of the failures), and the words of the examples."""

from pathlib import Path

from domain.failures import parse_failures
from domain.texts import Language, TextBook, parse_texts

CONFIG = Path(__file__).parents[2] / "config"
HERE = Path(__file__).parent


def open_book(config: Path = CONFIG) -> TextBook:
    """Read every text that a screen may show, and the words of services to come that only examples have."""
    files = [*sorted((config / "texts").glob("*.toml")), *sorted(HERE.glob("*_texts.toml"))]
    written = parse_texts(path.read_text("utf-8") for path in files)
    entries = {key: {language: written.get(key, language) for language in Language} for key in written}
    for code, entry in parse_failures((config / "failures.toml").read_text("utf-8")).items():
        entries.setdefault(f"failure.{code.value}", {Language.ZH: entry.citizen_zh, Language.EN: entry.citizen_en})
    return TextBook(entries)
