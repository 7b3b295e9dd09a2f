"""What belongs to the cabinet itself: its board, its power supply, its loudspeaker."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetBoard, Lamp, LampState
from drivers.cabinet.hardware import CabinetBoardSettings, open_cabinet_board
from drivers.speaker.contract import Speaker
from drivers.speaker.hardware import SpeakerSettings, open_speaker
from drivers.ups.contract import PowerSource, Ups
from drivers.ups.hardware import UpsSettings, open_ups
from simulators.devices.cabinet_board import BoardFault, CabinetBoardSimulator
from simulators.devices.speaker import DEVICE, SpeakerFault, SpeakerSimulator
from simulators.devices.ups import UpsFault, UpsSimulator
from tests.drivers.contract.rig import Rig

CLOCK = SystemClock()


@contextmanager
def cabinet(folder: Path) -> Iterator[Rig]:
    """The board, with nobody before it and nothing in the mouths of the printers."""
    simulator = CabinetBoardSimulator(folder / "cabinet", paced=False)
    simulator.start()
    settings = CabinetBoardSettings(port=simulator.port.link, answer_s=0.3)

    def look_and_light(board: CabinetBoard, _: Event) -> FailureCode | None:
        state = board.read()
        assert (state.door_open, state.presence) == (False, False)
        board.set_lamp(Lamp.RECEIPT, LampState.QUICK)
        board.set_lamp(Lamp.RECEIPT, LampState.OFF)
        return None

    yield Rig(
        "cabinet",
        lambda: open_cabinet_board(settings, CLOCK),
        look_and_light,
        break_it=lambda fault: simulator.set_fault(BoardFault(fault)),
        mend=simulator.reset,
    )
    simulator.stop()


@contextmanager
def ups(_: Path) -> Iterator[Rig]:
    """The supply on mains, behind its server."""
    simulator = UpsSimulator()
    simulator.start()
    settings = UpsSettings(port=simulator.port, answer_s=1.0)

    def look(supply: Ups, _: Event) -> FailureCode | None:
        assert supply.read().source is PowerSource.MAINS
        return None

    yield Rig(
        "ups",
        lambda: open_ups(settings, CLOCK),
        look,
        break_it=lambda fault: simulator.set_fault(UpsFault(fault)),
        mend=simulator.reset,
    )
    simulator.stop()


@contextmanager
def speaker(folder: Path) -> Iterator[Rig]:
    """The loudspeaker behind ALSA, and an ear before it."""
    simulator = SpeakerSimulator(folder / "speaker")
    simulator.start()
    settings = SpeakerSettings(device=DEVICE, alsa_config=simulator.config, grace_s=1.0)

    def play(loudspeaker: Speaker, cancelled: Event) -> FailureCode | None:
        loudspeaker.play_tone(cancelled)
        return None

    yield Rig(
        "speaker",
        lambda: open_speaker(settings, CLOCK),
        play,
        break_it=lambda fault: simulator.set_fault(SpeakerFault(fault)),
        mend=simulator.reset,
    )
    simulator.stop()
