"""The newest lines of this terminal's logs, as the office may have them.

They were redacted when they were written; what does not look like such a line (no JSON object, a long number, a character
that is none of ours) stays here all the same.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from domain.wire.v1_fleet import LARGEST_LOG

FOLDER = "log"
MOST_BYTES = 4 * 1024 * 1024  # before compression
SUSPICIOUS = re.compile(r"\d{11,}|[^\x20-\x7e]")


def newest(state_dir: Path, largest: int = LARGEST_LOG) -> bytes:
    """Return the newest lines, oldest first, gzipped into at most `largest` bytes; raises :class:`OSError`."""
    budget = MOST_BYTES
    while True:
        packed = gzip.compress("".join(reversed(list(_within(_lines(state_dir), budget)))).encode(), mtime=0)
        if len(packed) <= largest:
            return packed
        budget //= 2


def _within(lines: Iterator[str], budget: int) -> Iterator[str]:
    for line in lines:
        budget -= len(line)
        if budget < 0:
            return
        yield line


def _lines(state_dir: Path) -> Iterator[str]:
    """Yield the harmless lines of all logs, the newest file's last line first."""
    for path in sorted((state_dir / FOLDER).glob("*.log*"), key=lambda one: one.stat().st_mtime, reverse=True):
        for line in reversed(path.read_text(encoding="utf-8", errors="replace").splitlines()):
            if _is_harmless(line):
                yield line + "\n"


def _is_harmless(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict) and not SUSPICIOUS.search(line)
    except ValueError:
        return False
