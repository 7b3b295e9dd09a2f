"""The log of what the terminal did: from what it tells over its socket, and never a person in it."""

import json
import socketserver
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import SystemClock
from simulators.citizen.diary import SHOWN, read_events
from simulators.terminal_log import WORD, TerminalLog, _details

AT = "2026-11-22T14:26:00+08:00"
SECRET = ("陈志远", "500112199001011234", "13900000001", "渝A12345", "3f0c7a4e-1111-2222-3333-444455556666")


class Terminal:
    """Answers like the door of a hosted terminal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state: dict[str, Any] = {"screen": "attract", "step": "attract", "view": {}}
        self.events: list[dict[str, Any]] = []
        terminal = self

        class Visitor(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    self.wfile.write(json.dumps(terminal.answer(json.loads(line))).encode() + b"\n")

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True

        self.server = Server(str(path), Visitor)
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["do"] == "state":
            return self.state
        last = self.events[-1]["seq"] if self.events else 0
        return {"last": last, "events": [event for event in self.events if event["seq"] > asked["after"]]}

    def note(self, event: str, **details: object) -> None:
        self.events.append({"seq": len(self.events) + 1, "at": AT, "event": event, "details": details})

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()
        self.path.unlink(missing_ok=True)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "t.sock")
    yield terminal
    terminal.close()


@pytest.fixture
def log(terminal: Terminal) -> TerminalLog:
    return TerminalLog(lambda: terminal.path, SystemClock())


def told(log: TerminalLog) -> list[dict[str, Any]]:
    return [{key: value for key, value in entry.items() if key not in ("n", "at")} for entry in log.entries()]


def test_screens_and_events_are_noted_once(terminal: Terminal, log: TerminalLog) -> None:
    terminal.note("device_changed", device="id_card_reader", status="no_device", failure="device_unplugged")
    log.look()
    log.look()
    terminal.state = {"screen": "home", "step": "home", "help_open": True}
    log.look()
    assert told(log) == [
        {"kind": "found"},
        {
            "kind": "event",
            "event": "device_changed",
            "details": {"device": "id_card_reader", "status": "no_device", "failure": "device_unplugged"},
        },
        {"kind": "screen", "screen": "attract", "step": "attract"},
        {"kind": "screen", "screen": "home", "step": "home", "help_open": True},
    ]
    assert [entry["n"] for entry in log.entries(2)] == [3, 4]
    assert log.entries()[1]["at"] == AT


def test_a_terminal_that_goes_and_comes_is_noted(terminal: Terminal, tmp_path: Path) -> None:
    where: list[Path | None] = [None]
    log = TerminalLog(lambda: where[0], SystemClock())
    log.look()
    assert told(log) == []
    for path in (terminal.path, tmp_path / "nobody.sock", terminal.path, None):
        where[0] = path
        log.look()
    assert [entry["kind"] for entry in told(log)] == ["found", "screen", "lost", "found", "screen", "lost"]


def test_another_terminals_log_is_read_from_its_beginning(terminal: Terminal, log: TerminalLog) -> None:
    for _ in range(5):
        terminal.note("visit_begun")
    log.look()
    terminal.events.clear()
    terminal.note("terminal_started")
    log.look()
    log.look()
    assert told(log)[-1] == {"kind": "event", "event": "terminal_started", "details": {}}


def test_nothing_of_a_person_gets_in(terminal: Terminal, log: TerminalLog) -> None:
    terminal.state = {
        "screen": "confirm",
        "step": SECRET[0],
        "person": SECRET[0],
        "view": {"failure": SECRET[2], "rows": list(SECRET), "id_number": SECRET[1]},
        "service": SECRET[3],
        "tidings": SECRET[4],
    }
    for secret in SECRET:
        terminal.note("visit_ended", why=secret, staff=secret, **{secret: "x"})
        terminal.note(secret)
    log.look()
    noted = json.dumps(log.entries(), ensure_ascii=False)
    assert not any(secret in noted for secret in SECRET)
    assert told(log)[-1] == {"kind": "screen", "screen": "confirm"}


@given(st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=70), st.integers(), st.booleans(), st.none())))
def test_details_are_words_and_yes_or_no(details: dict[str, object]) -> None:
    for key, value in _details(details).items():
        assert WORD.fullmatch(key)
        assert isinstance(value, bool) or all(WORD.fullmatch(part) for part in str(value).split("."))


@pytest.mark.parametrize("answer", [b"", b"no json\n", b"[]\n", b"{}\n", b'{"events": 3, "last": "x", "screen": 7}\n'])
def test_nonsense_from_the_terminal_does_not_end_the_log(tmp_path: Path, answer: bytes) -> None:
    class Visitor(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(answer)

    with socketserver.ThreadingUnixStreamServer(str(tmp_path / "t.sock"), Visitor) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        log = TerminalLog(lambda: tmp_path / "t.sock", SystemClock())
        log.look()
        server.shutdown()
        thread.join()
    assert {entry["kind"] for entry in log.entries()} <= {"found"}


def test_of_the_audit_log_only_words_are_told(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "terminal.db") as database:
        database.execute("CREATE TABLE audit_log (seq INTEGER, at TEXT, event TEXT, details TEXT, previous TEXT, hash TEXT)")
        details = json.dumps({"staff": "0417", "outcome": "wrong", "application": "50010026112200017", "amount_fen": 1000})
        for seq in (1, 2, 3):
            database.execute("INSERT INTO audit_log VALUES (?, ?, 'maintenance_refused', ?, '', '')", (seq, AT, details))
    database.close()
    answer = read_events(tmp_path, 1)
    assert answer["last"] == 3
    assert [event["seq"] for event in answer["events"]] == [2, 3]
    assert answer["events"][0]["details"] == {"outcome": "wrong"}
    assert not SHOWN & {"staff", "application", "entry", "amount_fen"}


def test_without_an_audit_log_there_is_nothing(tmp_path: Path) -> None:
    assert read_events(tmp_path, 0) == {"events": []}
    assert not (tmp_path / "terminal.db").exists()
