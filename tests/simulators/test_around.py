"""Board, power supply and loudspeaker through the control API, and what a sandbox runs instead of switching off."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from simulators.control import CabinetClient
from simulators.power_off import main
from simulators.supervisor import Cabinet


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    with Cabinet(tmp_path, paced=False) as cabinet:
        yield cabinet


@pytest.fixture
def client(cabinet: Cabinet) -> Iterator[CabinetClient]:
    client = CabinetClient(cabinet.address)
    yield client
    client.close()


def test_everything_can_be_done_from_outside_and_is_undone(cabinet: Cabinet, client: CabinetClient) -> None:
    before = {part: client.state()[part] for part in ("cabinet", "ups", "speaker")}
    client.set_sensor("door_open", on=True)
    client.set_sensor("slip_at_exit", on=True)
    client.set_cabinet_fault("silent")
    client.set_power(on_battery=True, charge=12, low=True, worn=True)
    client.set_ups_fault("lost")
    client.set_speaker_fault("unplugged")
    state = client.state()
    assert state["cabinet"]["sensors"]["slip_at_exit"]
    assert state["cabinet"]["fault"] == "silent"
    assert (state["ups"]["charge"], state["ups"]["low"], state["ups"]["fault"]) == (12, True, "lost")
    assert state["speaker"]["fault"] == "unplugged"
    assert client.heard_sound() is None
    client.reset()
    assert {part: client.state()[part] for part in before} == before


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("cabinet/sensor", {"sensor": "moon", "on": True}, 404),
        ("cabinet/fault", {"fault": "moon"}, 422),
        ("ups/power", {"on_battery": True, "charge": 101}, 422),
        ("speaker/fault", {"fault": "moon"}, 422),
    ],
)
def test_what_is_not_possible(cabinet: Cabinet, path: str, body: dict[str, object], status: int) -> None:
    assert requests.post(f"{cabinet.address}/api/{path}", json=body, timeout=5).status_code == status


def test_switching_off_is_noted_by_the_supply(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["power_off", cabinet.address])
    main()
    assert cabinet.state()["ups"]["power_offs"] == 1
