"""The slot: vpcd's line, pcscd in its own room, and that nothing of them is left behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.devices import card_service
from simulators.devices.bank_card import BankCardFault, BankCardSimulator
from simulators.devices.card_service import CardService, CardServiceUnavailable
from simulators.world.bank_cards import load_bank_cards
from tests.simulators.waiting import until


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder with a short name."""
    with tempfile.TemporaryDirectory(prefix="slot-") as made:
        yield Path(made) / "pcscd"


@pytest.fixture
def slot(folder: Path) -> Iterator[BankCardSimulator]:
    """Start a slot."""
    simulator = BankCardSimulator(folder, load_bank_cards())
    simulator.start()
    yield simulator
    simulator.stop()


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        return caller.connect_ex(str(path)) == 0


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def service_of(room: int) -> int:
    return int(Path(f"/proc/{room}/task/{room}/children").read_text().split()[0])


def test_cards_go_in_and_out(slot: BankCardSimulator) -> None:
    slot.insert("debit")
    assert slot.card == "debit"
    slot.insert("credit")
    assert slot.card == "credit"
    slot.pull()
    slot.pull()
    assert slot.card is None
    with pytest.raises(KeyError):
        slot.insert("nobodys")


def test_service_and_reader_go_and_come_back(slot: BankCardSimulator) -> None:
    slot.insert("debit")
    slot.set_fault(BankCardFault.SERVICE_DOWN)
    assert not answers(slot.socket)
    assert slot.card == "debit", "the card stays in the slot"
    slot.insert("credit")
    slot.set_fault(BankCardFault.UNPLUGGED)
    assert answers(slot.socket)
    slot.reset()
    assert {slot.card, slot.fault} == {None}
    assert answers(slot.socket)
    slot.restart_service()
    assert answers(slot.socket)


def test_two_slots_on_one_machine(slot: BankCardSimulator) -> None:
    with tempfile.TemporaryDirectory(prefix="slot-") as other_folder:
        other = BankCardSimulator(Path(other_folder) / "pcscd", load_bank_cards())
        other.start()
        other.insert("debit")
        assert slot.card is None
        other.stop()
        other.stop()
    assert answers(slot.socket)


def test_vpcd_is_not_on_the_machines_network(slot: BankCardSimulator) -> None:
    with socket.socket() as stranger:
        assert stranger.connect_ex(("127.0.0.1", card_service.PORT)) != 0


def test_nothing_is_left_when_it_stops(folder: Path) -> None:
    service = CardService(folder)
    service.start()
    assert service._room is not None
    room, pcscd = service._room.pid, service_of(service._room.pid)
    service.stop()
    assert not alive(room)
    assert not alive(pcscd)
    assert not folder.exists()


OWNER = """
import sys, time
from pathlib import Path
from simulators.devices.card_service import CardService
service = CardService(Path(sys.argv[1]))
service.start()
print(service._room.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("victim", ["owner", "room"])
def test_nothing_is_left_when_somebody_is_killed(folder: Path, victim: str) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER, str(folder)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        room = int(owner.stdout.readline())
        pcscd = service_of(room)
        os.kill(owner.pid if victim == "owner" else room, signal.SIGKILL)
        until(lambda: not alive(room) and not alive(pcscd))
        owner.kill()


def test_a_room_that_died_is_named(folder: Path) -> None:
    service = CardService(folder)
    service.start()
    assert service._room is not None
    service._room.kill()
    service._room.wait()
    with pytest.raises(CardServiceUnavailable):
        service.run()
    with pytest.raises(CardServiceUnavailable):
        service.connect()
    service.stop()


def test_what_the_machine_lacks_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CardServiceUnavailable, match="107 bytes"):
        CardService(folder / ("x" * 100)).start()
    monkeypatch.setattr(card_service, "find_program", lambda name: None)
    with pytest.raises(CardServiceUnavailable, match="unshare, pcscd"):
        CardService(folder).start()
    with pytest.raises(CardServiceUnavailable, match="not started"):
        CardService(folder).kill()


def test_a_machine_without_namespaces_is_told_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = folder.parent / "unshare"
    refusing.write_text("#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2\nexit 1\n")
    refusing.chmod(0o700)
    monkeypatch.setattr(card_service, "find_program", lambda name: str(refusing))
    with pytest.raises(CardServiceUnavailable, match=r"namespaces.*Operation not permitted"):
        CardService(folder).start()
