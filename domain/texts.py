"""One source of the texts people read: Chinese first, English second.

A text book is made from `config/texts/*.toml`; each entry has ``zh`` and ``en``, with ``{names}`` to be filled in.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum


class Language(StrEnum):
    """Languages of the screens and the desk."""

    ZH = "zh"
    EN = "en"


class TextBook:
    """Texts by dotted key, e.g. ``read_id_card.question``."""

    def __init__(self, entries: Mapping[str, Mapping[Language, str]]) -> None:
        self._entries = dict(entries)

    def get(self, key: str, language: Language, **values: object) -> str:
        """Return one text with `values` filled in; raises :class:`KeyError` for a key that is not there."""
        text = self._entries[key][language]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Tell whether `key` has a text."""
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def in_language(self, language: Language) -> dict[str, str]:
        """Return the whole book in one language."""
        return {key: texts[language] for key, texts in self._entries.items()}


def parse_texts(texts: Iterable[str]) -> TextBook:
    """Parse the texts of `config/texts/*.toml`; raises :class:`ValueError` on a missing language or a key given twice."""
    entries: dict[str, dict[Language, str]] = {}
    for text in texts:
        for key, entry in _leaves("", tomllib.loads(text)):
            if key in entries:
                raise ValueError(f"text {key} is given twice")
            entries[key] = {language: _one(key, language, entry) for language in Language}
    return TextBook(entries)


def _leaves(prefix: str, table: Mapping[str, object]) -> Iterable[tuple[str, Mapping[str, object]]]:
    if table.keys() & set(Language):
        yield prefix, table
        return
    for name, value in table.items():
        if not isinstance(value, Mapping):
            raise ValueError(f"text {prefix}.{name} is not a table of zh and en")  # noqa: TRY004 - the text is wrong, not its caller
        yield from _leaves(f"{prefix}.{name}" if prefix else name, value)


def _one(key: str, language: Language, entry: Mapping[str, object]) -> str:
    value = entry.get(language)
    if not isinstance(value, str) or not value:
        raise ValueError(f"text {key} lacks {language}")
    return value
