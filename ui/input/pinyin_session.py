"""One citizen's pinyin engine: its process, begun anew when letters break it, and ended at once by whoever says so."""

import json
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from select import POLLIN, poll

from domain.clock import Clock
from ui.input.contract import Reading
from ui.input.pinyin_process import NO_ENGINE

ROOT = Path(__file__).parents[2]
MOST = 39  # letters; the engine's search has 40 steps
LAST_WORDS_S = 0.1  # a process that has closed its line says within this why


class Broken(Exception):
    """The process has ended, or says what makes no sense."""


class Missing(Exception):
    """There is no engine."""


class Late(Exception):
    """No answer came in time."""


class Forgotten(Exception):
    """The citizen is gone."""


class Session:
    """Read by one thread at a time, who holds `lock`; ended by any thread at any time, which waits for nothing."""

    def __init__(self, command: Sequence[str], clock: Clock) -> None:
        self.lock = threading.Lock()
        self.missing = False  # there is no engine: nothing helps
        self.lost = False  # it came late once; to be opened anew
        self._command = command
        self._clock = clock
        self._ended = False
        self._process: subprocess.Popen[bytes] | None = None
        self._refused = ""  # letters that broke it; those behind them would do so again

    def read(self, letters: str, deadline: float) -> Reading:
        """Make what is possible of the front of `letters`: the engine takes 39, and less of what would break it.

        `deadline` is the clock's monotonic time. Raises :class:`Missing`, :class:`Late`, :class:`Forgotten`.
        """
        longest = self._longest(letters)
        while longest:
            try:
                reading = self._ask(letters[:longest], deadline)
            except Broken:
                self._refused = letters[:longest]
                longest //= 2
            else:
                return reading if longest >= len(letters) else without_the_last_syllable(reading)
        raise Missing  # one letter is not too much for it: it does not work at all

    def end(self) -> None:
        """The citizen is gone: the process ends now, and none is started again."""
        self._ended = True
        self.kill()

    def kill(self) -> None:
        """End the process; a thread sees it buried."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            threading.Thread(target=self._bury, args=(process,), name="pinyin-end", daemon=True).start()

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        with self.lock:  # nobody listens to it any more
            for line in (process.stdin, process.stdout):
                if line:
                    line.close()

    def _longest(self, letters: str) -> int:
        if self._refused and letters.startswith(self._refused):
            return max(len(self._refused) // 2, 1)
        self._refused = ""
        return min(len(letters), MOST)

    def _ask(self, letters: str, deadline: float) -> Reading:
        process = self._process or self._start()
        try:
            return understood(self._converse(process, letters, deadline))
        except Broken:
            self._mourn(process, deadline)
            raise

    def _mourn(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        """Find out why it broke. Raises :class:`Missing`, :class:`Forgotten`."""
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, min(LAST_WORDS_S, deadline - self._clock.monotonic())))
        self.kill()
        if self._ended:
            self._refused = ""
            raise Forgotten
        if process.returncode == NO_ENGINE:
            raise Missing

    def _converse(self, process: subprocess.Popen[bytes], letters: str, deadline: float) -> bytes:
        """Return the answer, complete only with its newline. Raises :class:`Late` when none comes in time."""
        if process.stdin is None or process.stdout is None:
            return b""
        try:
            process.stdin.write(letters.encode("ascii") + b"\n")
        except BrokenPipeError:
            return b""
        waiting = poll()
        waiting.register(process.stdout, POLLIN)
        answer = b""
        while not answer.endswith(b"\n"):
            if not waiting.poll(max(0.0, deadline - self._clock.monotonic()) * 1000):
                raise Late
            piece = process.stdout.read(65536)
            if not piece:
                break
            answer += piece
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        if self._ended:
            raise Forgotten
        try:
            process = subprocess.Popen(  # noqa: S603 - our own module, or the one of a test
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # where the library says what it breaks at
                bufsize=0,
                cwd=ROOT,
            )
        except OSError as failure:
            raise Missing from failure
        self._process = process
        if self._ended:  # while it was being started
            self.kill()
            raise Forgotten
        return process


def understood(answer: bytes) -> Reading:
    """What the process said; raises :class:`Broken` for what is no answer."""
    if not answer.endswith(b"\n"):
        raise Broken
    try:
        starts, texts = json.loads(answer)
        return Reading(tuple(map(int, starts)), tuple(map(str, texts)))
    except (ValueError, TypeError):
        raise Broken from None  # without what it said


def without_the_last_syllable(reading: Reading) -> Reading:
    """Letters were cut off somewhere, perhaps within a syllable: leave the last one to those that follow."""
    syllables = len(reading.starts) - 1
    if syllables < 2:
        return reading
    texts = (text[: syllables - 1] if len(text) == syllables else text for text in reading.texts)
    return Reading(reading.starts[:-1], tuple(dict.fromkeys(texts)))
