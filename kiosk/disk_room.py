"""Room on the disk: new visits are refused before the database, the journal of payments or the audit log could fail.

What is under way may be finished: the room between refusing and failing is many times what one visit writes (about 3 MB).
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from backend_client.database import database_path
from domain.failures import FailureCode
from drivers.device import DeviceReport
from drivers.failure_reports import failed_report
from kiosk.settings import Disk

log = logging.getLogger(__name__)

MB = 1_000_000
FLOOR_MB = 200  # for the write-ahead log, the journals and the logs, however much the database has left in itself


@dataclass(frozen=True)
class Free:
    """What is left for a user who is not root."""

    megabytes: int
    files: int | None  # None: this file system makes as many as there is room for
    reusable: int = 0  # megabytes in the database that were given up: it never shrinks, but fills them first


def free_on(path: Path) -> Free:
    """Measure; raises :class:`OSError`."""
    found = os.statvfs(path)
    return Free(found.f_bavail * found.f_frsize // MB, found.f_favail if found.f_files else None, reusable_in(path))


def reusable_in(folder: Path) -> int:
    """Return the megabytes of pages that the terminal's database has free; 0 when it cannot be asked."""
    try:
        with closing(sqlite3.connect(f"{database_path(folder).absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as database:
            pages, size = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_size"))
            return int(pages) * int(size) // MB
    except (sqlite3.Error, TypeError):
        return 0


class DiskRoom:
    """Looked at by the housekeeper in every round; `trouble` may be read by any thread."""

    def __init__(self, folder: Path, plan: Disk, note: Callable[..., None], measure: Callable[[Path], Free] = free_on) -> None:
        self._folder = folder
        self._plan = plan
        self._note = note
        self._measure = measure
        self._is_short = False

    @property
    def trouble(self) -> FailureCode | None:
        """Why nobody may begin, or None."""
        return FailureCode.DISK_LOW if self._is_short else None

    def reports(self) -> Mapping[str, DeviceReport]:
        """Return the disk as if it were a device when it is in trouble, for the heartbeat."""
        return {"disk": failed_report(self.trouble)} if self.trouble else {}

    def look(self) -> None:
        """Measure anew. Refused below the one limit, served again only above the other: nobody sees it flicker."""
        try:
            free = self._measure(self._folder)
        except OSError:
            return  # a disk that does not answer is the store's own failure
        least = self._plan.again_above_mb if self._is_short else self._plan.refuse_below_mb
        short = free.megabytes < FLOOR_MB or free.megabytes + free.reusable < least
        short = short or (free.files is not None and free.files < self._plan.least_files)
        if short is not self._is_short:
            self._is_short = short
            log.warning("room on the disk: %s, %d MB", "short" if short else "enough", free.megabytes)
            self._note("disk_short" if short else "disk_enough", megabytes=free.megabytes)
