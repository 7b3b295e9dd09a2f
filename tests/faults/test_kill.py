"""Power cuts: terminal and courier are killed at random moments between the matched face and the delivery.

Every application whose number was shown to the citizen is in the office exactly once, none twice. Neither is anything that the
terminal stored lost, shown or not.
"""

import random
import threading
import time
from pathlib import Path

import pytest

from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import show_face
from simulators.stage.house import House
from tests.houses import cases_in_office, eventually, numbers_in_terminal

SEED = 20261122
LONGEST_WAIT_S = 1.5
PERSON = "chen_zhiyuan"


@pytest.mark.parametrize("rounds", [pytest.param(5, id="5"), pytest.param(50, id="50", marks=pytest.mark.long)])
@pytest.mark.timeout(1200)
def test_whatever_is_killed_every_number_shown_reaches_the_office_once(tmp_path: Path, rounds: int) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    shown: set[str] = set()
    with House(tmp_path / "stage") as house:
        for _ in range(rounds):
            shown |= one_round(house, chance)
        courier = house.start_courier()
        stored = numbers_in_terminal(house)
        eventually("the office has everything", lambda: set(stored) <= set(cases_in_office(house)))
        house.children.remove(courier)
        assert shown, "no citizen ever saw a number: the kills came too early to test anything"
        assert shown <= set(stored)
        assert sorted(cases_in_office(house)) == sorted(stored)


def one_round(house: House, chance: random.Random) -> set[str]:
    """Go through the service with the eligibility unasked (so that nobody is a duplicate), sign, and cut the power."""
    house.cabinet.reset()
    house.cabinet.set_network("cut")
    courier = house.start_courier()
    terminal = house.start_terminal_behind_socket()
    shown: set[str] = set()
    with TerminalClient(house.terminal_socket) as client:
        loss.begin(client, house.cabinet, PERSON)
        loss.declare_loss(client)
        house.cabinet.set_network("up")
        loss.agree_to_notices(client)
        loss.give_address(client)
        watcher = threading.Thread(target=watch, args=(house.terminal_socket, shown), name="watcher")
        watcher.start()
        loss.confirm_and_sign(client)
        show_face(client, house.cabinet, "own")
        victims = [terminal, courier]
        chance.shuffle(victims)
        for victim in victims:
            time.sleep(chance.uniform(0, LONGEST_WAIT_S / 2))
            house.children.kill(victim)
        watcher.join()
    return shown


def watch(socket: Path, shown: set[str]) -> None:
    """Remember every application number that a citizen could have read, until the terminal is gone."""
    with TerminalClient(socket) as eyes:
        while True:
            try:
                state = eyes.state()
            except (TerminalError, OSError):
                return
            if state.get("screen") == "submitted" and state["view"].get("number"):
                shown.add(str(state["view"]["number"]).replace(" ", ""))
            time.sleep(0.005)
