"""Backup and restore: database, keys, evidence and live pictures together, with a manifest; refused where anything is damaged.

The database is copied first, then the rest: evidence is only ever added, so that what is copied afterwards holds everything
that the database names, but for what retention destroyed meanwhile.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from backoffice.migrations import alembic_config, migrate
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.recovery import databases
from backoffice.recovery.epochs import begin_epoch
from backoffice.recovery.manifest import FILE, BackupImpossible, Manifest, describe, read_manifest
from backoffice.retention.durable_files import write_durably
from backoffice.retention.stores import ObjectStore
from backoffice.settings import Settings, StoreKind
from domain.clock import Clock

KEYS = "keys"
STORES = ("evidence", "faces")


@dataclass(frozen=True)
class Outcome:
    """What was backed up or put back."""

    manifest: Manifest
    epoch: str = ""  # the one that a restore has begun

    @property
    def told(self) -> dict[str, object]:
        """Return what the command prints."""
        sizes = sum(one.bytes for one in self.manifest.files.values())
        row = {"files": len(self.manifest.files), "bytes": sizes, "migration": self.manifest.migration}
        told: dict[str, object] = {**row, "made_at": self.manifest.made_at.isoformat(), "gone": self.manifest.gone}
        return {**told, "epoch": self.epoch} if self.epoch else told


def back_up(settings: Settings, clock: Clock, target: Path, *, objects: bool = True) -> Outcome:
    """Write a backup into the new folder `target`, while the office runs; raises :class:`BackupImpossible`.

    Without `objects` sealed objects stay where they are: for an S3 store that keeps copies of its own.
    """
    if not objects and settings.evidence_store.kind is StoreKind.FOLDER:
        raise BackupImpossible("evidence in a folder has no other copy: it belongs into the backup")
    try:
        target.mkdir(parents=True, mode=0o700, exist_ok=False)
    except FileExistsError:
        raise BackupImpossible("there already is something at this place") from None
    made_at = clock.now()
    shutil.copytree(settings.keys_dir, target / KEYS)
    databases.copy_database(settings.database, target)
    shutil.copytree(settings.keys_dir, target / KEYS, dirs_exist_ok=True)  # before and after: master keys come and go
    gone = _copy_objects(settings, clock, target) if objects else 0
    manifest = Manifest(
        made_at=made_at,
        engine=databases.engine_of(make_url(settings.database)),
        migration=databases.migration_of(settings.database),
        objects="copied" if objects else "left_in_store",
        gone=gone,
        files=describe(target),
    )
    write_durably(target / FILE, manifest.model_dump_json(indent=1).encode())
    return Outcome(manifest)


def verify(source: Path) -> Outcome:
    """Check a backup without touching anything; raises :class:`BackupImpossible`."""
    manifest = read_manifest(source)
    databases.check_copy(manifest.engine, source)
    if manifest.migration not in _known_migrations():
        raise BackupImpossible("the backup is of a newer office: install that version first")
    return Outcome(manifest)


def restore(settings: Settings, clock: Clock, source: Path) -> Outcome:
    """Put a backup in place of an office that has nothing yet, and begin a new epoch; the services must be stopped.

    Raises :class:`BackupImpossible` before anything was changed, unless a disk or a database fails in the middle.
    """
    checked = verify(source)
    engine = databases.engine_of(make_url(settings.database))
    if engine != checked.manifest.engine:
        raise BackupImpossible(f"the backup is of {checked.manifest.engine}, this office is on {engine}")
    _require_nothing(settings)
    try:
        epoch = _put_back(settings, clock, source, checked.manifest)
    except Exception:
        _take_away(settings)  # nothing was here before, so that all can be done again
        raise
    return Outcome(checked.manifest, epoch)


def _put_back(settings: Settings, clock: Clock, source: Path, manifest: Manifest) -> str:
    shutil.copytree(source / KEYS, settings.keys_dir)
    office = open_office(settings, clock)
    try:
        for name, store in _stores(office):
            _put_objects(source / name, store)
        databases.put_back(settings.database, source)
        migrate(office.database.engine)
        with office.writing(SYSTEM) as work:
            return begin_epoch(work, manifest.made_at).name
    finally:
        office.database.close()


def _take_away(settings: Settings) -> None:
    shutil.rmtree(settings.keys_dir, ignore_errors=True)
    if settings.evidence_store.kind is StoreKind.FOLDER:
        for folder in (settings.evidence_dir, settings.faces_dir):
            shutil.rmtree(folder, ignore_errors=True)


def _copy_objects(settings: Settings, clock: Clock, target: Path) -> int:
    """Copy every sealed object; returns how many went away meanwhile."""
    office, gone = open_office(settings, clock), 0
    try:
        for name, store in _stores(office):
            (target / name).mkdir(mode=0o700)
            for one in store.list_kept():
                try:
                    content = store.get(one.name)
                except LookupError:
                    gone += 1
                    continue
                place = target / name / one.name[:2]
                place.mkdir(exist_ok=True, mode=0o700)
                (place / one.name).write_bytes(content)
    finally:
        office.database.close()
    return gone


def _put_objects(folder: Path, store: ObjectStore) -> None:
    for path in sorted(folder.glob("??/*")):
        store.put(path.name, path.read_bytes())


def _stores(office: Office) -> tuple[tuple[str, ObjectStore], ...]:
    return (STORES[0], office.vault.store), (STORES[1], office.faces.store)


def _require_nothing(settings: Settings) -> None:
    databases.require_empty(settings.database)
    if settings.keys_dir.exists():
        raise BackupImpossible("there already are keys of an office; move them away first")
    folders = (settings.evidence_dir, settings.faces_dir) if settings.evidence_store.kind is StoreKind.FOLDER else ()
    if any(folder.exists() and any(folder.iterdir()) for folder in folders):
        raise BackupImpossible("there already is evidence of an office; move it away first")


def _known_migrations() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
