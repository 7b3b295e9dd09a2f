"""Puts raw values of a comparison into words, and finds what differs in them."""

from dataclasses import dataclass, field
from os.path import commonprefix

from backoffice.desk.pages import Words
from backoffice.review.comparison import ComparisonRow, Verdict

ID_LENGTH = 18
PHONE_LENGTH = 11
LONG_TERM_ITEMS = frozenset({"document_valid_to", "valid_to"})
"""Items whose missing date means 长期."""


@dataclass(frozen=True)
class Marked:
    """A value whose differing part is underlined."""

    before: str = field(repr=False)
    differs: str = field(repr=False)
    after: str = field(repr=False)


def marked_pair(row: ComparisonRow, words: Words) -> tuple[Marked, Marked]:
    """Return both values in words; where they differ, only the differing part is marked."""
    entered, registry = _entered(row, words), _registry(row, words)
    if row.verdict in {Verdict.AGREE, Verdict.REGISTRY_ONLY} or row.entered is None or row.registry is None:
        return Marked(entered, "", ""), Marked(registry, "", "")
    return differing(entered, registry)


def differing(one: str, other: str) -> tuple[Marked, Marked]:
    """Split two texts into what they share at both ends and what differs between."""
    head = len(commonprefix([one, other]))
    tail = len(commonprefix([one[head:][::-1], other[head:][::-1]]))
    return tuple(Marked(text[:head], text[head : len(text) - tail], text[len(text) - tail :]) for text in (one, other))  # type: ignore[return-value]


def _entered(row: ComparisonRow, words: Words) -> str:
    if row.key == "states" and row.entered:
        return words(f"desk.loss.{row.entered}")
    if row.key == "document_valid_to" and row.entered is None:
        return words("desk.value.long_term")
    return _plain(row.key, row.entered, words)


def _registry(row: ComparisonRow, words: Words) -> str:
    if row.key == "valid_to" and row.registry is None:
        return words("desk.value.long_term")
    return _plain(row.key, row.registry, words)


def _plain(key: str, value: str | None, words: Words) -> str:
    if value is None:
        return "—"
    wording = _WORDINGS.get(key)
    return wording(value, words) if wording else value


def _states(letters: str, words: Words) -> str:
    return " ".join(f"{letter} {words.or_same(f'desk.licence_state.{letter}', '')}".strip() for letter in letters)


_WORDINGS = {
    "licence_number": lambda value, _words: spaced(value, 6, 8, 4) if len(value) == ID_LENGTH else value,
    "phone": lambda value, _words: spaced(value, 3, 4, 4) if len(value) == PHONE_LENGTH else value,
    "states": _states,
    "points": lambda value, words: words("desk.value.points", n=value),
    "reissues": lambda value, words: words("desk.value.times", n=value),
    "same_business": lambda value, words: words(f"desk.value.{'none' if value == '0' else 'some'}"),
}


def spaced(text: str, *lengths: int) -> str:
    """Group a number as people read it, e.g. 6·8·4 of an ID number."""
    parts, at = [], 0
    for length in lengths:
        parts.append(text[at : at + length])
        at += length
    return " ".join(parts)
