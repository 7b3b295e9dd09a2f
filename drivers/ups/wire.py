"""The text protocol of NUT (Network UPS Tools, RFC 9271): the two questions that are asked, and what the answers mean.

    LIST VAR kiosk          →  BEGIN LIST VAR kiosk
                               VAR kiosk ups.status "OB DISCHRG"
                               END LIST VAR kiosk
                            or ERR DATA-STALE

Only variables with a meaning here are looked at. A supply that does not say where its power comes from has said nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.ups.contract import PowerSource, PowerState

LONGEST_LINE = 1024  # bytes
MOST_LINES = 512
_LONGEST_RUNTIME_S = 7 * 24 * 3600

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_VARIABLE = re.compile(r'VAR (\S+) (\S+) "((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")

_ERRORS = {
    "DRIVER-NOT-CONNECTED": FailureCode.UPS_LOST,
    "DATA-STALE": FailureCode.UPS_LOST,
    "UNKNOWN-UPS": FailureCode.UPS_REFUSED,
    "ACCESS-DENIED": FailureCode.UPS_REFUSED,
    "USERNAME-REQUIRED": FailureCode.UPS_REFUSED,
    "PASSWORD-REQUIRED": FailureCode.UPS_REFUSED,
}


def is_name(name: str) -> bool:
    """Tell whether a supply can have this name."""
    return bool(_NAME.fullmatch(name))


def ask_variables(name: str) -> bytes:
    """Ask for everything that the supply `name` says of itself; raises :class:`ValueError` for what is no name."""
    if not is_name(name):
        raise ValueError("no name of a supply")
    return f"LIST VAR {name}".encode("ascii")


@dataclass
class VariableList:
    """Takes an answer to :func:`ask_variables` line by line."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    _begun: bool = False
    _lines: int = 0

    def take(self, line: bytes) -> bool:
        """Take the next line; True when it was the last.

        Raises :class:`drivers.device.DeviceFailure`: ``ups_lost``, ``ups_refused``, ``ups_bad_answer``.
        """
        text = _text(line)
        if text.startswith("ERR"):
            raise DeviceFailure(_ERRORS.get(text.removeprefix("ERR ").split(" ")[0], FailureCode.UPS_BAD_ANSWER))
        self._lines += 1
        if self._lines > MOST_LINES:
            raise DeviceFailure(FailureCode.UPS_BAD_ANSWER)
        if not self._begun:
            self._expect(text, f"BEGIN LIST VAR {self.name}")
            self._begun = True
            return False
        if text.startswith("END"):
            self._expect(text, f"END LIST VAR {self.name}")
            return True
        self._keep(text)
        return False

    def _keep(self, text: str) -> None:
        found = _VARIABLE.fullmatch(text)
        if found is None or found[1] != self.name:
            raise DeviceFailure(FailureCode.UPS_BAD_ANSWER)
        self.variables[found[2]] = _ESCAPED.sub(r"\1", found[3])

    @staticmethod
    def _expect(text: str, wanted: str) -> None:
        if text != wanted:
            raise DeviceFailure(FailureCode.UPS_BAD_ANSWER)


def power_of(variables: Mapping[str, str]) -> PowerState:
    """Return what the variables say; raises `UPS_BAD_ANSWER` when the status does not say where the power comes from."""
    words = frozenset(variables.get("ups.status", "").split())
    if "OB" in words:
        source = PowerSource.BATTERY
    elif words & {"OL", "BYPASS"}:
        source = PowerSource.MAINS
    else:
        raise DeviceFailure(FailureCode.UPS_BAD_ANSWER)
    return PowerState(
        source=source,
        charge_percent=_number(variables.get("battery.charge", ""), 100),
        runtime_s=_number(variables.get("battery.runtime", ""), _LONGEST_RUNTIME_S),
        low=bool(words & {"LB", "FSD"}),
        replace_battery="RB" in words,
    )


def _number(text: str, highest: int) -> int | None:
    """Return a number of 0 to `highest`, None for anything else."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        return None
    number = int(float(text))
    return number if number <= highest else None


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        raise DeviceFailure(FailureCode.UPS_BAD_ANSWER) from None
