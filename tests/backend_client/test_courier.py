"""The courier brings every application to the office exactly once, whatever happens to line, office, disk or itself."""

import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine, select, text

from backend_client import contact, device_statuses, identity, outbox
from backend_client.courier import Courier, Post
from backend_client.database import database_path, open_database, reading, writing
from backend_client.identity import Identity
from backend_client.line import Limits
from backend_client.outbox import OutboxState
from backend_client.settings import CourierSettings
from backoffice.fleet import services as fleet
from backoffice.fleet.models import TerminalState
from backoffice.intake.keys import SealingKeys
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.office import SYSTEM
from backoffice.review.models import Case
from domain.failures import FailureCode, KnownFailure, StaffAction
from tests.backend_client import samples
from tests.backend_client.faulty_line import Fault, open_faulty_line
from tests.backend_client.live_office import LiveOffice, RunningClock, open_live_office
from tests.backend_client.waiting import GENEROUS, until

SETTINGS = CourierSettings(heartbeat=0.2, poll=0.02)
FAST = Limits(connect=0.5, answer=0.3)


class Terminal:
    """The terminal's side: state folder, database, clock."""

    def __init__(self, state_dir: Path, identity: Identity, clock: RunningClock) -> None:
        self.state_dir = state_dir
        self.identity = identity
        self.clock = clock
        self.engine: Engine = open_database(database_path(state_dir))
        with writing(self.engine) as connection:
            outbox.create_tables(connection)

    def lodge(self, running: int) -> str:
        with writing(self.engine) as connection:
            return samples.put_released(connection, running, self.identity.sealing_key, self.identity.terminal_id)

    def entry(self, number: str) -> outbox.OutboxEntry:
        with reading(self.engine) as connection:
            entry = outbox.find(connection, number)
        assert entry is not None
        return entry

    def states(self) -> set[OutboxState]:
        with reading(self.engine) as connection:
            return {OutboxState(state) for state in connection.scalars(select(outbox.outbox.c.state))}

    def courier(self, live: LiveOffice, url: str | None = None, settings: CourierSettings = SETTINGS) -> "RunningCourier":
        return RunningCourier(self, live, url, settings)


class RunningCourier:
    """A courier in a thread, for the length of a block."""

    def __init__(self, terminal: Terminal, live: LiveOffice, url: str | None, settings: CourierSettings) -> None:
        self._client = live.client(terminal.identity, terminal.clock, url, FAST)
        self._terminal = terminal
        self._settings = settings
        self._stop = threading.Event()

    def __enter__(self) -> Courier:
        terminal = self._terminal
        post = Post(terminal.engine, self._client.__enter__(), terminal.identity, terminal.state_dir)
        courier = Courier(post, terminal.clock, self._settings)
        self._thread = threading.Thread(target=courier.run, args=(self._stop,), name="courier")
        self._thread.start()
        return courier

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(GENEROUS)
        self._client.__exit__(None, None, None)


@pytest.fixture
def terminal(tmp_path: Path, identity: Identity, clock: RunningClock) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "terminal", identity, clock)
    yield terminal
    terminal.engine.dispose()


@pytest.fixture(autouse=True)
def log() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries  # type: ignore[misc]


def test_a_released_row_reaches_the_office_and_comes_back_as_a_receipt(live: LiveOffice, terminal: Terminal) -> None:
    with terminal.courier(live):
        number = terminal.lodge(1)  # while the courier is running: it wakes by itself
        until(lambda: terminal.entry(number).delivered, "delivery")
    entry = terminal.entry(number)
    assert live.case_numbers() == [number]
    assert entry.received_at is not None
    assert entry.due_date is not None
    assert entry.due_date.isoformat() == "2026-11-26"


def test_a_held_row_stays(live: LiveOffice, terminal: Terminal) -> None:
    with writing(terminal.engine) as connection:
        number = samples.put_released(connection, 1, terminal.identity.sealing_key, terminal.identity.terminal_id)
        connection.execute(outbox.outbox.update().values(state=OutboxState.HELD.value))
    with terminal.courier(live):
        until(lambda: _state(live) is not None, "a heartbeat")
    assert terminal.entry(number).state is OutboxState.HELD
    assert live.count(Case) == 0


def _state(live: LiveOffice) -> TerminalState | None:
    with live.office.reading() as work:
        return work.session.scalar(select(TerminalState))


def test_heartbeats_tell_devices_and_outbox(live: LiveOffice, terminal: Terminal) -> None:
    down = {"ups": device_statuses.Down("ups_lost", 90)}
    device_statuses.write(terminal.state_dir, {"id_card_reader": "online", "ups": "offline"}, terminal.clock.now(), down)
    with terminal.courier(live):
        until(lambda: _state(live) is not None, "a heartbeat")
        until(lambda: _contact(terminal) is not None, "the contact")
    state = _state(live)
    assert state is not None
    assert state.devices == {"id_card_reader": "online", "ups": "offline"}
    assert state.down == {"ups": {"failure": "ups_lost", "seconds": 90}}
    assert state.outbox_depth == 0
    found = _contact(terminal)
    assert found is not None
    assert found.failure is None
    assert found.clock_offset_seconds is not None
    assert abs(found.clock_offset_seconds) < 30


def _contact(terminal: Terminal) -> contact.Contact | None:
    with reading(terminal.engine) as connection:
        return contact.find(connection)


def test_devices_nobody_watches_any_more_are_unknown(terminal: Terminal) -> None:
    device_statuses.write(terminal.state_dir, {"id_card_reader": "online"}, terminal.clock.now() - timedelta(minutes=4))
    assert device_statuses.read(terminal.state_dir, terminal.clock.now()) == {"id_card_reader": "unknown"}
    assert device_statuses.read_down(terminal.state_dir, terminal.clock.now()) == {}


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"written_at": 3, "devices": {}}', '{"written_at": "x"}', "\0"])
def test_a_spoilt_device_file_is_no_news(tmp_path: Path, clock: RunningClock, content: str | None) -> None:
    if content is not None:
        (tmp_path / device_statuses.FILE_NAME).write_text(content)
    assert device_statuses.read(tmp_path, clock.now()) == {}
    assert device_statuses.read_down(tmp_path, clock.now()) == {}


@pytest.mark.expects_log  # urllib3 warns of an answer that was cut in the middle of its headers
def test_a_line_that_breaks_in_thirty_percent_of_requests_makes_one_case_per_key(live: LiveOffice, terminal: Terminal) -> None:
    dice = random.Random(20261122)  # noqa: S311 - the same faults every time
    faults = [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.STALL, Fault.HALF_CLOSE, Fault.GARBAGE]

    def choose() -> Fault:
        return dice.choice(faults) if dice.random() < 0.3 else Fault.NONE

    numbers = [terminal.lodge(running) for running in range(1, 31)]
    with open_faulty_line(live.port, choose) as line, terminal.courier(live, line.url):
        until(lambda: terminal.states() == {OutboxState.DELIVERED}, "all delivered")
    assert set(line.seen) >= {Fault.NONE, Fault.CUT_AFTER}
    assert live.case_numbers() == numbers
    assert live.count(Lodgement) == len(numbers)


@pytest.mark.parametrize("fault", [Fault.CUT_AFTER, Fault.STALL, Fault.HALF_CLOSE])
def test_an_answer_that_is_lost_is_asked_for_again(live: LiveOffice, terminal: Terminal, fault: Fault) -> None:
    number = terminal.lodge(1)
    with open_faulty_line(live.port, lambda: fault) as line, terminal.courier(live, line.url):
        until(lambda: live.count(Case) == 1 and terminal.entry(number).tries >= 2, "two tries")
        line.choose = lambda: Fault.NONE
        until(lambda: terminal.entry(number).delivered, "delivery")
    assert live.count(Case) == 1


def test_the_office_is_down_for_days(tmp_path: Path, clock: RunningClock, log: list[dict[str, object]]) -> None:
    with open_live_office(tmp_path / "office", clock) as live:
        enrolled = live.enrolled(tmp_path / "terminal")
    terminal = Terminal(tmp_path / "terminal", enrolled, clock)
    numbers = [terminal.lodge(running) for running in range(1, 4)]
    with terminal.courier(live):
        until(lambda: all(terminal.entry(number).tries for number in numbers), "first tries")
        entry = terminal.entry(numbers[0])
        assert entry.last_error in {None, FailureCode.NETWORK_DOWN.value}
        assert entry.next_at is not None
    clock.shift = timedelta(days=3)
    with open_live_office(tmp_path / "office", clock) as live, terminal.courier(live):
        until(lambda: terminal.states() == {OutboxState.DELIVERED}, "all delivered")
        assert live.case_numbers() == numbers
    terminal.engine.dispose()
    assert "line_back" in {entry["event"] for entry in log}


def test_a_poison_row_dies_and_the_others_go_on(live: LiveOffice, terminal: Terminal) -> None:
    poison, good = terminal.lodge(1), terminal.lodge(2)
    with writing(terminal.engine) as connection:
        spoilt = outbox.outbox.update().where(outbox.outbox.c.number == poison).values(sealed=b"spoilt by the disk")
        connection.execute(spoilt)
    with terminal.courier(live):
        until(lambda: terminal.entry(good).delivered, "delivery of the good one")
        until(lambda: terminal.entry(poison).state is OutboxState.DEAD, "death of the other")
    entry = terminal.entry(poison)
    assert (entry.last_error, entry.staff_action) == ("hash_mismatch", StaffAction.MAINTAIN)
    assert live.count(Quarantined) == 1
    assert live.case_numbers() == [good]


def test_a_revoked_terminal_loses_nothing(live: LiveOffice, terminal: Terminal) -> None:
    with live.office.writing(SYSTEM) as work:
        fleet.revoke(work, terminal.identity.terminal_id)
    number = terminal.lodge(1)
    with terminal.courier(live):
        until(lambda: terminal.entry(number).last_error is not None, "a refusal")
    entry = terminal.entry(number)
    assert entry.state is OutboxState.READY
    assert (entry.last_error, entry.staff_action) == (FailureCode.TERMINAL_NOT_ENROLLED.value, StaffAction.CONFIGURE)


def test_a_wrong_clock_raises_its_own_alarm_and_delivers_when_set_right(live: LiveOffice, terminal: Terminal) -> None:
    terminal.clock = RunningClock()
    terminal.clock.shift = timedelta(hours=-1)
    number = terminal.lodge(1)
    with writing(terminal.engine) as connection:  # lodged by the wrong clock's time
        connection.execute(outbox.outbox.update().values(next_at=terminal.clock.now()))
    with terminal.courier(live):
        until(lambda: terminal.entry(number).last_error == FailureCode.CLOCK_WRONG.value, "the clock's failure")
        until(lambda: (found := _contact(terminal)) is not None and found.failure is FailureCode.CLOCK_WRONG, "the alarm")
        found = _contact(terminal)
        assert found is not None
        assert found.clock_offset_seconds is not None
        assert 3500 < found.clock_offset_seconds < 3700
        assert terminal.entry(number).staff_action is StaffAction.CONFIGURE
        terminal.clock.shift = timedelta()
        until(lambda: terminal.entry(number).delivered, "delivery")


def test_a_new_sealing_key_is_taken_from_the_heartbeat(live: LiveOffice, terminal: Terminal) -> None:
    old = terminal.lodge(1)
    newer = SealingKeys(live.office.settings.keys_dir).add()
    assert newer != terminal.identity.sealing_key
    with terminal.courier(live):
        until(lambda: identity.load_identity(terminal.state_dir).sealing_key == newer, "the new key")
        terminal.identity = identity.load_identity(terminal.state_dir)
        new = terminal.lodge(2)
        until(lambda: terminal.states() == {OutboxState.DELIVERED}, "both delivered")  # what was sealed to the old one too
    assert live.case_numbers() == [old, new]


def test_delivered_bodies_go_after_seven_days(live: LiveOffice, terminal: Terminal) -> None:
    number = terminal.lodge(1)
    with terminal.courier(live):
        until(lambda: terminal.entry(number).delivered, "delivery")
    assert _body(terminal) is not None
    terminal.clock.shift = timedelta(days=6, hours=23)
    with terminal.courier(live):
        until(lambda: _beats_since(live, terminal), "a heartbeat")
    assert _body(terminal) is not None
    terminal.clock.shift = timedelta(days=7, minutes=5)
    with terminal.courier(live):
        until(lambda: _body(terminal) is None, "the purge")
    assert terminal.entry(number).delivered


def _beats_since(live: LiveOffice, terminal: Terminal) -> bool:
    state = _state(live)
    return state is not None and terminal.clock.now() - state.received_at < timedelta(hours=1)


def _body(terminal: Terminal) -> bytes | None:
    with reading(terminal.engine) as connection:
        body: bytes | None = connection.scalar(select(outbox.outbox.c.sealed))
        return body


def test_a_receipt_that_cannot_be_committed_is_asked_for_again(
    live: LiveOffice, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = terminal.lodge(1)
    with live.client(terminal.identity, terminal.clock) as client:
        post = Post(terminal.engine, client, terminal.identity, terminal.state_dir)
        courier = Courier(post, terminal.clock, SETTINGS)
        with writing(terminal.engine) as connection:  # the disk refuses this one write
            connection.execute(
                text("CREATE TRIGGER full BEFORE UPDATE OF received_at ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END")
            )
        with pytest.raises(KnownFailure) as caught:
            courier.round()
        assert caught.value.code is FailureCode.STORE_FAILED
        assert live.count(Case) == 1
        assert terminal.entry(number).state is OutboxState.READY
        with writing(terminal.engine) as connection:
            connection.execute(text("DROP TRIGGER full"))
        until(lambda: courier.round() and terminal.entry(number).delivered, "delivery")
    assert live.count(Case) == 1


def test_the_log_names_nobody(live: LiveOffice, terminal: Terminal, log: list[dict[str, object]]) -> None:
    good, poison = terminal.lodge(1), terminal.lodge(2)
    with writing(terminal.engine) as connection:
        connection.execute(outbox.outbox.update().where(outbox.outbox.c.number == poison).values(sealed=b"spoilt"))
    with terminal.courier(live):
        until(lambda: not terminal.states() & {OutboxState.READY}, "both settled")
    assert {entry["event"] for entry in log} >= {"delivered", "not_delivered"}
    assert not [number for number in (good, poison) if number in repr(log)]
