"""Which pages are looked at in which looks: with --long every page in each, in CI upright and on its side and a sample."""

import zlib
from collections.abc import Iterable

import pytest

ALWAYS = frozenset({"portrait-zh", "landscape-zh"})
SAMPLE = 3  # in CI one of so many; always the same


def pages_in_looks(pages: Iterable[str], looks: Iterable[str]) -> pytest.MarkDecorator:
    """Parametrize `name` and `look`."""
    there = tuple(looks)
    return pytest.mark.parametrize(("name", "look"), [_param(page, look) for page in pages for look in there])


def _param(page: str, look: str) -> object:
    in_ci = look in ALWAYS or zlib.crc32(f"{look}/{page}".encode()) % SAMPLE == 0
    return pytest.param(page, look, marks=() if in_ci else pytest.mark.long, id=f"{page}-{look}")
