"""Signing in without the office: right, wrong, too often, after a restart, with a full disk, with a clock that was set."""

from datetime import timedelta
from pathlib import Path

import pytest

from backend_client import errands
from domain.clock import FrozenClock
from domain.staff_pin import SALT_BYTES, hash_pin, is_pin
from kiosk.maintenance import sign_in as signing
from kiosk.maintenance.sign_in import SignInOutcome, sign_in
from kiosk.maintenance.standing import LONGEST_LOCK, Standing
from tests.kiosk.stage import START

PIN = "20261122"
KEPT = hash_pin(PIN, b"s" * SALT_BYTES)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(START)


@pytest.fixture
def standing(tmp_path: Path, clock: FrozenClock) -> Standing:
    errands.keep_technicians(tmp_path, {"0217": KEPT})
    return Standing(tmp_path, clock)


def outcome(tmp_path: Path, standing: Standing, number: str = "0217", pin: str = PIN) -> SignInOutcome:
    return sign_in(tmp_path, standing, number, pin).outcome


def test_the_right_pin_opens_and_forgets_the_wrong_ones(tmp_path: Path, standing: Standing) -> None:
    assert outcome(tmp_path, standing, pin="00000000") is SignInOutcome.WRONG
    assert outcome(tmp_path, standing) is SignInOutcome.OPEN
    assert [outcome(tmp_path, standing, pin="00000000") for _ in range(2)] == [SignInOutcome.WRONG] * 2


def test_a_number_that_nobody_has_fails_like_a_wrong_pin(tmp_path: Path, standing: Standing) -> None:
    assert outcome(tmp_path, standing, number="9999") is SignInOutcome.WRONG
    assert not is_pin("", signing.STRANGER)


def test_the_third_failure_locks_and_each_further_one_longer(tmp_path: Path, standing: Standing, clock: FrozenClock) -> None:
    minutes = []
    for _ in range(12):
        standing.failed()
        minutes.append(standing.locked_for().total_seconds() / 60)
        clock.advance(standing.locked_for().total_seconds())
    assert minutes == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_while_it_is_locked_even_the_right_pin_does_not_open(tmp_path: Path, standing: Standing, clock: FrozenClock) -> None:
    for _ in range(3):
        standing.failed()
    assert sign_in(tmp_path, standing, "0217", PIN) == signing.SignedIn(SignInOutcome.LOCKED, 60)
    clock.advance(60)
    assert outcome(tmp_path, standing) is SignInOutcome.OPEN


def test_a_lock_survives_a_restart(tmp_path: Path, standing: Standing, clock: FrozenClock) -> None:
    for _ in range(4):
        standing.failed()
    again = Standing(tmp_path, clock)
    assert again.locked_for() == timedelta(minutes=2)
    clock.advance(120)
    assert again.failed() == timedelta(minutes=4), "the count survives, too"


def test_a_clock_that_was_set_back_locks_for_an_hour_at_most(tmp_path: Path, standing: Standing) -> None:
    for _ in range(3):
        standing.failed()
    earlier = FrozenClock(START - timedelta(days=400))
    assert Standing(tmp_path, earlier).locked_for() == LONGEST_LOCK


def test_nobody_gets_in_before_the_office_has_said_who_may(tmp_path: Path, clock: FrozenClock) -> None:
    assert outcome(tmp_path, Standing(tmp_path, clock)) is SignInOutcome.NOBODY


@pytest.mark.parametrize("garbage", ["", "{", "[]", '{"failures": "many", "locked_until": 7, "out_of_service": []}', "\0"])
def test_a_damaged_file_is_read_as_none(tmp_path: Path, clock: FrozenClock, garbage: str) -> None:
    path = tmp_path / errands.FOLDER / errands.STATE
    path.parent.mkdir()
    path.write_text(garbage)
    standing = Standing(tmp_path, clock)
    assert (standing.out_of_service, standing.locked_for()) == (None, timedelta(0))


def test_a_full_disk_does_not_keep_the_technician_out_but_the_switch_says_so(
    tmp_path: Path, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(errands, "write_whole", full)
    standing.failed()
    assert outcome(tmp_path, standing) is SignInOutcome.OPEN
    with pytest.raises(OSError, match="No space"):
        standing.take_out("repair")
    assert standing.out_of_service is None


@pytest.mark.parametrize("kept", ["", "scrypt", "scrypt$$", "md5$AAAA$AAAA", "scrypt$ä$AAAA", "scrypt$AAAA$AAAA"])
def test_what_is_no_kept_pin_opens_for_nobody(kept: str) -> None:
    assert not is_pin(PIN, kept)
