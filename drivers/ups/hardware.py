"""The power supply behind a NUT server (upsd), asked in its text protocol over a connection that is kept.

NUT's own driver speaks to the supply over USB; the server tells us when it has lost it.
"""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.transport.tcp_line import TcpLine
from drivers.ups.contract import PowerSource, PowerState
from drivers.ups.wire import LONGEST_LINE, VariableList, ask_variables, is_name, power_of


class UpsSettings(BaseModel):
    """The table `devices.ups` of the configuration. Times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=3493, ge=1, le=65535)
    name: str = "kiosk"
    answer_s: float = Field(default=3.0, gt=0, le=10)

    @field_validator("name")
    @classmethod
    def _is_name(cls, name: str) -> str:
        if not is_name(name):
            raise ValueError("a supply's name has letters, digits, dots and dashes")
        return name


class NutUps:
    """Implements :class:`drivers.ups.contract.Ups`."""

    def __init__(self, line: TcpLine, settings: UpsSettings, clock: Clock) -> None:
        self._line = line
        self._settings = settings
        self._clock = clock

    def report(self) -> DeviceReport:
        """Ask the supply how it is; raises :class:`drivers.device.DeviceFailure`."""
        variables = self._ask()
        power = power_of(variables)
        return DeviceReport(DeviceStatus.ONLINE, warnings=_warnings(power), details=_details(variables, power))

    def read(self) -> PowerState:
        """See the contract."""
        return power_of(self._ask())

    def self_test(self) -> SelfTestResult:
        """Ask it once; a battery that it wants replaced has failed."""
        try:
            variables = self._ask()
            power = power_of(variables)
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)
        worn = FailureCode.UPS_BATTERY_WORN if power.replace_battery else None
        return SelfTestResult(passed=worn is None, failure=worn, details=_details(variables, power))

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _ask(self) -> dict[str, str]:
        """Return every variable. After a failure the connection is of no use: half an answer may be left on it."""
        listed, settings = VariableList(self._settings.name), self._settings
        until = self._clock.monotonic() + settings.answer_s
        try:
            self._line.send_line(ask_variables(settings.name), settings.answer_s)
            while not listed.take(self._line.read_line(LONGEST_LINE, until)):
                pass
        except ValueError as cause:
            raise DeviceFailure(FailureCode.UPS_BAD_ANSWER) from cause
        except DeviceFailure as failure:
            raise _of_server(failure) from failure
        return listed.variables


def open_ups(settings: UpsSettings, clock: Clock) -> NutUps:
    """Connect to the server; raises `UPS_UNREACHABLE` when it does not run."""
    try:
        return NutUps(TcpLine(settings.host, settings.port, clock, settings.answer_s), settings, clock)
    except DeviceFailure as failure:
        raise _of_server(failure) from failure


def _of_server(failure: DeviceFailure) -> DeviceFailure:
    """What is gone when the connection is gone is the server, not a plug."""
    return DeviceFailure(FailureCode.UPS_UNREACHABLE) if failure.code is FailureCode.DEVICE_UNPLUGGED else failure


def _warnings(power: PowerState) -> tuple[str, ...]:
    said = {
        "on_battery": power.source is PowerSource.BATTERY,
        "battery_low": power.low,
        "battery_worn": power.replace_battery,
    }
    return tuple(warning for warning, is_so in said.items() if is_so)


def _details(variables: dict[str, str], power: PowerState) -> tuple[tuple[str, str], ...]:
    told = {
        "model": variables.get("ups.model") or variables.get("device.model", ""),
        "firmware": variables.get("ups.firmware", ""),
        "source": power.source.value,
        "charge_percent": "" if power.charge_percent is None else str(power.charge_percent),
        "runtime_s": "" if power.runtime_s is None else str(power.runtime_s),
    }
    return tuple((name, text[:64]) for name, text in told.items() if text)
