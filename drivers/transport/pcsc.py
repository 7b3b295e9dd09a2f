"""PC/SC through `smartcard.scard`, one context at a time, every failure named.

pyscard's own monitors are not used: their threads end for good when pcscd stops, and revived they report stale cards.
"""

from dataclasses import dataclass
from typing import Any

from smartcard import scard

from domain.failures import FailureCode
from drivers.device import DeviceFailure

SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
"""Says where pcscd listens, if not at its usual place. libpcsclite reads it once in the life of a process."""

PRESENT, MUTE = int(scard.SCARD_STATE_PRESENT), int(scard.SCARD_STATE_MUTE)
UNKNOWN, UNAVAILABLE = int(scard.SCARD_STATE_UNKNOWN), int(scard.SCARD_STATE_UNAVAILABLE)
TIMED_OUT, NO_READERS = 0x8010000A, 0x8010002E

HEADER = 5  # bytes of a command before its data: class, instruction, two parameters, length

_CODES: dict[int, FailureCode] = {
    0x8010001D: FailureCode.CARD_SERVICE_DOWN,  # no service
    0x8010001E: FailureCode.CARD_SERVICE_DOWN,  # service stopped
    0x80100013: FailureCode.CARD_SERVICE_DOWN,  # communication error with pcscd
    0x80100003: FailureCode.CARD_SERVICE_DOWN,  # the context died with pcscd
    0x8010006A: FailureCode.CARD_SERVICE_DOWN,  # pcscd has no context left to give
    NO_READERS: FailureCode.DEVICE_UNPLUGGED,
    0x80100017: FailureCode.DEVICE_UNPLUGGED,  # reader unavailable
    0x80100009: FailureCode.DEVICE_UNPLUGGED,  # unknown reader
    0x8010000B: FailureCode.DEVICE_IN_USE,  # sharing violation
    0x8010000C: FailureCode.BANK_CARD_ABSENT,  # no smart card
    0x80100069: FailureCode.BANK_CARD_REMOVED,
    0x80100016: FailureCode.BANK_CARD_REMOVED,  # not transacted: pulled a moment ago
    0x80100068: FailureCode.BANK_CARD_REMOVED,  # was reset by somebody
    0x8010000F: FailureCode.BANK_CARD_MUTE,  # protocol mismatch
    0x80100066: FailureCode.BANK_CARD_MUTE,  # unresponsive
    0x80100067: FailureCode.BANK_CARD_MUTE,  # unpowered
}


@dataclass(frozen=True)
class SlotState:
    """What the slot holds. `raw` grows in its high word with every insertion and removal that pcscd saw."""

    present: bool
    mute: bool
    raw: int


class Context:
    """One context of pcscd. Not for two threads; a hung call can only be ended together with its process."""

    def __init__(self) -> None:
        self._handle: Any = _checked(scard.SCardEstablishContext(scard.SCARD_SCOPE_USER))

    def release(self) -> None:
        """Give the context back; harmless when pcscd has gone."""
        scard.SCardReleaseContext(self._handle)

    def readers(self) -> list[str]:
        """Return the names of the readers that are plugged in; empty when there is none."""
        result, *values = scard.SCardListReaders(self._handle, [])
        if _unsigned(result) == NO_READERS:
            return []
        _check(result)
        return [str(name) for name in values[0]]

    def slot(self, reader: str, known: int = 0, wait_ms: int = 0) -> SlotState:
        """Return the slot's state, waiting at most `wait_ms` for one that differs from the `known` raw state."""
        result, states = scard.SCardGetStatusChange(self._handle, wait_ms, [(reader, known)])
        if _unsigned(result) != TIMED_OUT:
            _check(result)
        raw = int(states[0][1])
        if raw & UNKNOWN or (raw & UNAVAILABLE and not raw & PRESENT):
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        return SlotState(bool(raw & PRESENT), bool(raw & MUTE), raw & ~int(scard.SCARD_STATE_CHANGED))

    def connect(self, reader: str) -> "CardLine":
        """Power the card and open a line to it for ourselves alone."""
        handle, protocol = _checked_pair(
            scard.SCardConnect(
                self._handle, reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            )
        )
        return CardLine(handle, protocol)


class CardLine:
    """A powered card."""

    def __init__(self, handle: Any, protocol: int) -> None:
        self._handle = handle
        self._lost = False
        self._byte_wise = protocol == scard.SCARD_PROTOCOL_T0
        self._header = scard.SCARD_PCI_T0 if self._byte_wise else scard.SCARD_PCI_T1

    def transmit(self, command: bytes) -> bytes:
        """Send one command and return its answer. May block for ever when the card hangs."""
        if self._byte_wise:
            command = without_wanted_length(command)
        try:
            return bytes(_checked(scard.SCardTransmit(self._handle, self._header, list(command))))
        except DeviceFailure:
            self._lost = True
            raise

    def close(self) -> None:
        """Take the power away; harmless when the card has gone.

        A line that broke is only closed: pcscd takes a reader whose card cannot be unpowered for empty, and holds to that when
        the next card comes before it looked.
        """
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD if self._lost else scard.SCARD_UNPOWER_CARD)


def without_wanted_length(command: bytes) -> bytes:
    """Return a command as T=0 carries it: one that brings data cannot say how much it wants back (ISO 7816-3 §12.2)."""
    brings = command[HEADER - 1] if len(command) > HEADER else 0
    return command[:-1] if brings and len(command) == HEADER + brings + 1 else command


def _checked(answer: Any) -> Any:
    result, *values = answer
    _check(result)
    return values[0] if values else None


def _checked_pair(answer: Any) -> tuple[Any, int]:
    result, *values = answer
    _check(result)
    return values[0], int(values[1])


def _check(result: int) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise DeviceFailure(_CODES.get(_unsigned(result), FailureCode.DEVICE_SILENT))


def _unsigned(result: int) -> int:
    return result & 0xFFFFFFFF
