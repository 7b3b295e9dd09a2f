"""The pinyin engine as the keyboard knows it: started when needed, begun anew when it breaks, silent where it is missing."""

import logging
import sys
from collections.abc import Sequence

from domain.clock import Clock, SystemClock
from ui.input.contract import Reading
from ui.input.decoder import SYLLABLES
from ui.input.pinyin_session import Forgotten, Late, Missing, Session

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "ui.input.pinyin_process")
PATIENCE_S = 0.15  # an answer takes 5 ms; a key that takes longer than this is felt
BIRTH_S = 5.0  # for the first one, which takes 50 ms, on a cold machine more


class PinyinEngine:
    """For any thread. Where there is no engine it answers nothing, and says so in the log once.

    Opening it (`available`) may take seconds; reading and forgetting never do.
    """

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        patience_s: float = PATIENCE_S,
        birth_s: float = BIRTH_S,
        clock: Clock | None = None,
    ) -> None:
        self._command = tuple(command)
        self._patience_s = patience_s
        self._birth_s = birth_s
        self._clock = clock or SystemClock()
        self._session = Session(self._command, self._clock)
        self._said_so = False

    @property
    def available(self) -> bool:
        """Whether letters can become characters; starts it and waits for its first answer. For a thread of its own."""
        session = self._session
        try:
            works = bool(self._within(session, "a", self._birth_s).texts)
        except Late:
            self._miss(session)
            return False
        session.lost = not works
        return works

    @property
    def lost(self) -> bool:
        """Whether it has been given up since it was opened; answers at once. `available` opens it anew."""
        return self._session.lost or self._session.missing

    def read(self, letters: str) -> Reading:
        """Make what is possible of the front of `letters`, within the time that a key has; nothing once it is lost."""
        session = self._session
        if session.lost or not SYLLABLES.fullmatch(letters):
            return Reading()
        try:
            return self._within(session, letters, self._patience_s)
        except Late:
            session.lost = True
            return Reading()

    def forget(self) -> None:
        """End the process: what it knew goes with it. An engine that was missing is looked for again. Waits for nothing."""
        session, self._session = self._session, Session(self._command, self._clock)
        session.end()

    def _within(self, session: Session, letters: str, patience_s: float) -> Reading:
        """Read, and end a process that hangs. Raises :class:`Late`."""
        deadline = self._clock.monotonic() + patience_s
        if session.missing:
            return Reading()
        if not session.lock.acquire(timeout=patience_s):
            raise Late
        try:
            return session.read(letters, deadline)
        except Missing:
            self._miss(session)
        except Late:
            session.kill()
            raise
        except Forgotten:
            pass
        finally:
            session.lock.release()
        return Reading()

    def _miss(self, session: Session) -> None:
        session.missing = True
        session.kill()
        if not self._said_so:
            log.warning("no pinyin engine: the keyboard offers handwriting and Latin letters only")
        self._said_so = True
