"""A chip that answers commands (ISO 7816-4): which file is selected, which command goes where, T=0's answers in pieces."""

from simulators.devices.chip_card.purse import NO_RECORD, OK, WRONG_LENGTH, Answer, Purse
from simulators.devices.chip_card.tlv import tlv
from simulators.world.bank_cards import BankCard

DIRECTORY = b"1PAY.SYS.DDF01"
DIRECTORY_FILE = 1
PIECE = 0x40  # bytes that a T=0 chip gives at once

NOT_FOUND, WRONG_PLACE, UNKNOWN_COMMAND, UNKNOWN_CLASS, NOTHING_SELECTED = 0x6A82, 0x6A86, 0x6D00, 0x6E00, 0x6985
ISSUERS_COMMANDS = frozenset({0x16, 0x18, 0x1E, 0x24, 0xDA, 0xDC, 0xE2})

RESETS = {0: bytes.fromhex("3B65000020534D5001"), 1: bytes.fromhex("3B8501534D504C31B7")}
NONSENSE = b"\x3b"


class Chip:
    """The chip of one card. Its counters live as long as this object."""

    def __init__(self, card: BankCard) -> None:
        self.card = card
        self.purses = [Purse(account, card.chip) for account in card.applications]
        self.answer_to_reset = NONSENSE if card.chip.mute else RESETS[card.chip.protocol]
        self._selected: Purse | None = None
        self._in_directory = False
        self._rest = b""

    def reset(self) -> None:
        """Lose what power keeps: the selection and the rest of an answer."""
        self._selected, self._in_directory, self._rest = None, False, b""

    def answer(self, command: bytes) -> bytes | None:
        """Answer one command with data and status word; None from a chip that answers nothing."""
        if self.card.chip.silent:
            return None
        if len(command) < 4:
            return _spelled(b"", WRONG_LENGTH)
        if self.card.chip.protocol == 0:
            return self._in_pieces(command)
        return _spelled(*self._do(command))

    def _in_pieces(self, command: bytes) -> bytes:
        """T=0: data for a command that brought data waits for GET RESPONSE; other data comes in the exact length only."""
        wanted = command[4] if len(command) > 4 else 0
        if command[1] == 0xC0:
            return self._next_piece(wanted)
        self._rest = b""  # whoever asks for something else does not want it
        data, status = self._do(command)
        if not data:
            return _spelled(b"", status)
        if len(command) > 5:
            self._rest = data
            return _spelled(b"", 0x6100 | min(len(data), 0xFF))
        return _spelled(data, status) if wanted == len(data) else _spelled(b"", 0x6C00 | len(data))

    def _next_piece(self, wanted: int) -> bytes:
        size = min(len(self._rest), PIECE)
        if not size:
            return _spelled(b"", NOTHING_SELECTED)
        if wanted < size:
            return _spelled(b"", 0x6C00 | size)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return _spelled(piece, 0x6100 | min(len(self._rest), 0xFF) if self._rest else OK)

    def _do(self, command: bytes) -> Answer:
        kind, instruction, first, second = command[:4]
        data = _data(command)
        if data is None:
            return b"", WRONG_LENGTH
        if (kind, instruction) == (0x00, 0xA4):
            return self._select(first, second, data)
        if (kind, instruction) == (0x00, 0xB2):
            return self._read_record(first, second)
        if self._selected is None:
            return b"", NOTHING_SELECTED
        return _ask(self._selected, kind, instruction, (first, second), data)

    def _select(self, first: int, second: int, name: bytes) -> Answer:
        if first != 0x04 or second & 0xFC:
            return b"", WRONG_PLACE
        self._selected, self._in_directory = None, False
        if name == DIRECTORY and self.card.chip.directory:
            self._in_directory = True
            return tlv("6F", tlv("84", DIRECTORY), tlv("A5", tlv("88", bytes([DIRECTORY_FILE])), tlv("5F2D", b"zhen"))), OK
        for purse in self.purses:
            if name and purse.account.aid.startswith(name):
                self._selected = purse
                return purse.begin(), OK
        return b"", NOT_FOUND

    def _read_record(self, number: int, place: int) -> Answer:
        file = place >> 3
        if place & 0x07 != 0x04:
            return b"", WRONG_PLACE
        if self._in_directory:
            return self._entry(file, number)
        return self._selected.record(file, number) if self._selected else (b"", NOTHING_SELECTED)

    def _entry(self, file: int, number: int) -> Answer:
        if file != DIRECTORY_FILE or not 1 <= number <= len(self.purses):
            return b"", NO_RECORD
        account = self.purses[number - 1].account
        told = (tlv("4F", account.aid), tlv("50", account.label.encode()), tlv("87", bytes([account.priority])))
        return tlv("70", tlv("61", *told)), OK


def _ask(purse: Purse, kind: int, instruction: int, places: tuple[int, int], data: bytes) -> Answer:
    if (kind, instruction) == (0x80, 0xA8):
        return purse.open(data)
    if (kind, instruction) == (0x80, 0xAE):
        return purse.generate(places[0], data)
    if (kind, instruction) == (0x80, 0xCA):
        return purse.data(bytes(places).hex().upper())
    if (kind, instruction) == (0x00, 0x82):
        return purse.authenticate(data)
    if kind & 0xFC in {0x84, 0x8C} and instruction in ISSUERS_COMMANDS:
        return purse.script()
    return b"", UNKNOWN_COMMAND if kind in {0x00, 0x80, 0x84} else UNKNOWN_CLASS


def _data(command: bytes) -> bytes | None:
    """Return what a command brought; None when its length is wrong."""
    if len(command) <= 5:
        return b""
    length = command[4]
    return command[5 : 5 + length] if len(command) - 5 - length in {0, 1} else None


def _spelled(data: bytes, status: int) -> bytes:
    return data + status.to_bytes(2, "big")
