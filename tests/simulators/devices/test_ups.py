"""What the simulated NUT server says, line by line."""

import socket
from collections.abc import Iterator

import pytest

from simulators.devices.ups import HOST, UpsFault, UpsSimulator


@pytest.fixture
def ups() -> Iterator[UpsSimulator]:
    ups = UpsSimulator()
    ups.start()
    yield ups
    ups.stop()


def ask(ups: UpsSimulator, question: str) -> list[str]:
    """Ask on a connection of its own and return what comes, up to the last line of an answer."""
    with socket.create_connection((HOST, ups.port), 5) as line, line.makefile("r", encoding="utf-8") as answers:
        line.sendall(f"{question}\n".encode())
        said: list[str] = []
        while not said or not said[-1].startswith(("END", "ERR")):
            said.append(answers.readline().rstrip("\n"))
        return said


def test_a_list_of_variables(ups: UpsSimulator) -> None:
    said = ask(ups, "LIST VAR kiosk")
    assert (said[0], said[-1]) == ("BEGIN LIST VAR kiosk", "END LIST VAR kiosk")
    assert 'VAR kiosk ups.status "OL"' in said
    ups.set_power(on_battery=True, charge=50, low=True, worn=True)
    said = ask(ups, "LIST VAR kiosk")
    assert 'VAR kiosk ups.status "OB DISCHRG LB RB"' in said
    assert 'VAR kiosk battery.runtime "900"' in said


@pytest.mark.parametrize(
    ("fault", "question", "said"),
    [
        (None, "LIST VAR other", "ERR UNKNOWN-UPS"),
        (None, "SHUTDOWN", "ERR UNKNOWN-COMMAND"),
        (UpsFault.LOST, "LIST VAR kiosk", "ERR DATA-STALE"),
        (UpsFault.UNKNOWN, "LIST VAR kiosk", "ERR UNKNOWN-UPS"),
    ],
)
def test_errors(ups: UpsSimulator, fault: UpsFault | None, question: str, said: str) -> None:
    ups.set_fault(fault)
    assert ask(ups, question) == [said]


def test_it_can_be_stopped_started_and_reset(ups: UpsSimulator) -> None:
    ups.set_fault(UpsFault.UNPLUGGED)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((HOST, ups.port), 5)
    ups.powered_off()
    ups.reset()
    assert ups.state()["power_offs"] == 0
    assert 'VAR kiosk battery.charge "100"' in ask(ups, "LIST VAR kiosk")
    with pytest.raises(ValueError, match="charge"):
        ups.set_power(on_battery=True, charge=101)
