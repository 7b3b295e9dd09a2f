from datetime import UTC, datetime

import pytest

from domain.clock import SHANGHAI, FrozenClock, SystemClock


def test_a_frozen_clock_moves_only_when_told() -> None:
    clock = FrozenClock(datetime(2026, 11, 20, 6, 26, tzinfo=UTC))
    assert clock.now().isoformat() == "2026-11-20T14:26:00+08:00"
    clock.advance(90)
    assert clock.now().minute == 27
    assert clock.monotonic() == 90


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FrozenClock(datetime(2026, 11, 20))  # noqa: DTZ001 - the point of the test


def test_the_system_clock_speaks_shanghai_time() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is SHANGHAI
    assert clock.monotonic() <= clock.monotonic()
