"""Every text people could read is used somewhere: a sentence nobody sees is translated and reviewed for nothing."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from domain.texts import Language
from tests.architecture.test_shape import tracked
from tests.paths import CONFIG, ROOT

READERS = {".py", ".qml", ".html", ".js", ".toml"}
FILLED = re.compile(r"\$?\{[^{}\"`]*\}")
TEMPLATE = re.compile(r"[\"'`]([a-z][\w.]*(?:\$?\{[^{}\"`]*\}[\w.]*)+)[\"'`]")  # f"unavailable.{x}", `line.${x}`
JOINED = re.compile(r"[\"']([a-z][\w.]*[._])[\"']")  # 'desk.way.' ~ kind, "notices." + id, set prefix = 'desk.way.'
JOINED_THRICE = re.compile(r"[\"']([a-z][\w.]*[._])[\"']\s*[~+][^\"'\n]*?[~+]\s*[\"']([\w.]+)[\"']")

IN_PIECES = (
    r"desk\.troubles\.gap\.vehicle_(.+)",
    r"sms\.item\.(.+)",
    r"submitted\.(?:short|question)_(.+)",
    r"reason\.(.+)\.(?:citizen|instead|to)_(.+)",
)  # put together from more than these forms can see


def keys(table: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            key = f"{prefix}{name}"
            yield from [key] if value.keys() & set(Language) else keys(value, f"{key}.")


@cache
def source() -> str:
    """Everything that may name a text, but for tests and the texts themselves."""
    readers = [path for path in tracked() if path.suffix in READERS and (CONFIG / "texts") not in path.parents]
    return "\n".join(path.read_text("utf-8") for path in readers if "tests" not in path.parts)


@cache
def words() -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", source()))


@cache
def quoted() -> frozenset[str]:
    """Whatever stands between two quotation marks, of whichever kind, somewhere in the source."""
    return frozenset(re.findall(r"(?<=[\"'`])[^\"'`\n]+(?=[\"'`])", source()))


@cache
def words_of_services() -> frozenset[str]:
    """What services give to their kinds of step as `words`; the screen of the kind adds the rest of the key."""
    services = (ROOT / "kiosk" / "services").glob("*.py")
    return frozenset(word for path in services for word in re.findall(r"\"([a-z_]+)\"", path.read_text("utf-8")))


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """The ways in which the source completes a key."""
    pieces = [FILLED.split(found) for found in TEMPLATE.findall(source())]
    pieces += [[prefix, ""] for prefix in JOINED.findall(source())]
    pieces += [list(ends) for ends in JOINED_THRICE.findall(source())]
    return tuple(map(re.compile, {*IN_PIECES, *("(.+?)".join(map(re.escape, piece)) for piece in pieces)}))


def is_used(key: str) -> bool:
    """Tell whether `key` is named, or can be completed from words that stand somewhere (a number comes from a code list)."""
    if key in quoted():
        return True
    matches = (pattern.fullmatch(key) for pattern in patterns())
    return any(match and all(map(_comes_from_somewhere, match.groups())) for match in matches) or _is_of_a_kind(key)


def _is_of_a_kind(key: str) -> bool:
    prefix, _, rest = key.partition(".")
    parts = re.split(r"\.|_(?=(?:short|question|about|means|note|hint|how)(?:\.|$))", rest)
    return prefix in words_of_services() and all(map(_comes_from_somewhere, parts))


def _comes_from_somewhere(part: str) -> bool:
    return part.isdigit() or (is_used(part) if "." in part else part in words())


def test_a_key_that_nobody_names_is_noticed() -> None:
    assert not is_used("no_such_screen.no_such_text")
    assert not is_used("licence_loss.nonesuch_question")
    assert is_used("desk.status.produced")
    assert is_used("licence_loss.reason_question")


@pytest.mark.parametrize("book", sorted((CONFIG / "texts").glob("*.toml")), ids=lambda book: book.stem)
def test_no_text_is_written_for_nobody(book: Path) -> None:
    assert [key for key in keys(tomllib.loads(book.read_text("utf-8"))) if not is_used(key)] == []
