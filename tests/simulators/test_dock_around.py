"""Board, power supply and loudspeaker in the dock, in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from domain.clock import SystemClock
from drivers.speaker.hardware import SpeakerSettings, open_speaker
from simulators.devices.speaker import DEVICE
from simulators.supervisor import Cabinet
from tests.simulators.test_dock import CUT_OFF, browser, cabinet, page, pytestmark, running
from tests.simulators.waiting import until

__all__ = ["browser", "cabinet", "page", "pytestmark", "running"]  # fixtures


@pytest.fixture
def around(page: Page) -> Iterator[Page]:
    page.locator("#tab-around").click()
    yield page
    page.locator("#tab-outside").click()


def test_door_and_exits_are_opened_and_shut(around: Page, cabinet: Cabinet) -> None:
    door = around.get_by_role("button", name="柜门打开")
    door.click()
    expect(door).to_have_attribute("aria-pressed", "true")
    assert cabinet.cabinet_board.door_open
    slip = around.get_by_role("button", name="凭条口有纸")
    slip.click()
    expect(slip).to_have_attribute("aria-pressed", "true")
    slip.click()
    expect(slip).to_have_attribute("aria-pressed", "false")


def test_the_power_is_cut_and_comes_back(around: Page, cabinet: Cabinet) -> None:
    around.get_by_role("button", name="市电").click()
    cut = around.get_by_role("button", name="停电，用电池")
    expect(cut).to_be_visible()
    around.get_by_role("button", name="电池快用完").click()
    expect(around.get_by_role("button", name="电池快用完")).to_have_attribute("aria-pressed", "true")
    assert (cabinet.ups.on_battery, cabinet.ups.low) == (True, True)
    cabinet.power_off()
    expect(around.get_by_text("已收到关机命令 1 次")).to_be_visible()
    cut.click()
    expect(around.get_by_role("button", name="市电")).to_be_visible()


@pytest.mark.parametrize(("place", "device"), [(0, "cabinet_board"), (1, "ups"), (2, "speaker")])
def test_every_fault_can_be_chosen(around: Page, cabinet: Cabinet, place: int, device: str) -> None:
    around.locator("#around select").nth(place).select_option("silent")
    until(lambda: getattr(cabinet, device).fault == "silent")
    expect(around.locator("#around select").nth(place)).to_have_value("silent")


def test_lamps_burn_and_sounds_are_counted(around: Page, cabinet: Cabinet) -> None:
    cabinet.cabinet_board.lamps[0] = 3
    settings = SpeakerSettings(device=DEVICE, alsa_config=cabinet.speaker.config)
    assert open_speaker(settings, SystemClock()).self_test().passed
    expect(around.get_by_role("button", name="听一听")).to_be_visible()
    expect(around.locator(".bulb.quick")).to_have_count(1)


def test_nothing_is_cut_off(around: Page) -> None:
    assert around.evaluate(CUT_OFF) == []
