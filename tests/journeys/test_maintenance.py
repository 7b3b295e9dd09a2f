"""A technician's journeys through the whole house: the key, a PIN that the office made, a slip judged, a test from afar."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

from backend_client.errands import read_technicians
from domain.staff_pin import is_pin
from simulators.citizen.client import TerminalClient
from simulators.stage.house import House
from tests.houses import eventually
from tests.paths import ROOT

NUMBER = "0217"
TESTED = ("receipt_printer", "id_card_reader", "disk", "database")


def office(house: House, *words: str) -> str:
    return house.children.run("backoffice", "fleet", *words, env=house.environment).strip()


def self_test(house: House, *parts: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "self-test", "--json", *parts],
        cwd=ROOT,
        env={**os.environ, **house.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def pin(house: House) -> str:
    """A PIN that the office made and the courier has brought; the terminal may still keep the sandbox's own for this number."""
    drawn = office(house, "allow", NUMBER)
    state_dir = house.root / "terminal"
    eventually("the courier brings it", lambda: is_pin(drawn, read_technicians(state_dir).get(NUMBER, "")))
    return drawn


def sign_in(terminal: TerminalClient, pin: str) -> None:
    for digit in NUMBER + pin:
        terminal.tap(f"maintenance.digit.{digit}")
    terminal.wait_screen("maintenance", page="overview")


def test_the_key_a_pin_a_slip_and_out_again(house: House, terminal: TerminalClient, pin: str) -> None:
    house.cabinet.set_sensor("service_key", on=True)
    terminal.wait_screen("maintenance", page="sign_in")
    sign_in(terminal, pin)
    terminal.tap("maintenance.part.receipt_printer")
    terminal.wait_screen("maintenance", page="device")
    terminal.tap("maintenance.test")
    terminal.tap("maintenance.judge_good")
    terminal.wait("judged", lambda state: state["view"]["body"].get("passed") is True)
    terminal.tap("maintenance.back")
    assert house.cabinet.take_slip() == 1
    house.cabinet.set_sensor("service_key", on=False)
    terminal.wait_screen("attract")
    assert NUMBER not in json.dumps(terminal.state())


def test_a_running_terminal_answers_the_console(house: House, terminal: TerminalClient) -> None:
    assert self_test(house, *TESTED) == (
        0,
        {
            "passed": True,
            "devices": dict.fromkeys(TESTED[:2], "passed"),
            "checks": dict.fromkeys(TESTED[2:], "passed"),
        },
    )


def test_the_office_tests_from_afar(house: House, terminal: TerminalClient) -> None:
    terminal_id = json.loads(office(house, "list", "--json"))["terminals"][0]["terminal_id"]
    office(house, "self-test", terminal_id)
    terminal.wait_screen("maintenance", page="unattended")
    terminal.wait_screen("attract")
    eventually("the office has it", lambda: "disk" in found_in_office(house))


def found_in_office(house: House) -> list[str]:
    with closing(sqlite3.connect(house.root / "office" / "office.db")) as database:
        rows = database.execute("SELECT parts FROM self_test_errand WHERE ended_at IS NOT NULL").fetchall()
    return [part["name"] for (parts,) in rows for part in json.loads(parts)]
