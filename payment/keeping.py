"""The payment journal in a terminal's backup: copied whole, put back only in the place of an older one of the same line."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

FILE_NAME = "payment.db"
LARGEST_TRACE = 999_999  # as the journal counts; a test holds them together


class NewerJournal(Exception):
    """The journal in place knows of payments that the copy does not."""


def copy_journal(folder: Path, target: Path) -> bool:
    """Copy the journal of `folder` consistently, also while payments are taken; False when there is none."""
    if not (folder / FILE_NAME).exists():
        return False
    with closing(sqlite3.connect(folder / FILE_NAME)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return True


def require_replaceable(folder: Path, copy: Path) -> None:
    """Raise :class:`NewerJournal` unless everything that the journal in `folder` has is in `copy` too."""
    if not (folder / FILE_NAME).exists():
        return
    with closing(sqlite3.connect(copy)) as other:
        known = set(other.execute("SELECT batch, trace, order_id FROM attempts"))
    with closing(sqlite3.connect(folder / FILE_NAME)) as present:
        if set(present.execute("SELECT batch, trace, order_id FROM attempts")) - known:
            raise NewerJournal


def put_back(copy: Path, folder: Path) -> None:
    """Put the copy in place. It goes on in a new batch: trace numbers that were used after the copy are never used again."""
    with closing(sqlite3.connect(copy)) as journal, journal:
        batches = _count(journal) // LARGEST_TRACE + 1
        journal.execute(
            "INSERT INTO counters VALUES ('trace', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (batches * LARGEST_TRACE,),
        )
    owner = folder.stat()
    target = folder / FILE_NAME
    for leftover in (f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (folder / leftover).unlink(missing_ok=True)
    part = folder / f"{FILE_NAME}.part"
    part.write_bytes(copy.read_bytes())
    part.chmod(0o600)
    os.chown(part, owner.st_uid, owner.st_gid)
    part.replace(target)


def _count(journal: sqlite3.Connection) -> int:
    found = journal.execute("SELECT value FROM counters WHERE name = 'trace'").fetchone()
    return int(found[0]) if found else 0
