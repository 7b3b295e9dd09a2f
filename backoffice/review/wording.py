"""Puts raw values of a comparison into words, and finds what differs in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backoffice.desk.pages import Words
from backoffice.review.comparison import ComparisonRow, Verdict

ID_LENGTH = 18
PHONE_LENGTH = 11
WORD_JOINER = "\u2060"


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
    head = _shared(one, other)
    tail = _shared(one[head:][::-1], other[head:][::-1])
    return _cut(one, head, tail), _cut(other, head, tail)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _cut(text: str, head: int, tail: int) -> Marked:
    end = len(text) - tail
    return Marked(text[:head], text[head:end], text[end:])


def _entered(row: ComparisonRow, words: Words) -> str:
    if row.key == "states" and row.entered:
        return words(f"desk.loss.{row.entered}")
    if row.key == "document_valid_to" and row.entered is None:
        return words("desk.value.long_term")
    return _plain(row.key, row.entered, words)


def _registry(row: ComparisonRow, words: Words) -> str:
    if row.key in {"valid_to", "valid_to_after"} and row.registry is None:
        return words("desk.value.long_term")
    return _plain(row.key, row.registry, words)


def _plain(key: str, value: str | None, words: Words) -> str:
    if value is None:
        return "—"
    wording = _WORDINGS.get(key)
    return wording(value, words) if wording else value


def _states(letters: str, words: Words) -> str:
    return " ".join(f"{letter} {words.or_same(f'desk.licence_state.{letter}', '')}".strip() for letter in letters)


def _number(value: str, _words: Words) -> str:
    lengths = {ID_LENGTH: (6, 8, 4), PHONE_LENGTH: (3, 4, 4)}.get(len(value))
    return spaced(value, *lengths) if lengths else value


def _counted(key: str) -> Callable[[str, Words], str]:
    return lambda value, words: words(key, n=value)


def _gaps(names: str, words: Words) -> str:
    return "、".join(words.or_same(f"desk.troubles.gap.{name}", name) for name in names.split())


def _yes_or_no(value: str, words: Words) -> str:
    return words(f"desk.value.{'none' if value == '0' else 'some'}")


def _vehicle_states(letters: str, words: Words) -> str:
    return " ".join(f"{letter} {words.or_same(f'desk.vehicle_state.{letter}', '')}".strip() for letter in letters)


def _unbroken(value: str) -> str:
    """Keep a day or an hour on one line: browsers break after a hyphen."""
    return value.replace("-", f"-{WORD_JOINER}")


_WORDINGS: Mapping[str, Callable[[str, Words], str]] = {
    "licence_number": _number,
    "phone": _number,
    "states": _states,
    "points": _counted("desk.value.points"),
    "reissues": _counted("desk.value.times"),
    "same_business": _yes_or_no,
    "plate_kind": lambda value, words: f"{value} {words.or_same(f'plate_kind.{value}', '')}".strip(),
    "owner_kind": lambda value, words: words.or_same(f"desk.owner_kind.{value}", value),
    "vehicle_states": _vehicle_states,
    "mortgaged": _yes_or_no,
    "vehicle_reissues": _counted("desk.value.times"),
    "declared_reason": lambda value, words: words.or_same(f"desk.declared_reason.{value}", value),
    "declared_parts": lambda value, words: words.or_same(f"desk.part.{value}", value),
    "temporary_plate": lambda value, words: words(f"desk.value.{'not_wanted' if value == '0' else 'wanted'}"),
    "open_violations": _yes_or_no,
    "open_accidents": _yes_or_no,
    "registry_gaps": _gaps,
    "phone_proven": lambda value, words: words(f"desk.value.{'not_proven' if value == '0' else 'proven'}"),
    "truck_mass": _counted("desk.value.kilograms"),
    "truck_axles": _counted("desk.value.axles"),
    "pass_papers": _counted("desk.value.sheets"),
    "pass_days": lambda value, _words: " ～ ".join(_unbroken(value).split()),
    "pass_hours": lambda value, _words: "、".join(_unbroken(value).split()),
    "pass_kind": lambda value, words: words.or_same(f"document.pass_kind.{value}", value),
    "pass_roads": lambda value, words: "、".join(words.or_same(f"document.pass_road.{one}", one) for one in value.split()),
}


def spaced(text: str, *lengths: int) -> str:
    """Group a number as people read it, e.g. 6·8·4 of an ID number."""
    parts, at = [], 0
    for length in lengths:
        parts.append(text[at : at + length])
        at += length
    return " ".join(parts)
