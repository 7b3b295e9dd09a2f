"""What the maintenance mode must not forget when the terminal is killed: failed tries to sign in, and 暂停服务 by staff.

It lies in a file of its own, so that a technician gets in when the database is what is broken.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock

from backend_client import errands
from domain.clock import Clock

FREE_TRIES = 3
SHORTEST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True)
class _Kept:
    out_of_service: str | None = None
    failures: int = 0
    locked_until: str | None = None


class Standing:
    """Failed tries and the out-of-service switch. Thread-safe; what cannot be written holds until the terminal ends."""

    def __init__(self, state_dir: Path, clock: Clock) -> None:
        self._path = state_dir / errands.FOLDER / errands.STATE
        self._clock = clock
        self._lock = RLock()
        self._kept = _read(self._path)

    @property
    def out_of_service(self) -> str | None:
        """Why staff took the terminal out of service: a word, or None."""
        return self._kept.out_of_service

    def take_out(self, reason: str | None) -> None:
        """Switch the service off for `reason`, or on again (None); raises :class:`OSError` when it would not survive."""
        with self._lock:
            changed = replace(self._kept, out_of_service=reason)
            errands.write_whole(self._path, asdict(changed))
            self._kept = changed

    def locked_for(self) -> timedelta:
        """Return for how long nobody may try to sign in; a clock that was set never makes it longer than an hour."""
        with self._lock:
            until = _moment(self._kept.locked_until)
        left = until - self._clock.now() if until else timedelta(0)
        return min(max(left, timedelta(0)), LONGEST_LOCK)

    def failed(self) -> timedelta:
        """Count a failed try and return the lock that follows: none for the first two, then 1, 2, 4, … 60 minutes."""
        with self._lock:
            failures = self._kept.failures + 1
            beyond = failures - FREE_TRIES
            lock = min(SHORTEST_LOCK * 2 ** min(beyond, 10), LONGEST_LOCK) if beyond >= 0 else timedelta(0)
            until = (self._clock.now() + lock).isoformat() if lock else None
            self._keep(replace(self._kept, failures=failures, locked_until=until))
        return lock

    def succeeded(self) -> None:
        """Forget the failed tries."""
        with self._lock:
            if self._kept.failures:
                self._keep(replace(self._kept, failures=0, locked_until=None))

    def _keep(self, kept: _Kept) -> None:
        self._kept = kept
        try:
            errands.write_whole(self._path, asdict(kept))
        except OSError:  # a full disk is a reason to let the technician in
            return


def _read(path: Path) -> _Kept:
    row = errands.read_whole(path)
    reason, failures, until = row.get("out_of_service"), row.get("failures"), row.get("locked_until")
    return _Kept(
        reason if isinstance(reason, str) and reason else None,
        failures if isinstance(failures, int) and failures >= 0 else 0,
        until if isinstance(until, str) else None,
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
