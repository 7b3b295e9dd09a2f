"""Errands between the terminal's process and others of the same machine: files in `state_dir/maintenance`.

The courier (for the office) and the command line lay errands there; the terminal does them between two visits and lays what it
found beside them. Each file is written as a whole; whoever reads one that is damaged treats it as not there.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

FOLDER = "maintenance"
TECHNICIANS = "technicians.json"
STATE = "standing.json"
LOCK = "terminal.lock"


class Orderer(StrEnum):
    """Who wants a self-test."""

    OFFICE = "office"
    CONSOLE = "console"


@dataclass(frozen=True)
class Errand:
    """A self-test that somebody wants; no `parts`: of everything."""

    errand: UUID
    orderer: Orderer
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartFound:
    """How one device or part did."""

    name: str
    passed: bool
    failure: str | None = None


@dataclass(frozen=True)
class Found:
    """What an errand came to."""

    errand: UUID
    orderer: Orderer
    ended_at: datetime
    parts: tuple[PartFound, ...]
    refused: str | None = None


def post(state_dir: Path, errand: Errand) -> None:
    """Lay an errand down unless it lies there or is done already; raises :class:`OSError`."""
    if _path(state_dir, errand.errand, "found").exists() or _path(state_dir, errand.errand, "wanted").exists():
        return
    row = {"errand": str(errand.errand), "orderer": errand.orderer.value, "parts": list(errand.parts)}
    write_whole(_path(state_dir, errand.errand, "wanted"), row)


def waiting(state_dir: Path) -> list[Errand]:
    """Return the errands that are to be done, oldest first."""
    found = []
    for row in rows_of(state_dir, "wanted"):
        try:
            parts = tuple(str(part) for part in row["parts"])
            found.append(Errand(UUID(row["errand"]), Orderer(row["orderer"]), parts))
        except (KeyError, TypeError, ValueError):
            continue
    return found


def settle(state_dir: Path, found: Found) -> None:
    """Lay down what an errand came to, and take the errand away; raises :class:`OSError`."""
    row = {
        "errand": str(found.errand),
        "orderer": found.orderer.value,
        "ended_at": found.ended_at.isoformat(),
        "parts": [{"name": part.name, "passed": part.passed, "failure": part.failure} for part in found.parts],
        "refused": found.refused,
    }
    write_whole(_path(state_dir, found.errand, "found"), row)
    _path(state_dir, found.errand, "wanted").unlink(missing_ok=True)


def done(state_dir: Path, orderer: Orderer) -> list[Found]:
    """Return what was found for `orderer` and not taken yet."""
    return [found for found in map(_found, rows_of(state_dir, "found")) if found and found.orderer is orderer]


def drop(state_dir: Path, errand: UUID) -> None:
    """Forget an errand altogether: its result was taken, or nobody waits for it any more."""
    for what in ("wanted", "found"):
        _path(state_dir, errand, what).unlink(missing_ok=True)


def keep_technicians(state_dir: Path, technicians: Mapping[str, str]) -> None:
    """Remember who may open the terminal: staff number -> kept PIN. Raises :class:`OSError`."""
    if read_technicians(state_dir) != technicians:
        write_whole(state_dir / FOLDER / TECHNICIANS, dict(technicians))


def read_technicians(state_dir: Path) -> dict[str, str]:
    """Return who may open the terminal; nobody when the file is not there or damaged."""
    row = read_whole(state_dir / FOLDER / TECHNICIANS)
    return {str(number): str(pin) for number, pin in row.items()}


def out_of_service(state_dir: Path) -> str | None:
    """Return why staff took the terminal out of service, or None."""
    reason = read_whole(state_dir / FOLDER / STATE).get("out_of_service")
    return reason if isinstance(reason, str) and reason else None


@contextmanager
def running_terminal(state_dir: Path) -> Iterator[None]:
    """Be the running terminal of this state folder: others lay errands instead of opening its devices.

    On a disk that cannot be written it runs without: citizens before technicians' comfort.
    """
    try:
        file = _lock_file(state_dir)
    except OSError:
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_SH)  # who looks holds it for an instant only
        yield
    finally:
        file.close()


def is_terminal_running(state_dir: Path) -> bool:
    """Tell whether a terminal runs in this state folder now; one that was killed does not."""
    if not (state_dir / FOLDER / LOCK).exists():
        return False
    with _lock_file(state_dir) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def write_whole(path: Path, row: Mapping[str, Any]) -> None:
    """Replace `path`, on the disk before it is seen, readable by its owner only; raises :class:`OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w", encoding="utf-8") as file:
        json.dump(row, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_whole(path: Path) -> dict[str, Any]:
    """Return what stands in `path`; nothing when it is not there or damaged."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return row if isinstance(row, dict) else {}


def _lock_file(state_dir: Path) -> TextIO:
    path = state_dir / FOLDER / LOCK
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600), "r+")


def _path(state_dir: Path, errand: UUID, what: str) -> Path:
    return state_dir / FOLDER / f"{errand}.{what}.json"


def rows_of(state_dir: Path, what: str) -> list[dict[str, Any]]:
    """Return what stands in the files of one sort, oldest first."""
    paths = (state_dir / FOLDER).glob(f"*.{what}.json")
    return [read_whole(path) for path in sorted(paths, key=_age)]


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _found(row: Mapping[str, Any]) -> Found | None:
    try:
        return Found(
            UUID(row["errand"]),
            Orderer(row["orderer"]),
            datetime.fromisoformat(row["ended_at"]),
            tuple(_part(part) for part in row["parts"]),
            row.get("refused"),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _part(row: Mapping[str, Any]) -> PartFound:
    failure = row["failure"]
    return PartFound(str(row["name"]), row["passed"] is True, None if failure is None else str(failure))


def part_of(name: str, failure: str | None) -> PartFound:
    """Return how one part did, by what it failed with."""
    return PartFound(name, failure is None, failure)


def as_found(errand: Errand, ended_at: datetime, parts: Sequence[PartFound], refused: str | None = None) -> Found:
    """Return what `errand` came to."""
    return Found(errand.errand, errand.orderer, ended_at, tuple(parts), refused)
