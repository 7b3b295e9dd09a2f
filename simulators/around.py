"""What one can do to the cabinet's board, its power supply and its loudspeaker, and what one can see of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulators.devices.cabinet_board import BoardFault, CabinetBoardSimulator, Exits
from simulators.devices.document_printer import DocumentPrinterSimulator
from simulators.devices.receipt_printer import ReceiptPrinterSimulator
from simulators.devices.speaker import SpeakerFault, SpeakerSimulator
from simulators.devices.ups import UpsFault, UpsSimulator


class Around:
    """Part of :class:`simulators.controls.Controls`. What lies in the exits is what the simulated printers put there."""

    document_printer: DocumentPrinterSimulator
    receipt_printer: ReceiptPrinterSimulator

    def _surround(self, root: Path, *, paced: bool) -> None:
        exits = Exits(self._sheets_at_exit, self._slips_at_exit, lambda: len(self.document_printer.sheets))
        self.cabinet_board = CabinetBoardSimulator(
            root / "pty" / "cabinet", exits, paced=paced, changed=self._ringer("cabinet")
        )
        self.ups = UpsSimulator(self._ringer("ups"))
        self.speaker = SpeakerSimulator(root / "speaker", self._ringer("speaker"))

    def _ringer(self, what: str) -> Callable[[], None]:
        raise NotImplementedError

    def set_sensor(self, sensor: str, on: bool) -> None:
        """Open the door, turn the service key, step before the cabinet, let an exit sensor stick; raises :class:`KeyError`."""
        self.cabinet_board.set_sensor(sensor, on)

    def set_cabinet_fault(self, fault: str | None) -> None:
        """Break the board in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.cabinet_board.set_fault(BoardFault(fault) if fault else None)

    def set_power(self, *, on_battery: bool, charge: int | None = None, low: bool = False, worn: bool = False) -> None:
        """Cut the mains or bring them back; raises :class:`ValueError` for a charge that is no percentage."""
        self.ups.set_power(on_battery=on_battery, charge=charge, low=low, worn=worn)

    def power_off(self) -> None:
        """Note that the terminal has switched the cabinet off."""
        self.ups.powered_off()

    def set_ups_fault(self, fault: str | None) -> None:
        """Break the power supply in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.ups.set_fault(UpsFault(fault) if fault else None)

    def set_speaker_fault(self, fault: str | None) -> None:
        """Break the loudspeaker in one way, or mend it with None; raises :class:`ValueError` for an unknown fault."""
        self.speaker.set_fault(SpeakerFault(fault) if fault else None)

    def heard_sound(self) -> bytes | None:
        """Return the last sound that could be heard, as a WAV file."""
        return self.speaker.heard[-1].wav() if self.speaker.heard else None

    def reset_around(self) -> None:
        """Bring all three back to the beginning."""
        self.cabinet_board.reset()
        self.ups.reset()
        self.speaker.reset()

    def around_state(self) -> dict[str, Any]:
        """Return what a dock shows of all three."""
        return {"cabinet": self._board_state(), "ups": self.ups.state(), "speaker": self._speaker_state()}

    def _sheets_at_exit(self) -> int:
        return sum(not sheet.taken for sheet in self.document_printer.sheets)

    def _slips_at_exit(self) -> int:
        return sum(not slip.taken for slip in self.receipt_printer.slips)

    def _board_state(self) -> dict[str, Any]:
        board = self.cabinet_board
        stuck = {sensor: sensor in board.stuck for sensor in ("document_at_exit", "slip_at_exit")}
        return {
            "sensors": board.sensors(),
            "stuck": stuck,
            "lamps": board.burning(),
            "fault": board.fault,
            "faults": list(BoardFault),
        }

    def _speaker_state(self) -> dict[str, Any]:
        heard = self.speaker.heard
        last = {"number": heard[-1].number, "seconds": round(heard[-1].seconds, 2)} if heard else None
        return {"heard": last, "fault": self.speaker.fault, "faults": list(SpeakerFault)}
