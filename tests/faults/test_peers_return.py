"""The whole cabinet loses its devices: pcscd is killed, lines are cut, printers and cameras are taken away. All come back.

The terminal runs without its screen; nothing of it is started anew. The time that each device took is printed.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import pytest

from domain.clock import SystemClock
from drivers.device import DeviceReport, DeviceStatus
from kiosk.cabinet import Cabinet
from kiosk.face.verifier import ProcessFaceVerifier
from kiosk.flow.screen_state import Touch
from kiosk.hardware import openers
from kiosk.settings import load_settings
from payment.client import PaymentClient
from simulators.devices.fault_catalogue import Kind, load_faults
from simulators.stage.house import House
from tests.belongings import belongings, nothing_more_than
from tests.conftest import TOLD
from tests.faults.breaking import break_it, mend
from tests.houses import eventually

TAKEN = {row.device: row.fault for row in load_faults() if row.kind is Kind.UNPLUG} | {"bank_card_reader": "service_down"}
"""pcscd killed, plugs pulled, printers off, servers ended."""
LOST_WITHIN_S, BACK_WITHIN_S = 40.0, 60.0
POLL_S = 0.02

Tell = Callable[[str, object], None]

pytestmark = pytest.mark.expects_log


@dataclass
class Terminal:
    """A terminal without a screen, in this process, around the devices of a house."""

    house: House
    cabinet: Cabinet
    took_s: dict[str, list[float]] = field(default_factory=lambda: {device: [] for device in TAKEN})

    def reports(self) -> dict[str, DeviceReport]:
        return self.cabinet._reports()

    def well(self) -> list[str]:
        return [device for device in TAKEN if self.is_well(device)]

    def is_well(self, device: str) -> bool:
        return self.reports()[device].status is DeviceStatus.ONLINE

    def take_everything_away(self) -> None:
        """Take every device away and wait until each is missed. A loudspeaker is missed when it is to say something."""
        for device, fault in TAKEN.items():
            break_it(self.house.cabinet, device, fault)
        if (speaker := self.cabinet._speaker) is not None:
            speaker.submit(lambda device, cancelled: device.play_tone(cancelled), lambda _: None)
        eventually("all are missed", lambda: not self.well(), LOST_WITHIN_S)

    def bring_everything_back(self) -> None:
        """Bring one device back after the other, and note how long each of them took from then on."""
        since = {}
        for device in TAKEN:
            mend(self.house.cabinet, device)
            since[device] = time.monotonic()
        while since:
            for device in [device for device in since if self.is_well(device)]:
                self.took_s[device].append(time.monotonic() - since.pop(device))
            late = [device for device, began in since.items() if time.monotonic() - began > BACK_WITHIN_S]
            assert not late, f"never came back: { {device: self.reports()[device].failure for device in late} }"
            time.sleep(POLL_S)

    def told(self, rounds: int) -> str:
        """Return the table of the times."""
        rows = (f"  {device:18}{median(took_s):6.1f}{max(took_s):6.1f}\n" for device, took_s in self.took_s.items())
        return f"\nback after the peer's return, {rounds} times each (median, longest, in seconds):\n{''.join(rows)}"

    def offers(self) -> dict[str, dict[str, Any]]:
        """Return every service that home shows, by its slug."""
        state = self.cabinet.machine.state
        if state.screen == "attract":
            self.cabinet.touch(Touch("wake", {"serial": state.serial}))
        return {service["slug"]: service for service in _services(self.cabinet.machine.state.view)}

    def availability(self) -> set[bool]:
        """Return what home says of its services: all available, none, or some."""
        return {offer["available"] for offer in self.offers().values()}

    def office_sees(self) -> dict[str, str]:
        """Return the devices as the last heartbeat told the office of them."""
        with sqlite3.connect(self.house.root / "office" / "office.db") as database:
            rows = database.execute("SELECT devices FROM terminal_state").fetchall()
        return dict(json.loads(rows[0][0])) if rows else {}


def _services(view: Any) -> list[dict[str, Any]]:
    """Return every row of home that has a slug, wherever it stands in the view."""
    if isinstance(view, Mapping):
        return [dict(view)] if "slug" in view else [row for part in view.values() for row in _services(part)]
    return [row for part in view for row in _services(part)] if isinstance(view, list | tuple) else []


@pytest.fixture(autouse=True)
def no_leaked_threads_and_processes() -> None:
    """The terminal of this module starts children anew when their device returns; it ends them when the module ends."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("peers") / "stage", settings={"courier": {"heartbeat": 1}}) as house:
        house.start_courier()
        house.start_payment()
        yield house


@pytest.fixture(scope="module")
def terminal(house: House) -> Iterator[Terminal]:
    settings, clock = load_settings(house.root / "kiosk.toml"), SystemClock()
    cabinet = Cabinet(
        settings,
        clock,
        openers(settings, clock),
        ProcessFaceVerifier(settings, clock),
        PaymentClient(settings.payment_socket),
    )
    cabinet.start()
    terminal = Terminal(house, cabinet)
    try:
        eventually("all devices are there", lambda: len(terminal.well()) == len(TAKEN))
        yield terminal
    finally:
        stopped = cabinet.stop()
    assert stopped


def test_home_says_what_is_missing_before_anyone_starts_and_offers_it_again_by_itself(terminal: Terminal) -> None:
    eventually("everything is offered", lambda: terminal.availability() == {True})
    before = terminal.offers()
    terminal.take_everything_away()
    eventually("nothing is offered", lambda: terminal.availability() == {False})
    assert all(offer["reason"].startswith("unavailable.device.") for offer in terminal.offers().values())
    eventually("the office knows", lambda: not any(terminal.office_sees().get(device) == "online" for device in TAKEN))
    terminal.bring_everything_back()
    eventually("everything is offered again", lambda: terminal.offers() == before)
    eventually("the office knows that", lambda: all(terminal.office_sees().get(device) == "online" for device in TAKEN))


@pytest.mark.parametrize("rounds", [pytest.param(3, id="3"), pytest.param(100, id="100", marks=pytest.mark.long)])
@pytest.mark.timeout(7200)
def test_all_devices_come_back_by_themselves(terminal: Terminal, rounds: int, record_property: Tell) -> None:
    terminal.took_s = {device: [] for device in TAKEN}
    before = belongings()
    for _ in range(rounds):
        terminal.take_everything_away()
        terminal.bring_everything_back()
    record_property(TOLD, terminal.told(rounds))
    assert all(len(took_s) == rounds for took_s in terminal.took_s.values())
    eventually(f"there is no more than {before}", lambda: nothing_more_than(before))


def test_what_was_missed_is_kept_with_its_reason_and_its_length(terminal: Terminal) -> None:
    kept = terminal.cabinet._store.outages()
    for device in TAKEN:
        ended = [outage for outage in kept if outage.device == device and outage.ended_at is not None]
        assert ended, device
        assert all(outage.failure is not None and outage.lasted_s is not None for outage in ended)
