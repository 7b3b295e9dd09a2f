"""The cabinet's I/O board on a pseudo terminal: door, key, presence, paper exits, lamps, spoken to in Modbus RTU.

Frames are read and written by pymodbus, so that this is another reading of the protocol than the driver's. What lies in the
mouths of the printers is asked of the simulated printers themselves.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pymodbus.constants import ExcCodes
from pymodbus.exceptions import ModbusException
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadHoldingRegistersResponse,
    ReadInputRegistersRequest,
    ReadInputRegistersResponse,
    WriteSingleRegisterRequest,
    WriteSingleRegisterResponse,
)

from simulators.devices.pty_port import PtyPort, line_trouble_of

BAUD = 19200
UNIT = 1
MODEL, FIRMWARE = 0x0C01, 0x0102
LAMPS = ("id_card", "bank_card", "receipt", "document", "status")
BURNS = ("off", "on", "slow", "quick")
SHEETS_WRAP = 65536


class BoardFault(StrEnum):
    """What can be wrong with the board, or with the line to it."""

    SILENT = "silent"
    GARBAGE = "garbage"
    SLOW = "slow"
    BAD_CHECKSUM = "bad_checksum"  # the answer with one bit turned over
    TRUNCATED = "truncated"  # the first half of every answer
    REFUSING = "refusing"  # another board: it knows none of the registers
    LAMPS_DEAD = "lamps_dead"  # it answers, and no lamp is lit
    UNPLUGGED = "unplugged"
    DIES_MIDWAY = "dies_midway"  # armed: its power goes in the middle of the next answer


@dataclass(frozen=True)
class Exits:
    """What the printers of this cabinet have put out: how many lie there now, and how many sheets there ever were."""

    documents: Callable[[], int] = lambda: 0
    slips: Callable[[], int] = lambda: 0
    sheets: Callable[[], int] = lambda: 0


class CabinetBoardSimulator:
    """The board. Thread-safe."""

    def __init__(
        self, link: Path, exits: Exits | None = None, *, paced: bool = True, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._exits = exits or Exits()
        self._changed = changed
        self._lock = threading.Lock()
        self._framer = FramerRTU(DecodePDU(is_server=True))
        self._begun = b""
        self._counted_from = 0
        self.fault: BoardFault | None = None
        self.door_open = self.service_key = self.presence = False
        self.stuck: frozenset[str] = frozenset()  # exit sensors that see something where nothing is
        self.lamps = [0] * len(LAMPS)
        self.port = PtyPort(link, self._received, BAUD if paced else None)

    def start(self) -> None:
        """Plug it in."""
        self.port.plug()

    def stop(self) -> None:
        """Unplug it for good."""
        self.port.unplug()

    def set_sensor(self, sensor: str, on: bool) -> None:
        """Open the door, turn the key, step before it, or let an exit sensor stick; raises :class:`KeyError`."""
        with self._lock:
            if sensor in {"door_open", "service_key", "presence"}:
                setattr(self, sensor, on)
            elif sensor in {"document_at_exit", "slip_at_exit"}:
                self.stuck = self.stuck | {sensor} if on else self.stuck - {sensor}
            else:
                raise KeyError(sensor)
        self._changed()

    def set_fault(self, fault: BoardFault | None) -> None:
        """Break it in one way, or mend it with None."""
        self.fault = fault
        self.port.trouble = line_trouble_of(fault)
        (self.port.unplug if fault is BoardFault.UNPLUGGED else self.port.plug)()
        self._changed()

    def reset(self) -> None:
        """Bring everything back to the beginning; the counter of sheets goes on, as a real one does."""
        with self._lock:
            self.door_open = self.service_key = self.presence = False
            self.stuck = frozenset()
            self.lamps = [0] * len(LAMPS)
        self.set_fault(None)

    def sensors(self) -> dict[str, bool]:
        """Return what every sensor says."""
        return {
            "door_open": self.door_open,
            "service_key": self.service_key,
            "presence": self.presence,
            "document_at_exit": self._exits.documents() > 0 or "document_at_exit" in self.stuck,
            "slip_at_exit": self._exits.slips() > 0 or "slip_at_exit" in self.stuck,
        }

    def burning(self) -> dict[str, str]:
        """Return how every lamp burns."""
        return {lamp: BURNS[state] for lamp, state in zip(LAMPS, self.lamps, strict=True)}

    # -- the line's thread

    def _received(self, data: bytes) -> None:
        self._begun = (self._begun + data)[-256:]
        try:
            used, asked = self._framer.handleFrame(self._begun, 0, 0)
        except ModbusException:
            used, asked = len(self._begun), None
        self._begun = self._begun[used:]
        if asked is not None and asked.dev_id == UNIT:
            self._send(self._framer.buildFrame(self._answer(asked)))

    def _answer(self, asked: ModbusPDU) -> ModbusPDU:
        if self.fault is BoardFault.REFUSING:
            answer: ModbusPDU = ExceptionResponse(asked.function_code, ExcCodes.ILLEGAL_ADDRESS)
        elif isinstance(asked, ReadInputRegistersRequest):
            answer = self._tell(asked, self._inputs(), ReadInputRegistersResponse)
        elif isinstance(asked, ReadHoldingRegistersRequest):
            answer = self._tell(asked, self.lamps, ReadHoldingRegistersResponse)
        elif isinstance(asked, WriteSingleRegisterRequest):
            answer = self._light(asked)
        else:
            answer = ExceptionResponse(asked.function_code, ExcCodes.ILLEGAL_FUNCTION)
        answer.dev_id = asked.dev_id
        return answer

    def _inputs(self) -> list[int]:
        word = sum(seen << bit for bit, seen in enumerate(self.sensors().values()))
        return [MODEL, FIRMWARE, word, self._exits.sheets() % SHEETS_WRAP]

    def _tell(
        self,
        asked: ModbusPDU,
        registers: list[int],
        kind: type[ReadHoldingRegistersResponse] | type[ReadInputRegistersResponse],
    ) -> ModbusPDU:
        wanted = registers[asked.address : asked.address + asked.count]
        if len(wanted) != asked.count:
            return ExceptionResponse(asked.function_code, ExcCodes.ILLEGAL_ADDRESS)
        return kind(registers=wanted)

    def _light(self, asked: WriteSingleRegisterRequest) -> ModbusPDU:
        (value,) = asked.registers
        if asked.address >= len(LAMPS) or value >= len(BURNS):
            return ExceptionResponse(asked.function_code, ExcCodes.ILLEGAL_ADDRESS)
        if self.fault is not BoardFault.LAMPS_DEAD:
            with self._lock:
                changes, self.lamps[asked.address] = self.lamps[asked.address] != value, value
            if changes:
                self._changed()
        return WriteSingleRegisterResponse(address=asked.address, registers=[value])

    def _send(self, frame: bytes) -> None:
        match self.fault:
            case BoardFault.SILENT | BoardFault.UNPLUGGED:
                return
            case BoardFault.BAD_CHECKSUM:
                frame = frame[:-1] + bytes([frame[-1] ^ 0x10])
            case BoardFault.TRUNCATED | BoardFault.DIES_MIDWAY:
                frame = frame[: len(frame) // 2]
        self.port.send(frame)
        if self.fault is BoardFault.DIES_MIDWAY:
            self.set_fault(BoardFault.UNPLUGGED)
