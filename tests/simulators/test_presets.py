"""Presets: the data as shipped, and what the player does in which order, stopped or left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import SystemClock
from domain.texts import Language, parse_texts
from simulators.control import CabinetClient
from simulators.controls import Controls
from simulators.presets import PresetPlayer, load_presets, parse_presets
from simulators.supervisor import Cabinet
from simulators.switches import switches
from tests.paths import CONFIG
from tests.simulators.waiting import until

WANTED = {
    "paper_out_on_page_2",
    "card_pulled_during_pin",
    "reader_unplugged",
    "power_cut_while_printing",
    "answer_lost",
    "battery_runs_down",
    "paper_left_in_exit",
    "door_opened",
    "camera_frozen",
    "network_flapping",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    with Cabinet(tmp_path_factory.mktemp("presets"), paced=False) as cabinet:
        yield cabinet


@pytest.fixture
def cabinet(running: Cabinet) -> Iterator[Cabinet]:
    yield running
    running.reset()


@pytest.fixture
def client(cabinet: Cabinet) -> Iterator[CabinetClient]:
    client = CabinetClient.of_root(cabinet.root)
    yield client
    client.close()


def player_of(cabinet: Controls, text: str) -> PresetPlayer:
    return PresetPlayer(cabinet, SystemClock(), parse_presets(text))


def test_all_that_was_asked_for_is_there_and_has_words() -> None:
    presets = load_presets()
    assert presets.keys() >= WANTED
    book = parse_texts([(CONFIG / "texts" / "dock_presets.toml").read_text("utf-8")])
    for name in presets:
        assert all(book.get(f"dock.preset.{name}", language) for language in Language)


def test_every_fault_of_every_device_can_stand_in_a_preset(cabinet: Cabinet) -> None:
    known = switches(cabinet)
    for device, told in cabinet.state().items():
        if isinstance(told, dict) and "faults" in told:
            assert known[device].words >= set(told["faults"]), device


@pytest.mark.parametrize(
    "device", ["id_card_reader", "camera", "document_camera", "code_scanner", "pin_pad", "cabinet", "speaker"]
)
def test_what_is_broken_is_mended_again(cabinet: Cabinet, device: str) -> None:
    switch = switches(cabinet)[device]
    for word in sorted(switch.words):
        switch.set(word, True)
        assert cabinet.state()[device]["fault"] == word
        switch.set(word, False)
        assert cabinet.state()[device]["fault"] is None


def test_what_a_person_chose_meanwhile_is_left_alone(cabinet: Cabinet) -> None:
    switch = switches(cabinet)["camera"]
    switch.set("frozen", True)
    cabinet.set_camera_fault("dark")
    switch.set("frozen", False)
    assert cabinet.camera.fault == "dark"


def test_steps_come_in_their_order_and_are_mended(cabinet: Cabinet) -> None:
    player = player_of(
        cabinet,
        '[a]\n[[a.step]]\ndevice = "id_card_reader"\nfault = "silent"\nfor = 0.2\n'
        '[[a.step]]\ndevice = "network"\nfault = "cut"\nafter = 0.1\nfor = 0.1\n',
    )
    player.play("a")
    until(lambda: cabinet.network.state == "cut")
    until(lambda: (player.state()["playing"] or {})["done"])
    assert (cabinet.id_card_reader.fault, cabinet.network.state) == (None, "up")
    assert player.state()["playing"]["broken"] == []
    player.stop()


def test_stopped_midway_everything_is_mended_at_once(cabinet: Cabinet) -> None:
    player = player_of(
        cabinet,
        '[a]\n[[a.step]]\ndevice = "document_printer"\nfault = "paper_out_midway"\n'
        '[[a.step]]\ndevice = "sensor"\nfault = "door_open"\nfor = 600\n'
        '[[a.step]]\ndevice = "power"\nfault = "battery"\nafter = 600\n',
    )
    player.play("a")
    until(lambda: cabinet.state()["cabinet"]["sensors"]["door_open"])
    player.stop()
    state = cabinet.state()
    assert (state["cabinet"]["sensors"]["door_open"], state["document_printer"]["on"]) == (False, [])
    assert state["ups"]["on_battery"] is False
    assert player.state()["playing"] is None


def test_what_shall_stay_stays_until_somebody_mends_it(cabinet: Cabinet) -> None:
    player = player_of(cabinet, '[a]\n[[a.step]]\ndevice = "receipt_printer"\nfault = "cover"\n')
    player.play("a")
    until(lambda: (player.state()["playing"] or {})["done"])
    assert cabinet.receipt_printer.faults == {"cover"}
    assert player.state()["playing"]["broken"] == [{"device": "receipt_printer", "fault": "cover", "stays": True}]
    player.stop()
    assert cabinet.receipt_printer.faults == set()


def test_a_step_waits_for_what_it_waits_for(cabinet: Cabinet) -> None:
    player = player_of(
        cabinet, '[a]\n[[a.step]]\ndevice = "camera"\nfault = "frozen"\nwhen = "cabinet.sensors.presence"\nfor = 600\n'
    )
    player.play("a")
    until(lambda: player.state()["playing"] is not None)
    assert cabinet.camera.fault is None
    cabinet.set_sensor("presence", on=True)
    until(lambda: cabinet.camera.fault == "frozen")
    player.stop()
    assert cabinet.camera.fault is None


def test_rounds_are_played_so_often(cabinet: Cabinet) -> None:
    states: list[str] = []
    cut = cabinet.network.set_state

    def watched(state: object) -> None:
        states.append(str(state))
        cut(state)  # type: ignore[arg-type]  # passed on as it came

    player = player_of(cabinet, '[a]\nrounds = 3\n[[a.step]]\ndevice = "network"\nfault = "cut"\nafter = 0.2\nfor = 0.05\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cabinet.network, "set_state", watched)
        player.play("a")
        until(lambda: (player.state()["playing"] or {})["done"])
    assert states == ["cut", "up"] * 3
    player.stop()


def test_another_one_takes_its_place_and_mends_first(client: CabinetClient, cabinet: Cabinet) -> None:
    client.play_preset("door_opened")
    until(lambda: cabinet.state()["cabinet"]["sensors"]["door_open"])
    client.play_preset("camera_frozen")
    until(lambda: cabinet.camera.fault == "frozen")
    assert not cabinet.state()["cabinet"]["sensors"]["door_open"]
    assert client.presets()["playing"]["name"] == "camera_frozen"
    client.stop_preset()
    assert cabinet.camera.fault is None


def test_a_reset_breaks_off_what_is_played(client: CabinetClient, cabinet: Cabinet) -> None:
    client.play_preset("camera_frozen")
    until(lambda: cabinet.camera.fault == "frozen")
    client.reset()
    assert (client.presets()["playing"], cabinet.camera.fault) == (None, None)


def test_an_unknown_preset_is_refused(client: CabinetClient) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        client.play_preset("nothing_like_it")


def test_a_cabinet_that_stops_takes_its_preset_along(tmp_path: Path) -> None:
    import threading

    with Cabinet(tmp_path, paced=False) as cabinet:
        cabinet.presets.play("battery_runs_down")
    assert "preset" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(
    "text",
    [
        "[a]\n",
        '[a]\n[[a.step]]\ndevice = "camera"\n',
        '[a]\n[[a.step]]\ndevice = "camera"\nfault = "frozen"\nfor = -1\n',
        '[a]\n[[a.step]]\ndevice = "camera"\nfault = "frozen"\nafter = true\n',
        '[a]\n[[a.step]]\ndevice = "camera"\nfault = "frozen"\ncode = "import os"\n',
        '[a]\nrounds = 0\n[[a.step]]\ndevice = "camera"\nfault = "frozen"\n',
        '[a]\nrounds = 1000000\n[[a.step]]\ndevice = "camera"\nfault = "frozen"\n',
    ],
)
def test_nonsense_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="makes no sense"):
        parse_presets(text)


@pytest.mark.parametrize(
    "step",
    [
        'device = "camera"\nfault = "melted"',
        'device = "toaster"\nfault = "silent"',
        'device = "hand"\nfault = "pull_card"\nfor = 3',
        'device = "camera"\nfault = "frozen"\nwhen = "camera.no_such_key"',
    ],
)
def test_what_the_cabinet_does_not_have_is_refused(cabinet: Cabinet, step: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        player_of(cabinet, f"[a]\n[[a.step]]\n{step}\n")


@given(st.one_of(st.floats(), st.integers(), st.booleans(), st.text(max_size=3)))
def test_a_time_is_seconds_up_to_an_hour_or_refused(value: object) -> None:
    from simulators.presets import _is_time

    assert _is_time(value) == (type(value) in (int, float) and 0 <= value <= 3600)  # type: ignore[operator]  # numbers only
