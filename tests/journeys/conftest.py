"""One house for all journeys; each begins with the cabinet as it was."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.stage.house import House
from tests.houses import touched_terminal

TRIES = 3


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(
        tmp_path_factory.mktemp("journeys") / "stage", settings={"face": {"try_limit": 14}, "courier": {"heartbeat": 3}}
    ) as house:
        house.start_courier()
        house.start_payment()
        yield house


@pytest.fixture(scope="module")
def running_terminal(house: House) -> Iterator[TerminalClient]:
    with touched_terminal(house) as terminal:
        yield terminal


@pytest.fixture
def terminal(house: House, running_terminal: TerminalClient) -> Iterator[TerminalClient]:
    """The same terminal for every journey, so that one citizen following another is tested too."""
    house.cabinet.reset()
    running_terminal.wait_screen("attract")
    yield running_terminal
    house.cabinet.reset()
    end_visit(running_terminal)
    if running_terminal.wait("the end", lambda s: s["screen"] in {"attract", "goodbye"})["screen"] == "goodbye":
        running_terminal.tap("goodbye.finish")
    running_terminal.wait_screen("attract")


def end_visit(terminal: TerminalClient) -> None:
    """End what the journey left on the screen; what goes away under the finger has ended by itself."""
    for _ in range(TRIES):
        if terminal.state()["screen"] in {"attract", "goodbye"}:
            return
        with suppress(TerminalError):
            terminal.tap("footer.end")
            terminal.tap("end.confirm")
