"""Ordered by the office, the terminal ends between two visits and is started again, as systemd would; the office hears it."""

from pathlib import Path

import pytest

from backoffice.fleet import terminal_commands
from backoffice.fleet.models import Terminal
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.settings import load_settings
from domain.clock import SystemClock
from domain.wire.v1_fleet import CommandKind
from kiosk.maintenance.orders import LEAST_S
from simulators.citizen.client import TerminalClient
from simulators.stage.house import House
from simulators.stage.processes import Child, Children, ProcessFailed
from tests.houses import eventually

HEARD_S = 150.0  # two heartbeats, and the time of the way


def test_what_ended_in_order_is_started_again_and_what_fell_is_not(tmp_path: Path) -> None:
    children = Children(tmp_path)
    house = House.__new__(House)  # nothing of it stands: only who tends a program is asked
    house.children, house._say = children, lambda _text: None

    def start() -> Child:
        return children.start("terminal", "json.tool", "--help", env={})

    first = start()
    first.process.wait(20)
    again = house.tend(first, start)
    assert again.process.pid != first.process.pid
    assert children.find("terminal") is again
    again.process.wait(20)
    fallen = children.start("fallen", "json.tool", str(tmp_path / "nothing"), env={})
    fallen.process.wait(20)
    with pytest.raises(ProcessFailed):
        house.tend(fallen, start)
    children.stop_all()


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", [CommandKind.RESTART_SCREEN, CommandKind.RELOAD_CONFIGURATION])
def test_an_order_of_the_office_is_carried_out(tmp_path: Path, kind: CommandKind) -> None:
    with House(tmp_path / "stage") as house:
        house.start_courier()
        terminal = house.start_terminal_behind_socket()
        with TerminalClient(house.terminal_socket) as client:
            client.wait_screen("attract")
        office = open_office(load_settings(house.root / "office.toml"), SystemClock())
        try:
            with office.writing(SYSTEM) as work:
                terminal_id = work.session.query(Terminal.terminal_id).scalar()
                terminal_commands.order(work, terminal_id, kind)
            eventually("it ended", lambda: terminal.ended_in_order, limit_s=LEAST_S + HEARD_S)
            again = house.tend(terminal, house.start_terminal_behind_socket)
            with TerminalClient(house.terminal_socket) as client:
                client.wait_screen("attract")
            eventually("the office heard", lambda: states(office, terminal_id) == ["done"], limit_s=HEARD_S)
            assert again.process.poll() is None, "once, not in a circle"
        finally:
            office.database.close()


def states(office: Office, terminal_id: str) -> list[str]:
    with office.reading() as work:
        return [told.state for told in terminal_commands.list_orders(work, terminal_id)]
