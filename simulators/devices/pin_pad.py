"""An encrypting PIN pad (ZT588 style) on a pseudo terminal, and a person's fingers on it.

The master key is put in when the pad is made, as an acquirer does it before delivery. The clear PIN never leaves this module.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from simulators.devices.chip_card.des import decrypt, encrypt
from simulators.devices.pty_port import PtyPort, line_trouble_of
from simulators.devices.zt588 import PadError, Refused, check_value, compose, pin_block, spell, take_frame, unspell

BAUD = 115200
KEY_PAUSE_S = 0.04  # between two keys of somebody who knows the number
WAIT_FOR_ENTRY_S = 5.0  # somebody who sees the screen before the pad is ready tries again

MASTER_PLACE = 0x00
PIN_KEY_TYPE = ord("3")
DOUBLE = ord("2")
ISO_FORMAT_0, CLEAR_FORMAT = b" ", b"@"
LONGEST_PIN = 12

ENTER, CLEAR, CANCEL, TIMED_OUT = b"\x0d", b"\x08", b"\x1b", b"\x80"
KEYS = {"enter": ENTER, "clear": CLEAR, "cancel": CANCEL}

USER_INFORMATION = b"SANDBOX".ljust(50)
SCANCODES = b"123\x1b456\x08789\x07.0#\rACEGBDFH"
MODEL, HARDWARE, SOFTWARE, MADE, SERIAL = b"ZT588S", b"2.1", b"3.4", b"2601", b"0042"
FUNCTIONS = b"00000000"


class PinPadFault(StrEnum):
    """What can be wrong with the pad."""

    SILENT = "silent"
    BAD_CHECKSUM = "bad_checksum"
    TRUNCATED = "truncated"
    KEYS_LOST = "keys_lost"  # the master key is gone
    TAMPERED = "tampered"  # opened, or its battery is empty
    GARBAGE = "garbage"  # noise instead of answers
    SLOW = "slow"
    UNPLUGGED = "unplugged"
    DIES_MIDWAY = "dies_midway"  # armed: its power goes with the first digit of the next PIN


@dataclass
class _Entry:
    """A PIN that is being typed."""

    key: bytes = field(repr=False)
    account: str = field(repr=False)
    length: int
    digits: str = field(default="", repr=False)
    block: bytes | None = field(default=None, repr=False)  # after enter


@dataclass
class _Settings:
    """What the host may set; gone when the power goes."""

    letters: bool = False
    input_seconds: int = 30
    mask: bytes = b"*"
    shortest: int = 4
    longest: int = LONGEST_PIN


class PinPadSimulator:
    """The pad. Thread-safe: fingers and faults come from other threads than the line."""

    def __init__(
        self, link: Path, master_key: bytes, *, paced: bool = True, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._master_key = master_key
        self._changed = changed
        self._pause_s = KEY_PAUSE_S if paced else 0.002
        self._lock = threading.Condition()
        self._buffer = bytearray()
        self._settings = _Settings()
        self._keys: dict[int, bytes] = {}
        self._entry: _Entry | None = None
        self._timer: threading.Timer | None = None
        self._fault: PinPadFault | None = None
        self.clear_text_requests = 0  # how often somebody asked for digits in clear; must stay 0
        self.port = PtyPort(link, self._received, BAUD if paced else None)

    def start(self) -> None:
        """Plug the pad in."""
        self.port.plug()

    def stop(self) -> None:
        """Pull the plug for good."""
        self._power_off()
        self.port.unplug()

    @property
    def fault(self) -> PinPadFault | None:
        """The present fault."""
        return self._fault

    @property
    def taking_pin(self) -> bool:
        """Tell whether a PIN is being taken now."""
        entry = self._entry
        return entry is not None and entry.block is None

    @property
    def typed(self) -> int:
        """How many digits were typed; nothing else is ever told."""
        entry = self._entry
        return len(entry.digits) if entry is not None else 0

    def set_fault(self, fault: PinPadFault | None) -> None:
        """Break the pad in one way, or repair it."""
        self._fault = fault
        self.port.trouble = line_trouble_of(fault)
        if fault is PinPadFault.UNPLUGGED:
            self._power_off()
            self.port.unplug()
        else:
            self.port.plug()
        self._changed()

    def reset(self) -> None:
        """Repair it and end what was being typed."""
        self._end_entry()
        self.set_fault(None)

    def press_pin_keys(self, digits: str = "", key: str | None = None) -> int:
        """Type `digits` and then ``enter``, ``clear`` or ``cancel``; return how many keys did something.

        Waits a while for the pad to take a PIN; keys that are pressed while it takes none do nothing. Raises
        :class:`ValueError` for anything that is no key.
        """
        if not (digits.isdecimal() or not digits) or key not in {None, *KEYS}:
            raise ValueError("no such key")
        with self._lock:
            self._lock.wait_for(lambda: self.taking_pin, WAIT_FOR_ENTRY_S)
        presses = [digit.encode() for digit in digits] + ([KEYS[key]] if key else [])
        pause = threading.Event()
        pressed = 0
        for press in presses:
            pressed += self._press(press)
            pause.wait(self._pause_s)
        return pressed

    def let_time_run_out(self) -> None:
        """Let the pad's own limit for an entry pass now."""
        if self.taking_pin:
            self._end_entry()
            self.port.send(TIMED_OUT)

    # -- fingers

    def _press(self, press: bytes) -> bool:
        with self._lock:
            told = self._pressed(self._entry, press) if self._entry is not None and self._entry.block is None else b""
        if told and self._fault is PinPadFault.DIES_MIDWAY:
            self.set_fault(PinPadFault.UNPLUGGED)
        if told and self._fault not in {PinPadFault.SILENT, PinPadFault.UNPLUGGED}:
            self.port.send(told)
        self._changed()
        return bool(told)

    def _pressed(self, entry: _Entry, press: bytes) -> bytes:
        if press == CANCEL:
            self._forget_entry()
        elif press == CLEAR:
            entry.digits = ""
        elif press == ENTER:
            if len(entry.digits) == entry.length:
                entry.block = encrypt(entry.key, pin_block(entry.digits, entry.account))
                entry.digits = ""
        elif len(entry.digits) < entry.length:
            entry.digits += press.decode()
            return self._settings.mask
        else:
            return b""
        return press

    # -- the line

    def _received(self, data: bytes) -> None:
        self._buffer += data
        while (text := take_frame(self._buffer)) is not None:
            self._answer(text)

    def _answer(self, text: bytes) -> None:
        before = self.taking_pin
        with self._lock:
            try:
                answer = self._do(text)
            except Refused as refused:
                answer = bytes([refused.error])
            self._send(compose(answer))  # before any key that is pressed now
        if self.taking_pin != before:
            self._changed()

    def _send(self, frame: bytes) -> None:
        match self._fault:
            case PinPadFault.SILENT | PinPadFault.UNPLUGGED:
                return
            case PinPadFault.BAD_CHECKSUM:
                frame = frame[:-2] + b"%02X" % (int(frame[-2:], 16) ^ 0x55)
            case PinPadFault.TRUNCATED:
                frame = frame[: len(frame) * 2 // 3]
            case _:
                pass
        self.port.send(frame)

    def _do(self, text: bytes) -> bytes:
        command, rest = text[:1], text[1:]
        if self._fault is PinPadFault.TAMPERED:
            raise Refused(PadError.BATTERY if command == b"3" else PadError.LOCKED)
        acts: dict[bytes, Callable[[bytes], bytes]] = {
            b"1": self._load_plain,
            b"2": self._load_encrypted,
            b"3": self._describe,
            b"5": self._control,
            b"6": self._start_pin,
            b"7": self._pin_block,
        }
        act = acts.get(command)
        if act is None:
            raise Refused(PadError.WRONG_PARAMETER)
        return command + act(rest)

    def _describe(self, rest: bytes) -> bytes:
        if rest:
            raise Refused(PadError.NOT_AUTHORISED)  # writing it is for the acquirer
        flags = (self._fault is PinPadFault.KEYS_LOST) | self.taking_pin << 1 | 1 << 2
        now = self._settings
        settings = bytes([flags, 0, now.input_seconds]) + now.mask + bytes([now.shortest, now.longest])
        settings += b"7" + (b"7" if now.letters else b"0") + bytes([10, 0])
        spelled = spell(SCANCODES, letters=now.letters) + spell(settings, letters=now.letters)
        return USER_INFORMATION + spelled + FUNCTIONS + MODEL + HARDWARE + SOFTWARE + MADE + SERIAL

    def _load_plain(self, _: bytes) -> bytes:
        raise Refused(PadError.NOT_AUTHORISED)

    def _load_encrypted(self, rest: bytes) -> bytes:
        if len(rest) < 6:
            raise Refused(PadError.WRONG_LENGTH)
        (under,), (place,), wrapped = unspell(rest[:2]), unspell(rest[2:4]), unspell(rest[6:])
        if self._fault is PinPadFault.KEYS_LOST:
            raise Refused(PadError.NO_MASTER_KEY)
        if under != MASTER_PLACE or place == MASTER_PLACE or rest[4] != PIN_KEY_TYPE:
            raise Refused(PadError.KEY_NOT_FOUND)
        if rest[5] != DOUBLE or len(wrapped) != 16:
            raise Refused(PadError.WRONG_KEY_SIZE)
        self._keys[place] = decrypt(self._master_key, wrapped)
        return spell(check_value(self._keys[place]), letters=self._settings.letters)

    def _control(self, rest: bytes) -> bytes:
        (value,) = unspell(rest[1:3]) if len(rest) == 3 else (None,)
        what = rest[:1]
        if value is None:
            raise Refused(PadError.WRONG_LENGTH)
        settings = self._settings
        if what == b"0":
            self._switch(bytes([value]))
        elif what == b"2":
            settings.input_seconds = value
        elif what == b"3":
            settings.mask = bytes([value])
        elif what == b"4":
            settings.shortest = value
        elif what == b"5":
            settings.longest = value
        elif what == b"6" and value in b"07":
            settings.letters = value == ord("7")
        else:
            raise Refused(PadError.WRONG_PARAMETER)
        return b""

    def _switch(self, value: bytes) -> None:
        if value == b"3":  # plain input: every key tells its digit
            self.clear_text_requests += 1
            raise Refused(PadError.NOT_AUTHORISED)
        if value == b"1":  # wipe
            raise Refused(PadError.NOT_AUTHORISED)
        if value in {b"0", b"2"}:
            self._forget_entry()

    def _start_pin(self, rest: bytes) -> bytes:
        key_place, form, length, account = rest[:2], rest[2:3], rest[4:6], rest[6:]
        if form == CLEAR_FORMAT:
            self.clear_text_requests += 1
            raise Refused(PadError.WRONG_PARAMETER)
        if form != ISO_FORMAT_0 or not length.isdigit() or len(account) != 12 or not account.isdigit():
            raise Refused(PadError.WRONG_PARAMETER)
        key = self._keys.get(unspell(key_place)[0]) if self._fault is not PinPadFault.KEYS_LOST else None
        if key is None:
            raise Refused(PadError.KEY_NOT_FOUND)
        if not self._settings.shortest <= int(length) <= self._settings.longest:
            raise Refused(PadError.WRONG_PARAMETER)
        self._forget_entry()
        self._entry = _Entry(key, account.decode(), int(length))
        self._timer = threading.Timer(self._settings.input_seconds, self.let_time_run_out)
        self._timer.daemon = True
        self._timer.start()
        self._lock.notify_all()
        return b""

    def _pin_block(self, _: bytes) -> bytes:
        entry = self._entry
        if entry is None or entry.block is None:
            raise Refused(PadError.FAILED)
        return b"0008" + spell(entry.block, letters=self._settings.letters)

    # -- the end of an entry

    def _end_entry(self) -> None:
        with self._lock:
            self._forget_entry()

    def _forget_entry(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        self._entry = None

    def _power_off(self) -> None:
        with self._lock:
            self._forget_entry()
            self._settings = _Settings()  # keys stay: a battery keeps them
            self._buffer.clear()
