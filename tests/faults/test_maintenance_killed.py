"""The terminal is killed while a technician is in: the next one serves, lets nobody in unasked, and keeps the switch."""

import signal
from pathlib import Path

from backend_client import errands
from domain.staff_pin import SALT_BYTES, hash_pin
from simulators.citizen.client import TerminalClient
from simulators.stage.house import House
from tests.houses import eventually

NUMBER, PIN = "0217", "20261122"


def sign_in(house: House, terminal: TerminalClient) -> None:
    house.cabinet.set_sensor("service_key", on=True)
    terminal.wait_screen("maintenance", page="sign_in")
    for digit in NUMBER + PIN:
        terminal.tap(f"maintenance.digit.{digit}")
    terminal.wait_screen("maintenance", page="overview")


def test_killed_in_the_middle_of_a_sitting(tmp_path: Path) -> None:
    with House(tmp_path / "stage") as house:
        state_dir = house.root / "terminal"
        errands.keep_technicians(state_dir, {NUMBER: hash_pin(PIN, b"s" * SALT_BYTES)})
        child = house.start_terminal_behind_socket()
        with TerminalClient(house.terminal_socket) as terminal:
            terminal.wait_screen("attract")
            assert errands.is_terminal_running(state_dir)
            sign_in(house, terminal)
            terminal.tap("maintenance.show.service")
            terminal.tap("maintenance.close.moving")
            eventually("the switch is kept", lambda: errands.out_of_service(state_dir) == "moving")
            child.process.send_signal(signal.SIGKILL)
        house.children.remove(child)
        assert not errands.is_terminal_running(state_dir)
        house.cabinet.set_sensor("service_key", on=False)
        house.terminal_socket.unlink(missing_ok=True)
        again = house.start_terminal_behind_socket()
        with TerminalClient(house.terminal_socket) as terminal:
            terminal.wait_screen("out_of_service", reason="moving")
            assert NUMBER not in str(terminal.state())
        house.children.remove(again)
