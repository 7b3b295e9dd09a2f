"""The terminal with its board and its power supply: a power cut to the end, papers in the exits, lamps, the key switch."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend_client import device_statuses
from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.cabinet.hardware import CabinetBoardSettings, open_cabinet_board
from drivers.ups.hardware import UpsSettings, open_ups
from kiosk.cabinet import Cabinet, Openers
from kiosk.settings import Power, Settings
from simulators.devices.cabinet_board import BoardFault, CabinetBoardSimulator
from simulators.devices.ups import UpsFault, UpsSimulator
from tests.kiosk.devices import TableReader
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import a_citizen, settings
from tests.kiosk.test_cabinet import Table, rows

pytestmark = pytest.mark.expects_log


class Surrounded(Table):
    """A cabinet on a table with a simulated board and supply."""

    def __init__(self, its_settings: Settings, folder: Path) -> None:
        super().__init__(its_settings)
        self.board = CabinetBoardSimulator(folder / "pty" / "cabinet", paced=False)
        self.ups = UpsSimulator()
        self.board.start()
        self.ups.start()
        clock = SystemClock()
        board_settings = CabinetBoardSettings(port=self.board.port.link)
        openers = Openers(
            lambda: self.reader,
            lambda: self.printer,
            lambda: self.documents,
            lambda: self.scanner,
            lambda: self.papers,
            lambda: open_cabinet_board(board_settings, clock),
            lambda: open_ups(UpsSettings(port=self.ups.port), clock),
        )
        self.cabinet = Cabinet(its_settings, clock, openers, self.face, self.payments)

    def events(self) -> list[str]:
        return [str(row[0]) for row in rows(self.settings, "SELECT event FROM audit_log ORDER BY seq")]

    def statuses(self) -> dict[str, str]:
        return device_statuses.read(self.settings.state_dir, SystemClock().now())


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that the command to switch off makes."""
    return tmp_path / "switched-off"


@pytest.fixture
def table(tmp_path: Path, mark: Path) -> Iterator[Surrounded]:
    plan = Power(lost_after=0.5, back_after=0.5, last_while=30, off_command=("touch", str(mark)))
    its_settings = settings(tmp_path).model_copy(update={"power": plan})
    OneKeyOffice().enrol(its_settings.state_dir)
    table = Surrounded(its_settings, tmp_path)
    table.cabinet.start()
    yield table
    assert table.cabinet.stop()
    table.board.stop()
    table.ups.stop()


def test_on_battery_nobody_begins_and_who_is_here_is_told(table: Surrounded) -> None:
    table.rest()
    table.touch("wake")
    table.see("home")
    table.ups.set_power(on_battery=True, charge=90)
    table.wait("tidings", lambda state: state.tidings == "tidings.on_battery")
    table.touch("end")
    table.touch("end_confirmed")
    table.see("goodbye")
    table.touch("finish")
    assert table.see("out_of_service").view["failure"] == "on_battery"
    table.wait("told", lambda _: table.statuses().get("mains") == "power_off")
    table.ups.set_power(on_battery=False)
    table.see("attract")
    assert {"power_lost", "power_back"} <= set(table.events())


def test_with_a_battery_nearly_empty_the_visit_ends_and_the_machine_is_switched_off(table: Surrounded, mark: Path) -> None:
    table.walk_to_sign()
    table.ups.set_power(on_battery=True, charge=10, low=True)
    assert table.see("goodbye").view["why"] == "power"
    table.reader.take()
    table.wait("the command", lambda _: mark.exists())
    table.wait("the screen says so", lambda state: state.view.get("failure") == "battery_low")
    wanted = ["power_lost", "battery_low", "power_off"]
    table.wait("all of it noted", lambda _: [event for event in table.events() if event in wanted] == wanted)


def test_the_machine_stays_on_while_reversals_are_brought_home(table: Surrounded, mark: Path) -> None:
    table.rest()
    table.payments.reversals = 3
    table.ups.set_power(on_battery=True, charge=10, low=True)
    table.wait("the command", lambda _: mark.exists())
    assert table.payments.reversals == 0


def test_papers_in_the_exits_keep_everybody_from_beginning(table: Surrounded) -> None:
    table.rest()
    table.board.set_sensor("document_at_exit", on=True)
    shown = table.wait("shut", lambda state: state.view.get("failure") == "thing_left_behind")
    assert shown.view["left"] == [{"thing": "document", "taken": False, "sensed": True}]
    table.wait("its lamp", lambda _: table.board.burning()["document"] == "quick")
    table.wait("told", lambda _: table.statuses().get("exits") == "user_error")
    table.board.set_sensor("document_at_exit", on=False)
    table.see("attract")
    table.wait("lamps", lambda _: table.board.burning()["document"] == "off")


def test_a_card_that_was_left_is_looked_for_until_it_is_gone(table: Surrounded) -> None:
    reader = table.reader
    assert isinstance(reader, TableReader)
    table.rest()
    table.touch("wake")
    table.see("home")
    reader.lay(a_citizen())
    table.cabinet._watchman.left_behind(["id_card"])
    table.touch("end")
    table.touch("end_confirmed")
    table.see("goodbye")
    table.touch("finish")
    assert table.see("out_of_service").view["failure"] == FailureCode.THING_LEFT_BEHIND.value
    reader.take()
    table.see("attract")


def test_lamps_come_back_with_the_board(table: Surrounded) -> None:
    table.rest()
    table.wait("lit", lambda _: table.board.burning()["status"] == "on")
    table.board.set_fault(BoardFault.UNPLUGGED)
    table.wait("unknown", lambda _: table.cabinet.surroundings.cabinet is None)
    table.board.lamps = [0] * 5  # it had no power
    table.board.set_fault(None)
    table.wait("lit again", lambda _: table.board.burning()["status"] == "on")


def test_a_supply_that_is_lost_blocks_nobody(table: Surrounded) -> None:
    table.rest()
    table.ups.set_fault(UpsFault.LOST)
    table.wait("lost", lambda _: table.statuses().get("ups") == "no_device")
    table.touch("wake")
    table.see("home")


def test_the_key_switch_asks_for_the_maintenance_mode(table: Surrounded) -> None:
    table.rest()
    table.board.set_sensor("service_key", on=True)
    table.see("maintenance")
    table.board.set_sensor("service_key", on=False)
    table.see("attract")
