"""Waits for something to become true, with a limit so generous that only its failing matters."""

import threading
from collections.abc import Callable

import pytest

GENEROUS = 60.0  # seconds
STEP = 0.02  # seconds


def until(condition: Callable[[], object], what: str) -> None:
    """Look every few milliseconds until `condition` is truthy; fails the test when it never is."""
    for _ in range(int(GENEROUS / STEP)):
        if condition():
            return
        threading.Event().wait(STEP)
    pytest.fail(f"never happened: {what}")
