"""Orders of the office at the terminal: done while nobody is served, and never begun anew in a circle."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from backend_client import errands, orders, rolled_out
from backend_client.errands import write_whole
from domain.clock import SHANGHAI, FrozenClock
from domain.wire.v1_fleet import CommandKind, CommandResult
from kiosk.maintenance.orders import LEAST_S, OrderTaker, Running
from kiosk.maintenance.standing import Standing

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
FRAGMENT = "[times]\ngoodbye = 12\n"


class House:
    """A terminal's housekeeper, with nobody in it."""

    def __init__(self, state_dir: Path, running: Running | None = None) -> None:
        self.state_dir = state_dir
        self.clock = FrozenClock(NOW)
        self.standing = Standing(state_dir, self.clock)
        self.free = True
        self.ended = 0
        running = running or Running(None, None)
        self.taker = OrderTaker(state_dir, self.clock, self.standing, running, lambda: self.free, self._end)

    def _end(self) -> None:
        self.ended += 1

    def order(self, kind: CommandKind, **parameters: str) -> UUID:
        command = uuid4()
        row = {"command": str(command), "kind": kind.value, "parameters": parameters}
        path = self.state_dir / errands.FOLDER / f"{command}.order.json"
        write_whole(path, {**row, "expires_at": (NOW + timedelta(hours=1)).isoformat()})
        return command

    def results(self) -> dict[UUID, CommandResult]:
        return {one.command: one.result for one in orders.outcomes(self.state_dir)}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def roll_out(state_dir: Path, number: int = 1, fragment: str = FRAGMENT) -> str | None:
    write_whole(state_dir / rolled_out.FOLDER / rolled_out.LAYER, {"number": number, "fragment": fragment})
    return rolled_out.Layer(number, fragment).sha256


def test_out_of_service_and_back(house: House) -> None:
    out = house.order(CommandKind.TAKE_OUT, reason="repair")
    house.taker.look()
    assert house.standing.out_of_service == "repair"
    back = house.order(CommandKind.PUT_BACK)
    house.taker.look()
    assert house.standing.out_of_service is None
    assert house.results() == dict.fromkeys((out, back), CommandResult.DONE)


def test_nothing_is_done_while_somebody_is_served(house: House) -> None:
    house.order(CommandKind.TAKE_OUT, reason="repair")
    house.order(CommandKind.RESTART_SCREEN)
    house.clock.advance(LEAST_S)
    house.free = False
    house.taker.look()
    assert (house.standing.out_of_service, house.ended, house.results()) == (None, 0, {})
    house.free = True
    house.taker.look()
    assert (house.standing.out_of_service, house.ended) == ("repair", 1)


def test_what_is_over_is_not_done_any_more(house: House) -> None:
    order = house.order(CommandKind.TAKE_OUT, reason="repair")
    house.clock.advance(3600)
    house.taker.look()
    assert house.standing.out_of_service is None
    assert house.results() == {order: CommandResult.EXPIRED}


@pytest.mark.parametrize("kind", [CommandKind.RESTART_SCREEN, CommandKind.RELOAD_CONFIGURATION])
def test_beginning_anew_waits_until_the_terminal_has_run_a_while(house: House, kind: CommandKind) -> None:
    order = house.order(kind)
    house.clock.advance(LEAST_S - 1)
    house.taker.look()
    assert (house.ended, house.results()) == (0, {})
    house.clock.advance(1)
    house.taker.look()
    house.taker.look()
    assert (house.ended, house.results()) == (1, {order: CommandResult.DONE}), "told before it ends"


def test_other_configuration_is_taken_up_by_beginning_anew(tmp_path: Path) -> None:
    roll_out(tmp_path)
    house = House(tmp_path)
    house.taker.look()
    assert house.ended == 0
    house.clock.advance(LEAST_S)
    house.taker.look()
    assert house.ended == 1


@pytest.mark.parametrize("refused", [False, True])
def test_what_it_runs_with_or_could_not_run_with_is_no_reason(tmp_path: Path, refused: bool) -> None:
    lying = roll_out(tmp_path)
    house = House(tmp_path, Running(None, lying) if refused else Running(lying, None))
    house.clock.advance(LEAST_S)
    house.taker.look()
    assert house.ended == 0
