"""How an unexpected exception is told to the log: loudly, and without what its message may quote of a person."""

import logging
import traceback
from pathlib import Path


def tell_bug(log: logging.Logger, where: str, bug: BaseException) -> None:
    """Log type and frames of `bug`. The message is left out: it may carry a person's data; the frames only name our code."""
    frames = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(bug.__traceback__))
    )
    log.error("bug in %s: %s at %s", where, type(bug).__name__, frames or "no frame")
