"""The words of the screens. They are read before the first frame, so only the books of the terminal's screens are."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.failures import parse_failures
from domain.texts import Language, TextBook, parse_texts

OF_OTHERS = (
    "desk",
    "devices",
    "dock",
    "receipt",
    "sms",
)
"""The office, technicians, the sandbox, the slips: each is a book, or several (``desk``, ``desk_violations``)."""


def book_paths(config_dir: Path) -> Iterator[Path]:
    """List the books that screens need, of `config/texts`."""
    return (path for path in sorted((config_dir / "texts").glob("*.toml")) if path.stem.partition("_")[0] not in OF_OTHERS)


def load_texts(config_dir: Path, more: Iterable[Path] = ()) -> TextBook:
    """Read every text that a screen shows; what is told of a failure: ``failure.<code>``, to staff ``hint.<code>``."""
    written = parse_texts(path.read_text("utf-8") for path in (*book_paths(config_dir), *more))
    entries = {key: {language: written.get(key, language) for language in Language} for key in written}
    for code, entry in parse_failures((config_dir / "failures.toml").read_text("utf-8")).items():
        entries[f"failure.{code.value}"] = {Language.ZH: entry.citizen_zh, Language.EN: entry.citizen_en}
        entries[f"hint.{code.value}"] = {Language.ZH: entry.technician_zh, Language.EN: entry.technician_en}
    return TextBook(entries)
