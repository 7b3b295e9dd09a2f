"""The manifest of a backup: every file with its hash, and what is needed to know whether it fits."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

FILE = "manifest.json"
PIECE = 1024 * 1024


class BackupImpossible(Exception):
    """Nothing was backed up or restored, and why."""


class KeptFile(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal[1] = 1
    made_at: datetime
    engine: Literal["sqlite", "postgresql"]
    migration: str
    objects: Literal["copied", "left_in_store"]
    gone: int  # objects that retention destroyed while the backup was made
    files: dict[str, KeptFile]


def describe(folder: Path) -> dict[str, KeptFile]:
    """Return every file of a backup with its hash."""
    return {path.relative_to(folder).as_posix(): kept_file(path) for path in _files(folder)}


def kept_file(path: Path) -> KeptFile:
    """Return size and hash of one file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return KeptFile(bytes=size, sha256=digest.hexdigest())


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest and check every file against it; raises :class:`BackupImpossible`."""
    try:
        manifest = Manifest.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValueError):
        raise BackupImpossible("there is no whole backup here: its manifest is missing or damaged") from None
    found = {path.relative_to(folder).as_posix() for path in _files(folder)}
    strange = sorted(found ^ manifest.files.keys())
    if strange:
        raise BackupImpossible(f"the backup is not whole: {len(strange)} files too few or too many, first {strange[0]}")
    for name, told in manifest.files.items():
        if kept_file(folder / name) != told:
            raise BackupImpossible(f"the backup is damaged: {name} is not what was written")
    return manifest


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / FILE)
