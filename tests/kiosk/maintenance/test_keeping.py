"""Backup and restore of a terminal, drilled: destroyed with a full outbox, put back, and everything reaches the office once."""

import fcntl
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from backend_client import errands
from backend_client.courier import Courier, Post
from backend_client.database import database_path, open_database, reading, writing
from backend_client.identity import load_identity
from backend_client.settings import CourierSettings
from backoffice.intake.models import Lodgement
from domain import numbers
from kiosk.audit.events import parse_events
from kiosk.audit.log import verify
from kiosk.maintenance.keeping import SKIPPED, KeepingRefused, back_up, restore
from kiosk.settings import Settings, load_settings
from kiosk.store.room import StoreRoom
from payment import keeping as journals
from payment.backends.built_in import journal as built_in
from payment.backends.built_in.journal import Journal
from tests.backend_client import samples
from tests.backend_client.live_office import LiveOffice, RunningClock, open_live_office
from tests.paths import CONFIG, ROOT

AMOUNT_FEN = 1000


class Terminal:
    """A terminal's folder and what its processes do in it."""

    def __init__(self, folder: Path, office: LiveOffice, clock: RunningClock) -> None:
        self.overlay = folder / "kiosk.toml"
        self.overlay.write_text(
            f'profile = "sandbox"\nstate_dir = "{folder / "state"}"\n[office]\nurl = "{office.url}"\n', "utf-8"
        )
        self.settings: Settings = load_settings(self.overlay)
        self.office = office
        self.clock = clock
        office.enrolled(self.settings.state_dir, clock)
        self.boot()

    @property
    def state(self) -> Path:
        return self.settings.state_dir

    def boot(self) -> None:
        """Open the store as the terminal does at its start."""
        with self.store() as store:
            store.note("terminal_started", {})

    @contextmanager
    def store(self) -> Iterator[StoreRoom]:
        events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
        with closing(StoreRoom(self.state, self.clock, events, lambda: load_identity(self.state))) as store:
            store.open()
            yield store

    def confirm(self, count: int) -> list[str]:
        """Take applications as citizens hand them in: number, sealed body, audit event in one act."""
        identity = load_identity(self.state)
        taken = []
        with self.store() as store:
            for _ in range(count):
                number = numbers.allot(self.clock.now().date(), identity.terminal_number, 1)  # the store allots its own
                body = samples.application_body(number, identity.terminal_id, self.clock.now())
                taken.append(store.lodge(uuid4(), body.model_copy(update={"fee_fen": 0, "order_id": uuid4()})).number)
        return taken

    def deliver(self, most: int | None = None) -> None:
        """Let the courier carry, up to so many."""
        engine = open_database(database_path(self.state))
        try:
            identity = load_identity(self.state)
            with self.office.client(identity, self.clock) as client:
                courier = Courier(Post(engine, client, identity, self.state), self.clock, CourierSettings(heartbeat=3600))
                carried = 0
                while (most is None or carried < most) and courier.round():
                    carried += 1
        finally:
            engine.dispose()

    def pay(self, count: int) -> None:
        with closing(Journal(self.state / "payment", self.clock)) as journal:
            for _ in range(count):
                attempt = journal.begin(uuid4(), AMOUNT_FEN, "622202∗∗∗∗∗∗∗∗∗0000")
                journal.approve(attempt, "261123000042", "A1B2C3")

    def traces(self) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(self.state / "payment" / journals.FILE_NAME)) as journal:
            return list(journal.execute("SELECT batch, trace FROM attempts ORDER BY id"))

    def back_up(self, target: Path) -> str:
        return back_up(self.settings, target, self.overlay, self.clock)[0]

    def restore(self, source: Path, code: str) -> None:
        restore(self.settings, source, code, self.overlay, self.clock)

    def destroy(self) -> None:
        shutil.rmtree(self.state)


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
def terminal(tmp_path: Path, clock: RunningClock) -> Iterator[Terminal]:
    with open_live_office(tmp_path / "office", clock) as office:
        yield Terminal(tmp_path, office, clock)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "terminal.backup"


def reason(refused: pytest.ExceptionInfo[KeepingRefused]) -> str:
    return refused.value.reason


def test_the_drill(terminal: Terminal, box: Path) -> None:
    before = terminal.confirm(12)
    terminal.deliver(4)
    terminal.pay(3)
    code = terminal.back_up(box)
    terminal.deliver(3)  # the office has them, the backup does not know
    terminal.destroy()
    terminal.restore(box, code)
    terminal.boot()
    after = terminal.confirm(3)
    terminal.deliver()
    assert len(set(before + after)) == 15, "no number is given away twice"
    assert terminal.office.case_numbers() == sorted(before + after)
    assert terminal.office.count(Lodgement) == 15
    with closing(sqlite3.connect(database_path(terminal.state))) as database:
        assert database.execute("SELECT DISTINCT state FROM outbox").fetchall() == [("delivered",)]


def test_what_was_restored_is_whole_and_says_that_it_was(terminal: Terminal, box: Path) -> None:
    terminal.confirm(2)
    identity = load_identity(terminal.state)
    code = terminal.back_up(box)
    terminal.destroy()
    terminal.restore(box, code)
    assert load_identity(terminal.state).terminal_id == identity.terminal_id
    engine = open_database(database_path(terminal.state))
    with reading(engine) as connection:
        assert verify(connection).intact
        last = connection.execute(text("SELECT event FROM audit_log ORDER BY seq DESC LIMIT 1")).scalar_one()
    engine.dispose()
    assert last == "terminal_restored"
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in terminal.state.rglob("*") if path.is_file()}
    assert set(modes.values()) == {0o600}
    assert not list(terminal.state.glob("keeping-*"))


def test_a_trace_number_is_never_used_twice(terminal: Terminal, box: Path) -> None:
    terminal.pay(3)
    code = terminal.back_up(box)
    terminal.pay(2)
    used = terminal.traces()
    terminal.destroy()
    terminal.restore(box, code)
    terminal.pay(2)
    assert terminal.traces()[:3] == used[:3]
    assert not set(terminal.traces()[3:]) & set(used)


@pytest.mark.parametrize("later", ["an application", "an audit event"])
def test_a_newer_database_is_left_alone(terminal: Terminal, box: Path, later: str) -> None:
    terminal.confirm(1)
    code = terminal.back_up(box)
    terminal.confirm(1) if later == "an application" else terminal.boot()
    content = database_path(terminal.state).read_bytes()
    with pytest.raises(KeepingRefused) as refused:
        terminal.restore(box, code)
    assert reason(refused) == "newer_here"
    assert database_path(terminal.state).read_bytes() == content


def test_an_older_database_of_the_same_line_is_replaced(terminal: Terminal, box: Path, tmp_path: Path) -> None:
    terminal.confirm(1)
    shutil.copytree(terminal.state, tmp_path / "yesterday")
    told = terminal.confirm(2)
    code = terminal.back_up(box)
    terminal.destroy()
    shutil.copytree(tmp_path / "yesterday", terminal.state)
    terminal.restore(box, code)
    terminal.deliver()
    assert set(told) <= set(terminal.office.case_numbers())


def test_a_newer_journal_is_left_alone(terminal: Terminal, box: Path) -> None:
    terminal.pay(1)
    code = terminal.back_up(box)
    terminal.pay(1)
    database_path(terminal.state).unlink()
    with pytest.raises(KeepingRefused) as refused:
        terminal.restore(box, code)
    assert reason(refused) == "newer_journal"
    assert len(terminal.traces()) == 2


def test_another_terminal_keeps_its_identity(terminal: Terminal, box: Path, tmp_path: Path) -> None:
    code = terminal.back_up(box)
    other = tmp_path / "other"
    other.mkdir()
    another = Terminal(other, terminal.office, terminal.clock)
    with pytest.raises(KeepingRefused) as refused:
        another.restore(box, code)
    assert reason(refused) == "other_terminal"


def test_nothing_is_restored_under_a_running_process(terminal: Terminal, box: Path) -> None:
    code = terminal.back_up(box)
    with errands.running_terminal(terminal.state), pytest.raises(KeepingRefused) as refused:
        terminal.restore(box, code)
    assert reason(refused) == "running"
    with (terminal.state / "courier.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(KeepingRefused) as refused:
            terminal.restore(box, code)
    assert reason(refused) == "running"
    terminal.restore(box, code)


def test_the_file_tells_nothing_without_its_code(terminal: Terminal, box: Path) -> None:
    number = terminal.confirm(1)[0]
    terminal.back_up(box)
    content = box.read_bytes()
    key = (terminal.state / "identity" / "terminal.key").read_bytes()
    assert stat.S_IMODE(box.stat().st_mode) == 0o600
    for secret in (number.encode(), key[40:80], b"SQLite format", b"terminal_started"):
        assert secret not in content


@pytest.mark.parametrize("harm", ["flip", "cut", "append", "empty", "other", "code"])
def test_a_file_that_was_touched_or_a_wrong_code_restores_nothing(terminal: Terminal, box: Path, harm: str) -> None:
    code = terminal.back_up(box)
    content = box.read_bytes()
    harmed = {
        "flip": content[:100] + bytes([content[100] ^ 1]) + content[101:],
        "cut": content[:-20],
        "append": content + b"x",
        "empty": b"",
        "other": b"PK\x03\x04" + content,
        "code": content,
    }[harm]
    box.write_bytes(harmed)
    terminal.destroy()
    with pytest.raises(KeepingRefused) as refused:
        terminal.restore(box, "AAAA-" + code[5:] if harm == "code" else code)
    assert reason(refused) == "wrong_code"
    assert list(terminal.state.iterdir()) == []


@pytest.mark.parametrize("code", ["", "重庆", "AAAA", "1" * 39])
def test_what_is_no_code_at_all_is_a_wrong_code(terminal: Terminal, box: Path, code: str) -> None:
    terminal.back_up(box)
    with pytest.raises(KeepingRefused) as refused:
        terminal.restore(box, code)
    assert reason(refused) == "wrong_code"


def test_a_large_outbox_is_locked_in_pieces(terminal: Terminal, box: Path) -> None:
    engine = open_database(database_path(terminal.state))
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE ballast (content BLOB)"))
        for _ in range(3):
            connection.execute(text("INSERT INTO ballast VALUES (:content)"), {"content": os.urandom(1_000_000)})
    engine.dispose()
    code = terminal.back_up(box)
    terminal.destroy()
    terminal.restore(box, code)
    with closing(sqlite3.connect(database_path(terminal.state))) as database:
        assert database.execute("SELECT sum(length(content)) FROM ballast").fetchone() == (3_000_000,)
    box.write_bytes(box.read_bytes()[: 2 * (1 << 20)])  # a piece is missing at the end
    terminal.destroy()
    with pytest.raises(KeepingRefused):
        terminal.restore(box, code)


def test_a_backup_of_a_later_version_is_refused(terminal: Terminal, box: Path) -> None:
    with closing(sqlite3.connect(database_path(terminal.state))) as database, database:
        database.execute("PRAGMA user_version=999")
    code = terminal.back_up(box)
    terminal.destroy()
    with pytest.raises(KeepingRefused) as refused:
        terminal.restore(box, code)
    assert reason(refused) == "later_version"


def test_a_backup_is_never_written_over(terminal: Terminal, box: Path) -> None:
    terminal.back_up(box)
    with pytest.raises(KeepingRefused) as refused:
        terminal.back_up(box)
    assert reason(refused) == "file_exists"


def test_own_settings_come_back_beside_those_of_the_new_machine(terminal: Terminal, box: Path) -> None:
    code, kept = terminal.back_up(box), terminal.overlay.read_text("utf-8")
    terminal.restore(box, code)
    assert terminal.overlay.with_name("kiosk.toml.restored").read_text("utf-8") == kept


def test_the_commands(terminal: Terminal, box: Path) -> None:
    terminal.confirm(2)
    run = [sys.executable, "-m", "kiosk"]
    more = ["--overlay", str(terminal.overlay), "--json"]
    made = subprocess.run([*run, "backup", str(box), *more], cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(made.stdout)
    assert told["waiting"] == 2
    terminal.destroy()
    command = [*run, "restore", str(box), *more]
    wrong = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, input="AAAA\n")
    assert (wrong.returncode, json.loads(wrong.stdout)["code"]) == (1, "keeping_wrong_code")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, input=f"{told['code']}\n")
    assert json.loads(done.stdout)["waiting"] == 2
    terminal.deliver()
    assert terminal.office.count(Lodgement) == 2


def test_the_journal_is_known_as_the_payment_process_has_it() -> None:
    assert (journals.FILE_NAME, journals.LARGEST_TRACE) == (built_in.FILE_NAME, built_in.LARGEST_TRACE)


def test_a_day_has_numbers_enough_to_skip_some() -> None:
    assert numbers.allot(samples.NOON.date(), 1, 3 * SKIPPED)
