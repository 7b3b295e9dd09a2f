"""Backup and restore of a terminal: its database with the outbox, the payment journal, who it is, and its own settings.

What is never in it: the acquirer's master key and the keys in the PIN pad (loaded anew), logs, anything of a citizen in the
clear: bodies in the outbox are sealed to the office. The whole is locked with a code of its own (:mod:`.strongbox`),
because whoever has the terminal's key can speak in its name.

Restoring never goes back: a database or journal in place that knows anything which the backup does not is left alone. What was
numbered after the backup is not numbered again: applications and traces go on far beyond.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend_client.database import FILE_NAME as DATABASE
from backend_client.errands import is_terminal_running
from backend_client.identity import FOLDER as IDENTITY
from backend_client.identity import Identity, find_identity
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from kiosk.audit.events import parse_events
from kiosk.maintenance.strongbox import WrongCode, draw_code, lock_away, unlock
from kiosk.settings import Settings
from kiosk.store.applications import COUNTER
from kiosk.store.migrations import STEPS, copy_file
from kiosk.store.room import StoreRoom
from payment import keeping as journals

MANIFEST, JOURNAL, OVERLAY = "manifest.json", "journal.db", "overlay.toml"
COURIER_LOCK, PAYMENT_LOCK = "courier.lock", "payment.lock"
FORM = 1
SKIPPED = 10_000  # application numbers of a day; a terminal needs some hundreds
NAMES = frozenset({MANIFEST, DATABASE, JOURNAL, OVERLAY, IDENTITY, f"{IDENTITY}/terminal.key", f"{IDENTITY}/terminal.json"})


class KeepingRefused(Exception):
    """The backup or the restoring would do harm. `reason`: a word under ``keeping.refused`` of the texts."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Kept:
    """What was backed up or restored."""

    made_at: str
    terminal_number: int | None
    waiting: int  # applications that the office does not have yet
    audit_rows: int
    journal: bool

    @property
    def shown(self) -> Mapping[str, Any]:
        """As a command prints it."""
        return dict(vars(self))


def back_up(settings: Settings, target: Path, overlay: Path | None, clock: Clock) -> tuple[str, Kept]:
    """Write the terminal to the new file `target`, while it runs; return the code that opens it, and what is in it.

    Raises :class:`KeepingRefused`, :class:`OSError`, and :class:`KnownFailure` for a database that cannot be read.
    """
    if not (settings.state_dir / DATABASE).exists():
        raise KeepingRefused("no_database")
    if target.exists():
        raise KeepingRefused("file_exists")
    code = draw_code()
    with _folder(settings) as folder:
        kept = _collect(settings, folder, overlay, clock)
        (folder / MANIFEST).write_text(json.dumps({"form": FORM, **kept.shown}), "utf-8")
        bundle = folder / "bundle.tar"
        with tarfile.open(bundle, "w") as tar:
            for name in sorted(NAMES - {IDENTITY}):
                if (folder / name).exists():
                    tar.add(folder / name, name)
        try:
            lock_away(bundle, target, code)
        except OSError:
            target.unlink(missing_ok=True)
            raise
    return code, kept


def restore(settings: Settings, source: Path, code: str, overlay: Path | None, clock: Clock) -> Kept:
    """Put a backup in place. The services must be stopped. Raises like :func:`back_up`; then nothing was changed."""
    with _folder(settings) as folder, _nobody_working(settings):
        _open(source, folder, code)
        kept = _look_at(folder)
        _require_same_terminal(settings, folder)
        _require_replaceable(settings, folder)
        _go_on_beyond(folder / DATABASE, clock)
        _note_restored(settings, folder, clock, kept)
        _put_overlay(folder / OVERLAY, overlay)
        _put_in_place(settings, folder)
    return kept


# -- backing up -----------------------------------------------------------------------------------------------------------


def _collect(settings: Settings, folder: Path, overlay: Path | None, clock: Clock) -> Kept:
    copy_file(settings.state_dir / DATABASE, folder / DATABASE)
    journal = journals.copy_journal(settings.payment_socket.parent, folder / JOURNAL)
    identity = find_identity(settings.state_dir)
    if identity is not None:
        shutil.copytree(settings.state_dir / IDENTITY, folder / IDENTITY)
    if overlay is not None and overlay.exists():
        shutil.copyfile(overlay, folder / OVERLAY)
    return _counted(folder / DATABASE, clock.now().isoformat(), identity, journal=journal)


def _counted(database: Path, made_at: str, identity: Identity | None, *, journal: bool) -> Kept:
    with _reading(database) as copy:
        waiting = _one(copy, "SELECT count(*) FROM outbox WHERE state NOT IN ('delivered', 'dead')")
        rows = _one(copy, "SELECT count(*) FROM audit_log")
    return Kept(made_at, identity.terminal_number if identity else None, waiting, rows, journal)


# -- restoring ------------------------------------------------------------------------------------------------------------


def _open(source: Path, folder: Path, code: str) -> None:
    bundle = folder / "bundle.tar"
    try:
        unlock(source, bundle, code)
        with tarfile.open(bundle) as tar:
            for member in tar.getmembers():
                _take_out(tar, member, folder)
    except (WrongCode, tarfile.TarError):
        raise KeepingRefused("wrong_code") from None
    bundle.unlink()


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    content = tar.extractfile(member) if member.isfile() and member.name in NAMES else None
    if content is None:
        raise KeepingRefused("foreign_content")
    target = folder / member.name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with content, target.open("xb") as file:
        target.chmod(0o600)
        shutil.copyfileobj(content, file)


def _look_at(folder: Path) -> Kept:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    if manifest.pop("form", None) != FORM:
        raise KeepingRefused("other_form")
    with _reading(folder / DATABASE) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise KeepingRefused("wrong_code")
        if _one(copy, "PRAGMA user_version") > len(STEPS):
            raise KeepingRefused("later_version")
    return Kept(**manifest)


def _require_same_terminal(settings: Settings, folder: Path) -> None:
    here, there = find_identity(settings.state_dir), find_identity(folder)
    if here is not None and (there is None or here.terminal_id != there.terminal_id):
        raise KeepingRefused("other_terminal")


def _require_replaceable(settings: Settings, folder: Path) -> None:
    """Raise unless everything here is in the backup: its audit chain then goes through the head of ours."""
    database = settings.state_dir / DATABASE
    if database.exists():
        with _reading(database) as present, _reading(folder / DATABASE) as copy:
            heads = present.execute("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1").fetchall()
            for head in heads:
                if copy.execute("SELECT seq, hash FROM audit_log WHERE seq = ?", (head[0],)).fetchone() != head:
                    raise KeepingRefused("newer_here")
    if (folder / JOURNAL).exists():
        try:
            journals.require_replaceable(settings.payment_socket.parent, folder / JOURNAL)
        except journals.NewerJournal:
            raise KeepingRefused("newer_journal") from None


def _go_on_beyond(database: Path, clock: Clock) -> None:
    """Skip what may have been numbered after the backup was made; numbers carry their day, so only today's."""
    today = clock.now().date().isoformat()
    with closing(sqlite3.connect(database)) as copy, copy:
        copy.execute(
            "INSERT INTO counters (name, day, value) VALUES (?, ?, ?) ON CONFLICT (name, day) DO UPDATE SET value = value + ?",
            (COUNTER, today, SKIPPED, SKIPPED),
        )


def _note_restored(settings: Settings, folder: Path, clock: Clock, kept: Kept) -> None:
    """Bring the copy to this version's form and write into its audit log that it was put back."""
    events = parse_events((settings.config_dir / "events.toml").read_text("utf-8"))
    with closing(StoreRoom(folder, clock, events, lambda: None)) as store:
        store.open(settle=False)
        store.note("terminal_restored", {"rows": kept.audit_rows, "waiting": kept.waiting})


def _put_in_place(settings: Settings, folder: Path) -> None:
    """The database comes last: broken off before that, everything can be done once more."""
    state = settings.state_dir
    if (folder / IDENTITY).exists() and not (state / IDENTITY).exists():
        (state / IDENTITY).mkdir(mode=0o700)
        for file in sorted((folder / IDENTITY).iterdir()):
            _replace(file, state / IDENTITY / file.name)
        _own_as(state / IDENTITY, state)
    if (folder / JOURNAL).exists():
        settings.payment_socket.parent.mkdir(mode=0o700, exist_ok=True)
        journals.put_back(folder / JOURNAL, settings.payment_socket.parent)
    for leftover in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (state / leftover).unlink(missing_ok=True)
    _replace(folder / DATABASE, state / DATABASE)


def _replace(source: Path, target: Path) -> None:
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    _own_as(part, target.parent)
    part.replace(target)


def _own_as(path: Path, other: Path) -> None:
    owner = other.stat()
    os.chown(path, owner.st_uid, owner.st_gid)


def _put_overlay(kept: Path, overlay: Path | None) -> None:
    """Put the settings back where there are none; beside them where there are: they may be for a new cabinet."""
    if overlay is None or not kept.exists():
        return
    is_empty = not overlay.exists() or not tomllib.loads(overlay.read_text("utf-8"))
    target = overlay if is_empty else overlay.with_name(overlay.name + ".restored")
    mode = overlay.stat().st_mode & 0o777 if overlay.exists() else 0o600
    target.write_bytes(kept.read_bytes())
    target.chmod(mode)
    _own_as(target, overlay if overlay.exists() else target.parent)


# -- both -----------------------------------------------------------------------------------------------------------------


@contextmanager
def _folder(settings: Settings) -> Iterator[Path]:
    """Give a private folder on the terminal's own disk; on the target nothing ever lies in the clear."""
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.state_dir, prefix="keeping-") as folder:
        yield Path(folder)


@contextmanager
def _nobody_working(settings: Settings) -> Iterator[None]:
    """Hold what the services hold while they run; raises :class:`KeepingRefused` when one does."""
    if is_terminal_running(settings.state_dir):
        raise KeepingRefused("running")
    with ExitStack() as held:
        for lock in (settings.state_dir / COURIER_LOCK, settings.payment_socket.parent / PAYMENT_LOCK):
            if lock.exists():
                file = held.enter_context(lock.open("r+b"))
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise KeepingRefused("running") from None
        yield


@contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise KnownFailure(FailureCode.STORE_FAILED) from error


def _one(connection: sqlite3.Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])
