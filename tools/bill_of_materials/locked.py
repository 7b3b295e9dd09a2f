"""What `requirements/<name>.txt` locks: names, versions, hashes, and whether this platform installs it at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.markers import Marker

_PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>.+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One package: any of the files with these SHA-256 may be what was installed."""

    name: str
    version: str
    hashes: tuple[str, ...]
    is_installed: bool  # its marker is true on this machine


class NotLocked(ValueError):
    """A line that is no pinned package with hashes."""


def parse_locked(text: str) -> list[Locked]:
    """Read a file written by `tools/lock`; raises :class:`NotLocked`."""
    return [_locked(line) for line in _whole_lines(text)]


def _whole_lines(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def _locked(line: str) -> Locked:
    requirement, *rest = line.split("--hash=", 1)
    found = _PINNED.fullmatch(requirement.strip())
    hashes = tuple(_HASH.findall("--hash=".join(["", *rest])))
    if found is None or not hashes:
        raise NotLocked(line.strip())
    marker = found["marker"]
    return Locked(found["name"], found["version"], hashes, marker is None or Marker(marker).evaluate())
