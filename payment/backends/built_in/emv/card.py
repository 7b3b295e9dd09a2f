"""Commands to the card, and what it says no with."""

from collections.abc import Callable

Transmit = Callable[[bytes], bytes]
"""Sends one command to the card and returns its answer with the status word; raises :class:`drivers.device.DeviceFailure`."""

OK = 0x9000


class CardRefused(Exception):
    """The card answered a command with something other than 9000."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


class Card:
    """One card in the slot, as commands and answers."""

    def __init__(self, transmit: Transmit) -> None:
        self._transmit = transmit

    def select(self, name: bytes) -> bytes:
        """Select a file by its name; returns its control information. Raises :class:`CardRefused`."""
        return self._ask(b"\x00\xa4\x04\x00" + bytes([len(name)]) + name + b"\x00")

    def read_record(self, number: int, short_file: int) -> bytes:
        """Read one record of a file."""
        return self._ask(bytes([0x00, 0xB2, number, short_file << 3 | 4, 0x00]))

    def get_processing_options(self, data: bytes) -> bytes:
        """Begin a transaction with the objects that the card asked for."""
        wrapped = b"\x83" + bytes([len(data)]) + data
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
        answer = self._transmit(command)
        if len(answer) < 2:
            raise CardRefused(0)
        return answer[:-2], int.from_bytes(answer[-2:], "big")
