"""A wrong clock is noticed by three witnesses, and a doubt is settled by the office."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from backend_client.contact import Contact
from domain.clock import SHANGHAI
from domain.failures import FailureCode
from kiosk.clock_watch import ClockWatch

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


class JumpyClock:
    """A clock whose wall time can be set."""

    def __init__(self) -> None:
        self.wall, self.seconds = NOW, 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds


class Watch:
    """A clock that is watched."""

    def __init__(self) -> None:
        self.clock = JumpyClock()
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.watch = ClockWatch(self.clock, date(2026, 11, 1), lambda event, **details: self.events.append((event, details)))

    def look(self, contact: Contact | None = None) -> bool:
        self.clock.pass_by(1)
        self.watch.look(contact)
        return self.watch.is_wrong

    def heard(self, offset: float = 0.0, failure: FailureCode | None = None) -> Contact:
        return Contact(self.clock.now(), None if failure else self.clock.now(), failure, offset)


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_clock_that_runs_is_right(watch: Watch) -> None:
    assert not any(watch.look(watch.heard(offset=3.0)) for _ in range(100))
    assert watch.events == []


def test_the_office_says_another_time(watch: Watch) -> None:
    assert watch.look(watch.heard(-900.0, FailureCode.CLOCK_WRONG))
    assert watch.look(watch.heard(-900.0, FailureCode.CLOCK_WRONG))
    assert not watch.look(watch.heard(0.2))
    assert watch.events == [("clock_wrong", {"offset_seconds": 900}), ("clock_right", {})]


def test_a_line_that_is_down_says_nothing_of_the_time(watch: Watch) -> None:
    assert not watch.look(watch.heard(0.0, FailureCode.NETWORK_DOWN))
    assert not watch.look(None)


def test_a_clock_before_this_software_was_made(watch: Watch) -> None:
    watch.clock.wall = datetime(1970, 1, 1, tzinfo=SHANGHAI)
    assert watch.look()
    watch.clock.wall = NOW
    assert watch.look()  # it jumped: only the office can say
    assert not watch.look(watch.heard())


@pytest.mark.parametrize(("seconds", "backwards"), [(7200.0, False), (-7200.0, True)])
def test_a_jump_is_a_doubt_until_the_office_has_answered(watch: Watch, seconds: float, backwards: bool) -> None:
    before = watch.heard()
    watch.look(before)
    watch.clock.wall += timedelta(seconds=seconds)
    assert watch.look(before)
    assert watch.look(before)
    assert watch.look(watch.heard(0.0, FailureCode.NETWORK_DOWN))
    assert not watch.look(watch.heard(0.4))
    assert watch.events[0] == ("clock_jumped", {"seconds": 7200, "backwards": backwards})
    assert [event for event, _ in watch.events] == ["clock_jumped", "clock_wrong", "clock_right"]


def test_a_small_correction_is_noted_and_blocks_nothing(watch: Watch) -> None:
    watch.clock.wall += timedelta(seconds=45)
    assert not watch.look()
    assert watch.events == [("clock_jumped", {"seconds": 45, "backwards": False})]
    watch.clock.wall += timedelta(seconds=10)
    assert not watch.look()
    assert len(watch.events) == 1
