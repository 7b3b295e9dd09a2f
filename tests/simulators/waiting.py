"""Waiting for what another thread does."""

import time
from collections.abc import Callable

LIMIT = 20.0  # seconds


def until(true: Callable[[], object]) -> None:
    """Return as soon as `true` answers so; fail when it never does."""
    deadline = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < deadline, "it never became so"
        time.sleep(0.005)
