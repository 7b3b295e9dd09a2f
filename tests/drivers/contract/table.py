"""The table of the devices: each with its simulator, or as hardware."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drivers.contract import cabinet_rigs, hardware, other_rigs, serial_rigs
from tests.drivers.contract.rig import Rig, Rigged

SIMULATED: dict[str, Callable[[Path], Rigged]] = {
    "id_card_reader": serial_rigs.id_card_reader,
    "bank_card_reader": other_rigs.bank_card_reader,
    "pin_pad": serial_rigs.pin_pad,
    "camera": other_rigs.camera,
    "document_camera": other_rigs.document_camera,
    "document_printer": other_rigs.document_printer,
    "receipt_printer": serial_rigs.receipt_printer,
    "code_scanner": serial_rigs.code_scanner,
    "cabinet": cabinet_rigs.cabinet,
    "ups": cabinet_rigs.ups,
    "speaker": cabinet_rigs.speaker,
}
DEVICES = tuple(SIMULATED)


@contextmanager
def rigged(name: str, folder: Path, on_hardware: str | None) -> Iterator[Rig]:
    """Set a device up: with its simulator, or the real one that ``--device NAME[=port]`` names."""
    if on_hardware is None:
        with SIMULATED[name](folder) as rig:
            yield rig
    else:
        yield hardware.rig_of(name, on_hardware.partition("=")[2] or None)
