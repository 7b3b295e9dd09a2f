"""The working-day tables that the office goes by, beside those that were shipped: `state_dir/calendar/office.json`.

The courier asks now and then, believes the office's signature only, and nothing that was signed before what lies there. The
file is replaced as a whole and stays while nobody answers; one that is damaged is not there.
"""

from datetime import datetime
from pathlib import Path

import structlog
from pydantic import ValidationError

from backend_client.client import OfficeClient
from backend_client.errands import read_whole, write_whole
from backend_client.orders import OfficeVoice
from domain.clock import Clock
from domain.failures import KnownFailure
from domain.wire.v1_calendar import Calendar, CalendarQuestion, hash_of
from domain.wire.v1_fleet import Purpose, Signed

FOLDER = "calendar"
FILE = "office.json"
AGAIN = 60.0  # seconds; after a try that failed

_log = structlog.get_logger()


def path_of(state_dir: Path) -> Path:
    """Return where the tables lie."""
    return state_dir / FOLDER / FILE


def lying(state_dir: Path) -> Calendar | None:
    """Return what the office told last."""
    try:
        return Calendar.model_validate(read_whole(path_of(state_dir)))
    except ValidationError:
        return None


def take(state_dir: Path, voice: OfficeVoice, signed: Signed) -> bool:
    """Keep tables that the office signed for this terminal after those that lie here; raises :class:`OSError`."""
    told = voice.understand(Purpose.CALENDAR, signed, Calendar)
    before = lying(state_dir)
    if told is None or told.terminal_id != voice.terminal_id or (before is not None and told.issued_at <= before.issued_at):
        return False
    write_whole(path_of(state_dir), told.model_dump(mode="json"))
    return True


class CalendarRunner:
    """Fetches them for one terminal, at most every `every` seconds."""

    def __init__(self, client: OfficeClient, clock: Clock, state_dir: Path, voice: OfficeVoice, every: float) -> None:
        self._client = client
        self._clock = clock
        self._state_dir = state_dir
        self._voice = voice
        self._every = every
        self._next = clock.monotonic()

    def run(self) -> None:
        """Ask when it is time; never raises for office, line or disk."""
        if self._clock.monotonic() < self._next:
            return
        self._next = self._clock.monotonic() + min(AGAIN, self._every)
        try:
            kept = self._ask(self._clock.now())
        except KnownFailure as failure:  # an office of an earlier version does not know the call
            _log.info("calendar_not_fetched", code=failure.code.value)
            return
        except OSError as error:
            _log.warning("calendar_not_kept", error=type(error).__name__)
            return
        self._next = self._clock.monotonic() + self._every
        if kept:
            _log.info("calendar_changed")

    def _ask(self, now: datetime) -> bool:
        here = lying(self._state_dir)
        question = CalendarQuestion(asked_at=now, lying=hash_of(here.years) if here else None)
        signed = self._client.calendar(question).calendar
        return signed is not None and take(self._state_dir, self._voice, signed)
