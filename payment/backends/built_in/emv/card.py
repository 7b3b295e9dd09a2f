"""Commands to the card, and what it says no with."""

from collections.abc import Callable
from threading import Event

from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from payment.backends.built_in.emv.tlv import build

Transmit = Callable[[bytes], bytes]
"""Sends one command to the card and returns its answer with the status word; raises :class:`drivers.device.DeviceFailure`."""

OK = 0x9000
SESSION_S = 30.0  # a good card needs three; PIN, choice and bank do not count


class CardRefused(Exception):
    """The card answered a command with something other than 9000."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


class Card:
    """One card in the slot, as commands and answers.

    Every command raises :class:`KnownFailure`: ``bank_card_mute`` when the card has used up its time, and, while it may still
    be given up, ``device_job_cancelled`` when it was.
    """

    def __init__(self, transmit: Transmit, clock: Clock, cancelled: Event) -> None:
        self._transmit = transmit
        self._clock = clock
        self._cancelled = cancelled
        self._spent = 0.0  # seconds that the card took for its answers
        self.may_be_given_up = True  # not while a sale is under way: the card must hear how it ended

    def select(self, name: bytes) -> bytes:
        """Select a file by its name; returns its control information. Raises :class:`CardRefused`."""
        return self._ask(b"\x00\xa4\x04\x00" + bytes([len(name)]) + name + b"\x00")

    def read_record(self, number: int, short_file: int) -> bytes:
        """Read one record of a file."""
        return self._ask(bytes([0x00, 0xB2, number, short_file << 3 | 4, 0x00]))

    def get_processing_options(self, data: bytes) -> bytes:
        """Begin a transaction with the objects that the card asked for."""
        wrapped = build([("83", data)])
        return self._ask(b"\x80\xa8\x00\x00" + bytes([len(wrapped)]) + wrapped + b"\x00")

    def generate_cryptogram(self, kind: int, data: bytes) -> bytes:
        """Ask for a cryptogram: 0x80 online (ARQC), 0x40 approval (TC), 0x00 refusal (AAC)."""
        return self._ask(bytes([0x80, 0xAE, kind, 0x00, len(data)]) + data + b"\x00")

    def external_authenticate(self, data: bytes) -> bool:
        """Show the issuer's answer to the card; False when it does not believe it."""
        return self._send(bytes([0x00, 0x82, 0x00, 0x00, len(data)]) + data)[1] == OK

    def run_script(self, command: bytes) -> bool:
        """Pass one command of the issuer through; False when the card refuses it."""
        status = self._send(command)[1]
        return status == OK or status >> 8 in {0x62, 0x63}

    def _ask(self, command: bytes) -> bytes:
        data, status = self._send(command)
        if status != OK:
            raise CardRefused(status)
        return data

    def _send(self, command: bytes) -> tuple[bytes, int]:
        if self._spent >= SESSION_S:
            raise KnownFailure(FailureCode.BANK_CARD_MUTE)
        if self.may_be_given_up and self._cancelled.is_set():
            raise KnownFailure(FailureCode.DEVICE_JOB_CANCELLED)
        asked = self._clock.monotonic()
        answer = self._transmit(command)
        self._spent += self._clock.monotonic() - asked
        if len(answer) < 2:
            raise CardRefused(0)
        return answer[:-2], int.from_bytes(answer[-2:], "big")
