"""The whole house for journeys and fault tests: real processes, real protocols, on loopback and in a temporary folder."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from simulators.citizen.client import TerminalClient
from simulators.stage.house import House

PATIENCE_S = 60.0
POLL_S = 0.05


@contextmanager
def touched_terminal(house: House, **platform: str) -> Iterator[TerminalClient]:
    """A freshly started terminal and a citizen's hands on it; offscreen unless `platform` names a display."""
    child = house.start_terminal_behind_socket(**platform)
    try:
        with TerminalClient(house.terminal_socket) as client:
            client.wait_screen("attract")
            yield client
    finally:
        house.children.remove(child)


def eventually(what: str, fulfilled: Callable[[], bool], limit_s: float = PATIENCE_S) -> None:
    """Wait until a condition holds; fail by name when it never does."""
    deadline = time.monotonic() + limit_s
    while not fulfilled():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(POLL_S)


def cases_in_office(house: House) -> list[str]:
    """Application numbers of all cases the office has, with repetitions."""
    return _column(house.root / "office" / "office.db", "SELECT number FROM review_case ORDER BY number")


def statuses_in_office(house: House) -> dict[str, str]:
    """Status of every case by its number."""
    database = house.root / "office" / "office.db"
    numbers = _column(database, "SELECT number FROM review_case ORDER BY id")
    return dict(zip(numbers, _column(database, "SELECT status FROM review_case ORDER BY id"), strict=True))


def numbers_in_terminal(house: House) -> list[str]:
    """Application numbers the terminal has stored."""
    return _column(house.root / "terminal" / "terminal.db", "SELECT number FROM applications ORDER BY number")


def rows_in_terminal(house: House) -> list[tuple[str, str, str]]:
    """Number, status and order (as the acquirer spells it) of every application the terminal has stored."""
    query = "SELECT number || ' ' || status || ' ' || replace(order_id, '-', '') FROM applications ORDER BY number"
    rows = [row.split(" ") for row in _column(house.root / "terminal" / "terminal.db", query)]
    return [(number, status, order) for number, status, order in rows]


def orders_in_office(house: House) -> list[str]:
    """Order of every payment the office has been told of, as the acquirer spells it."""
    return _column(house.root / "office" / "office.db", "SELECT lower(replace(order_id, '-', '')) FROM payment ORDER BY 1")


def face_in_office(house: House, number: str) -> tuple[str, str | None]:
    """How the identity was checked at the terminal, and what came of it, as the office knows it."""
    query = "SELECT identity_check || ':' || coalesce(face_decision, '') FROM review_case WHERE number = ?"
    row = _column(house.root / "office" / "office.db", query, number)[0]
    check, _, decision = row.partition(":")
    return check, decision or None


def _column(database: Path, query: str, *values: str) -> list[str]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    try:
        return [str(row[0]) for row in connection.execute(query, values)]
    finally:
        connection.close()
