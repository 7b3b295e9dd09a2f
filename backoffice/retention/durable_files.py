"""Files that after a power cut are there whole, or not at all."""

import os
import tempfile
from pathlib import Path

WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a power cut it is there whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written_beside(path, content).replace(path)
    sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> None:
    """Write a file of which nobody knows before this returns: durable then, perhaps half there after a power cut until then.

    Name and content become durable together, which costs the disk half of what :func:`write_durably` does.
    """
    try:
        descriptor = os.open(path, WRITE, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(path.parent.parent)
        descriptor = os.open(path, WRITE, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk must not be filled further
        path.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def written_beside(path: Path, content: bytes) -> Path:
    """Write `content` durably into a new file in the folder of `path`, readable by its owner only, and return it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:  # mode 0600
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:  # a full disk must not be filled further
            Path(file.name).unlink()
            raise
    return Path(file.name)


def sync_folder(folder: Path) -> None:
    """Make names that were given or taken in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
