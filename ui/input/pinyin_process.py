"""The process that the pinyin engine lives in: ``python -m ui.input.pinyin_process``.

One line of letters in, one line of JSON out. libgooglepinyin ends its process by an assertion when its search tree is full;
fourteen times z are enough, and a terminal cannot have that where its screens are. A process of its own also makes forgetting
complete: it ends with the citizen. It cannot write into files (none may grow), leaves no core, and ends when its parent does.
"""

import json
import resource
import signal
import sys

from drivers.private_memory import keep_memory_private
from ui.input.contract import Reading
from ui.input.decoder import SYLLABLES, Decoder, EngineMissing

NO_ENGINE = 69  # EX_UNAVAILABLE of sysexits.h


def main() -> int:
    """Answer until the parent closes the line; returns the exit status."""
    lock_down()
    try:
        decoder = Decoder()
    except EngineMissing:
        return NO_ENGINE
    for line in sys.stdin.buffer:
        letters = line.decode("ascii", "replace").rstrip("\n")
        reading = decoder.read(letters) if SYLLABLES.fullmatch(letters) else Reading()
        sys.stdout.buffer.write(json.dumps([reading.starts, reading.texts]).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()
    return 0


def lock_down() -> None:
    """Keep what is typed out of files. No PR_SET_PDEATHSIG: it would come when the parent's *thread* ends that warmed us up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; then the line closes
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    keep_memory_private()


if __name__ == "__main__":
    sys.exit(main())
