"""Life signs: what is said to whom, how often, and that nobody is harmed by a manager that does not listen."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from domain.clock import SHANGHAI, FrozenClock
from domain.life_signs import LifeSigns, address_of

WATCHED = {"NOTIFY_SOCKET": "/run/systemd/notify", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI))


@pytest.fixture
def said() -> list[tuple[str, bytes]]:
    return []


def signs(environment: Mapping[str, str], said: list[tuple[str, bytes]], clock: FrozenClock) -> LifeSigns:
    return LifeSigns(environment, lambda address, words: said.append((address, words)), clock)


def test_what_is_said_goes_where_the_environment_says(said: list[tuple[str, bytes]], clock: FrozenClock) -> None:
    one = signs(WATCHED, said, clock)
    one.ready()
    one.alive()
    one.ending()
    assert said == [("/run/systemd/notify", words) for words in (b"READY=1", b"WATCHDOG=1", b"STOPPING=1")]


def test_a_sign_is_given_well_within_the_limit_but_not_at_every_turn(said: list[tuple[str, bytes]], clock: FrozenClock) -> None:
    one = signs(WATCHED, said, clock)
    assert one.every_s == 10.0
    for _ in range(300):
        one.alive()
        clock.advance(0.1)
    assert 3 <= len(said) <= 6  # of 300 turns in half a minute


@pytest.mark.parametrize("limit", ["", "0", "soon", "-5", "1.5"])
def test_without_a_limit_nobody_waits_for_signs(limit: str, said: list[tuple[str, bytes]], clock: FrozenClock) -> None:
    one = signs(WATCHED | {"WATCHDOG_USEC": limit}, said, clock)
    one.alive()
    assert (one.every_s, said) == (None, [])


@pytest.mark.parametrize("address", ["", "relative/path", "vsock:2:1234"])
def test_without_a_socket_nothing_is_said(address: str, said: list[tuple[str, bytes]], clock: FrozenClock) -> None:
    one = signs(WATCHED | {"NOTIFY_SOCKET": address}, said, clock)
    for say in (one.ready, one.alive, one.ending):
        say()
    assert (one.wanted, one.every_s, said) == (False, None, [])


def test_an_abstract_address_begins_with_a_zero_byte() -> None:
    assert address_of("@/org/one") == "\0/org/one"


def test_a_manager_that_cannot_be_reached_harms_nobody(clock: FrozenClock) -> None:
    def gone(_address: str, _words: bytes) -> None:
        raise ConnectionRefusedError

    one = LifeSigns(WATCHED, gone, clock)
    one.ready()
    one.alive()
