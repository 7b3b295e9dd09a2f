"""The pinyin engine as the keyboard knows it: started when needed, begun anew when it breaks, silent where it is missing."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from select import POLLIN, poll

from ui.input.contract import Reading
from ui.input.decoder import SYLLABLES
from ui.input.pinyin_process import NO_ENGINE

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "ui.input.pinyin_process")
ROOT = Path(__file__).parents[2]
MOST = 39  # letters; the engine's search has 40 steps
PATIENCE_MS = 2000  # an answer takes 5 ms; whoever takes longer on a busy machine hangs
BIRTH_MS = 3000  # added for the first one, which takes 50 ms, on a cold machine more


class Broken(Exception):
    """The process has ended."""


class Missing(Exception):
    """There is no engine, or it hangs."""


class PinyinEngine:
    """For any thread. Where there is no engine it answers nothing, and says so in the log once."""

    def __init__(self, command: Sequence[str] = COMMAND, patience_ms: int = PATIENCE_MS, birth_ms: int = BIRTH_MS) -> None:
        self._command = tuple(command)
        self._patience_ms = patience_ms
        self._birth_ms = birth_ms
        self._born = False  # the process has answered once
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._missing = False
        self._said_so = False
        self._refused = ""  # letters that broke it; those behind them would do so again

    @property
    def available(self) -> bool:
        """Whether letters can become characters; starts it and waits for its first answer."""
        return bool(self.read("a").texts)

    def read(self, letters: str) -> Reading:
        """Make what is possible of the front of `letters`: the engine takes 39, and less of what would break it."""
        with self._lock:
            if self._missing or not SYLLABLES.fullmatch(letters):
                return Reading()
            try:
                return self._read(letters)
            except Missing:
                self._miss()
                return Reading()

    def forget(self) -> None:
        """End the process: what it knew goes with it. An engine that was missing is looked for again."""
        with self._lock:
            self._end()
            self._refused = ""
            self._missing = False

    def _read(self, letters: str) -> Reading:
        longest = self._longest(letters)
        while longest:
            try:
                reading = self._ask(letters[:longest])
            except Broken:
                self._refused = letters[:longest]
                longest //= 2
            else:
                return reading if longest >= len(letters) else without_the_last_syllable(reading)
        raise Missing  # one letter is not too much for it: it does not work at all

    def _longest(self, letters: str) -> int:
        if self._refused and letters.startswith(self._refused):
            return max(len(self._refused) // 2, 1)
        self._refused = ""
        return min(len(letters), MOST)

    def _ask(self, letters: str) -> Reading:
        process = self._process or self._start()
        answer = self._converse(process, letters)
        if not answer.endswith(b"\n"):
            self._end(patience_s=0.2)  # so that it can say why
            raise Missing if process.returncode == NO_ENGINE else Broken
        self._born = True
        starts, texts = json.loads(answer)
        return Reading(tuple(starts), tuple(texts))

    def _converse(self, process: subprocess.Popen[bytes], letters: str) -> bytes:
        """Return the answer, complete only with its newline. Raises :class:`Missing` when none comes in time."""
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
            if not waiting.poll(self._patience_ms + (0 if self._born else self._birth_ms)):
                raise Missing
            piece = process.stdout.read(65536)
            if not piece:
                break
            answer += piece
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, or the one of a test
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # where the library says what it breaks at
                bufsize=0,
                cwd=ROOT,
            )
        except OSError as failure:
            raise Missing from failure
        return self._process

    def _miss(self) -> None:
        self._end()
        self._missing = True
        if not self._said_so:
            log.warning("no pinyin engine: the keyboard offers handwriting and Latin letters only")
        self._said_so = True

    def _end(self, patience_s: float = 0.0) -> None:
        if self._process is None:
            return
        process, self._process, self._born = self._process, None, False
        for line in (process.stdin, process.stdout):
            if line:
                line.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
        process.kill()
        process.wait()


def without_the_last_syllable(reading: Reading) -> Reading:
    """Letters were cut off somewhere, perhaps within a syllable: leave the last one to those that follow."""
    syllables = len(reading.starts) - 1
    if syllables < 2:
        return reading
    texts = (text[: syllables - 1] if len(text) == syllables else text for text in reading.texts)
    return Reading(reading.starts[:-1], tuple(dict.fromkeys(texts)))
