"""The cabinet's I/O board on a serial line (RS-485 or USB), spoken to in Modbus RTU.

Every question may be asked again: reading changes nothing, and a lamp that is lit twice is lit. So one broken or missing answer
is a bad moment of the line, and only several in a row are a failure.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetState, Lamp, LampState
from drivers.cabinet.wire import (
    READ_HOLDING,
    READ_INPUT,
    Question,
    ask_registers,
    bytes_missing,
    parse_registers,
    parse_written,
    set_register,
)
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.transport.serial_port import Parity, SerialPort

S = TypeVar("S")

PASSING = frozenset({FailureCode.CABINET_BAD_ANSWER, FailureCode.DEVICE_SILENT, FailureCode.DEVICE_BUSY})
_QUIET_S = 0.005  # longer than the 3.5 characters that end a frame, from 9600 baud on
_LONGEST_DRAIN_S = 0.5
_PIECE = 256


class Sensors(BaseModel):
    """Which bit of the sensors' register is which, and which of them are nought when they are true."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    door_open: int = Field(default=0, ge=0, le=15)
    service_key: int = Field(default=1, ge=0, le=15)
    presence: int = Field(default=2, ge=0, le=15)
    document_at_exit: int = Field(default=3, ge=0, le=15)
    slip_at_exit: int = Field(default=4, ge=0, le=15)
    inverted: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _names_are_sensors(self) -> "Sensors":
        if not self.inverted <= set(Sensors.model_fields) - {"inverted"}:
            raise ValueError("inverted names what is no sensor")
        return self

    def sees(self, sensor: str, word: int) -> bool:
        """Return what one sensor says in the register's value."""
        bit = word >> int(getattr(self, sensor)) & 1
        return bool(bit) is not (sensor in self.inverted)


class CabinetBoardSettings(BaseModel):
    """The table `devices.cabinet` of the configuration: line and register map. Times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted: bool = True
    port: Path = Path("/dev/kiosk-cabinet")
    baudrate: int = Field(default=19200, ge=9600)
    parity: Parity = "N"
    unit: int = Field(default=1, ge=1, le=247)
    answer_s: float = Field(default=0.5, gt=0, le=5)
    tries: int = Field(default=3, ge=1, le=5)
    inputs: Literal["input", "holding"] = "input"  # where the board keeps what it senses
    model_register: int = Field(default=0, ge=0)  # model, then firmware
    sensors_register: int = Field(default=2, ge=0)
    sheets_register: int = Field(default=3, ge=0)
    sensors: Sensors = Sensors()
    lamps: dict[Lamp, int] = Field(default_factory=lambda: {lamp: number for number, lamp in enumerate(Lamp)})
    lamp_values: dict[LampState, int] = Field(default_factory=lambda: {state: number for number, state in enumerate(LampState)})

    @model_validator(mode="after")
    def _lamp_values_are_whole(self) -> "CabinetBoardSettings":
        if set(self.lamp_values) != set(LampState):
            raise ValueError("lamp_values needs off, on, slow and quick")
        return self

    @property
    def read_function(self) -> int:
        """The Modbus function that reads the sensors."""
        return READ_INPUT if self.inputs == "input" else READ_HOLDING


class ModbusCabinetBoard:
    """Implements :class:`drivers.cabinet.contract.CabinetBoard`."""

    def __init__(self, port: SerialPort, settings: CabinetBoardSettings, clock: Clock) -> None:
        self._port = port
        self._settings = settings
        self._clock = clock
        self._garbage = 0

    def report(self) -> DeviceReport:
        """Ask the board what it is and what it sees; raises :class:`drivers.device.DeviceFailure`."""
        model, firmware = self._read(self._settings.model_register, 2)
        state = self.read()
        seen = (("door", "open" if state.door_open else "shut"), ("sheets_passed", str(state.sheets_passed)))
        board = (("model", f"{model:04X}"), ("firmware", f"{firmware >> 8}.{firmware & 0xFF}"))
        return DeviceReport(DeviceStatus.ONLINE, details=(*board, *seen, ("garbage", str(self._garbage))))

    def read(self) -> CabinetState:
        """See the contract."""
        settings, sensors = self._settings, self._settings.sensors
        (word,) = self._read(settings.sensors_register, 1)
        (sheets,) = self._read(settings.sheets_register, 1)
        return CabinetState(
            door_open=sensors.sees("door_open", word),
            service_key=sensors.sees("service_key", word),
            presence=sensors.sees("presence", word),
            document_at_exit=sensors.sees("document_at_exit", word),
            slip_at_exit=sensors.sees("slip_at_exit", word),
            sheets_passed=sheets,
        )

    def set_lamp(self, lamp: Lamp, state: LampState) -> None:
        """See the contract; a lamp that this cabinet does not have is left out."""
        register = self._settings.lamps.get(lamp)
        if register is not None:
            self._write(register, self._settings.lamp_values[state])

    def self_test(self) -> SelfTestResult:
        """Read the sensors, light every lamp for a moment and read back that it is lit. Whether it shines, a person sees."""
        try:
            details = self.report().details
            for lamp in self._settings.lamps:
                self._try_lamp(lamp)
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)
        return SelfTestResult(passed=True, details=details)

    def close(self) -> None:
        """Release the port; the board puts the lamps out by itself."""
        self._port.close()

    def _try_lamp(self, lamp: Lamp) -> None:
        register = self._settings.lamps[lamp]
        (before,) = self._ask_registers(READ_HOLDING, register, 1)
        lit = self._settings.lamp_values[LampState.ON]
        self._write(register, lit)
        (after,) = self._ask_registers(READ_HOLDING, register, 1)
        self._write(register, before)
        if after != lit:
            raise DeviceFailure(FailureCode.CABINET_BAD_ANSWER)

    def _read(self, first: int, count: int) -> list[int]:
        return self._ask_registers(self._settings.read_function, first, count)

    def _ask_registers(self, function: int, first: int, count: int) -> list[int]:
        question = ask_registers(self._settings.unit, function, first, count)
        return self._ask(question, lambda answer: parse_registers(question, answer))

    def _write(self, register: int, value: int) -> None:
        question = set_register(self._settings.unit, register, value)
        self._ask(question, lambda answer: parse_written(question, answer))

    def _ask(self, question: Question, parse: Callable[[bytes], S]) -> S:
        for left in reversed(range(self._settings.tries)):
            try:
                return parse(self._exchange(question))
            except DeviceFailure as failure:
                if failure.code not in PASSING or not left:
                    raise
                self._garbage += failure.code is FailureCode.CABINET_BAD_ANSWER
        raise AssertionError("there is at least one try")

    def _exchange(self, question: Question) -> bytes:
        """Send one question and return what came before its answer was whole or time was up."""
        self._drain()
        self._port.write(question.frame)
        until = self._clock.monotonic() + self._settings.answer_s
        received = b""
        while missing := bytes_missing(question, received):
            data = self._port.read(missing, until)
            if not data:
                raise DeviceFailure(FailureCode.CABINET_BAD_ANSWER if received else FailureCode.DEVICE_SILENT)
            received += data
        return received

    def _drain(self) -> None:
        """Let the line fall quiet: what still comes answers an older question, and a frame begins after a pause."""
        until = self._clock.monotonic() + _LONGEST_DRAIN_S
        while self._clock.monotonic() < until and self._port.read(_PIECE, self._clock.monotonic() + _QUIET_S):
            pass


def open_cabinet_board(settings: CabinetBoardSettings, clock: Clock) -> ModbusCabinetBoard:
    """Open the board's port; raises `DEVICE_UNPLUGGED` or `DEVICE_IN_USE`."""
    port = SerialPort(settings.port, settings.baudrate, clock, settings.parity)
    return ModbusCabinetBoard(port, settings, clock)
