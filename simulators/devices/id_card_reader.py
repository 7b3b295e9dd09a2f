"""An ID-card reader (SAM_V) on a pseudo terminal, with a card that can be laid on it and taken away.

Alone: ``python -m simulators.devices.id_card_reader --link PATH --person ID [--fault F]``.
"""

import argparse
import signal
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from domain.clock import Clock, SystemClock
from simulators.devices.chip import PHOTO_SIZE, TEXT_SIZE, Chip
from simulators.devices.pty_port import PtyPort, line_trouble_of
from simulators.devices.sam_v import Command, Malformed, Request, Status, compose_answer, take_request

FACTORY_BAUD = 115200
BAUDS = (115200, 57600, 38400, 19200, 9600)  # by the parameter of "set baud"
QUIET_SECONDS = 0.5  # a request that stops in the middle is forgotten after this
MODULE_NUMBER = struct.pack("<HHIII", 5, 1, 20260101, 1000000001, 2000000002)  # 05.01-20260101-1000000001-2000000002
OVERSIZED_LENGTH = 0x7FFF


class ReaderFault(StrEnum):
    """What can be wrong with reader or card."""

    SILENT = "silent"
    BAD_CHECKSUM = "bad_checksum"
    TRUNCATED = "truncated"
    OVERSIZED = "oversized"
    FORGED = "forged"
    MOVED = "moved"
    GARBAGE = "garbage"  # noise instead of answers
    SLOW = "slow"
    UNPLUGGED = "unplugged"
    DIES_MIDWAY = "dies_midway"  # armed: its power goes in the middle of the next card


class IdCardReaderSimulator:
    """The reader. Thread-safe: cards and faults come from other threads than the line."""

    def __init__(self, link: Path, clock: Clock, *, paced: bool = True, changed: Callable[[], None] = lambda: None) -> None:
        self._clock = clock
        self._changed = changed
        self._paced = paced
        self._lock = threading.Lock()
        self._buffer = bytearray()
        self._heard_at = clock.monotonic()
        self._card: Chip | None = None
        self._fault: ReaderFault | None = None
        self._found = self._selected = self._read = False
        self._seen: list[int] = []
        self.port = PtyPort(link, self._received, FACTORY_BAUD if paced else None)

    def start(self) -> None:
        """Plug the reader in."""
        self.port.plug()

    def stop(self) -> None:
        """Pull the plug for good."""
        self.port.unplug()

    @property
    def fault(self) -> ReaderFault | None:
        """The present fault."""
        return self._fault

    @property
    def requests(self) -> tuple[int, ...]:
        """Every request so far as CMD and PARA in one number; a test can prove that fingerprints were never asked for."""
        with self._lock:
            return tuple(self._seen)

    @property
    def card_read(self) -> bool:
        """Tell whether the card that lies there was read successfully."""
        return self._read

    def lay(self, card: Chip) -> None:
        """Lay a card on the reader, in place of any other."""
        self._put(card)

    def take_away(self) -> None:
        """Take the card away."""
        self._put(None)

    def set_fault(self, fault: ReaderFault | None) -> None:
        """Break the reader in one way, or repair it."""
        self._fault = fault
        self.port.trouble = line_trouble_of(fault)
        if fault is ReaderFault.UNPLUGGED:
            self.port.unplug()
        elif not self.port.plugged:
            self._power_on()
            self.port.plug()

    def _power_on(self) -> None:
        with self._lock:
            self._buffer.clear()
            self._found = self._selected = self._read = False
        self.port.baud = FACTORY_BAUD if self._paced else None

    def _put(self, card: Chip | None) -> None:
        with self._lock:
            self._card = card
            self._found = self._selected = self._read = False

    def _received(self, data: bytes) -> None:
        now = self._clock.monotonic()
        if now - self._heard_at > QUIET_SECONDS:
            self._buffer.clear()
        self._heard_at = now
        self._buffer += data
        while self._serve_one():
            pass

    def _serve_one(self) -> bool:
        try:
            request = take_request(self._buffer)
        except Malformed as wrong:
            self._send(compose_answer(wrong.status))
            return True
        if request is None:
            return False
        with self._lock:
            self._seen.append(request.code)
            before, answer = self._read, self._answer(request)
        if self._fault is ReaderFault.DIES_MIDWAY and self._read and not before:
            self._die(answer)
            return False
        self._send(answer)
        if self._read and not before:
            self._changed()
        if request.command == Command.SET_BAUD >> 8 and self._paced and request.parameter < len(BAUDS):
            self.port.baud = BAUDS[request.parameter]  # the answer itself still went at the old speed
        return True

    def _die(self, answer: bytes) -> None:
        self.port.send(answer[: len(answer) // 2])
        self.set_fault(ReaderFault.UNPLUGGED)
        self._changed()

    def _send(self, frame: bytes) -> None:
        match self._fault:
            case ReaderFault.SILENT | ReaderFault.UNPLUGGED:
                return
            case ReaderFault.BAD_CHECKSUM:
                frame = frame[:-1] + bytes((frame[-1] ^ 0x55,))
            case ReaderFault.TRUNCATED:
                frame = frame[: len(frame) * 2 // 3]
            case ReaderFault.OVERSIZED:
                frame = frame[:5] + OVERSIZED_LENGTH.to_bytes(2, "big") + frame[7:]
            case _:
                pass
        self.port.send(frame)

    def _answer(self, request: Request) -> bytes:
        if request.command == Command.SET_BAUD >> 8:
            return compose_answer(Status.OK if request.parameter < len(BAUDS) else Status.BAD_COMMAND)
        answers: dict[int, Callable[[Request], bytes]] = {
            Command.RESET: self._reset,
            Command.STATUS: lambda _: compose_answer(Status.OK),
            Command.MODULE_NUMBER: lambda _: compose_answer(Status.OK, MODULE_NUMBER),
            Command.FIND: self._find,
            Command.SELECT: self._select,
            Command.READ_TEXT_AND_PHOTO: self._text_and_photo,
            Command.READ_NEW_ADDRESS: self._new_address,
            Command.READ_CHIP_NUMBER: lambda _: compose_answer(Status.NOT_PERMITTED),  # nobody here needs it
            Command.READ_WITH_FINGERPRINT: lambda _: compose_answer(Status.NOT_PERMITTED),  # nor fingerprints
            Command.SET_RF_SIZE: self._rf_size,
        }
        answer = answers.get(request.code)
        return answer(request) if answer else compose_answer(Status.BAD_COMMAND)

    def _reset(self, _: Request) -> bytes:
        self._found = self._selected = False
        return compose_answer(Status.OK)

    def _find(self, _: Request) -> bytes:
        # A card that was read must leave the field before it is found again.
        self._found, self._selected = self._card is not None and not self._read, False
        return compose_answer(Status.CARD_FOUND, bytes(4)) if self._found else compose_answer(Status.FIND_FAILED)

    def _select(self, _: Request) -> bytes:
        self._selected = self._found
        return compose_answer(Status.OK, bytes(8)) if self._selected else compose_answer(Status.SELECT_FAILED)

    def _text_and_photo(self, _: Request) -> bytes:
        if self._card is None or not self._selected or self._fault is ReaderFault.MOVED:
            return compose_answer(Status.READ_FAILED)
        if self._fault is ReaderFault.FORGED:
            return compose_answer(Status.CARD_NOT_AUTHENTIC)
        self._read = True
        lengths = TEXT_SIZE.to_bytes(2, "big") + PHOTO_SIZE.to_bytes(2, "big")
        return compose_answer(Status.OK, lengths + self._card.text() + self._card.photo())

    def _new_address(self, _: Request) -> bytes:
        if self._card is None or not self._selected or self._fault is ReaderFault.MOVED:
            return compose_answer(Status.READ_FAILED)
        appended = self._card.appended()
        return compose_answer(Status.OK, appended) if appended else compose_answer(Status.ABSENT_ON_CARD)

    def _rf_size(self, request: Request) -> bytes:
        fits = len(request.data) == 1 and request.data[0] >= 24
        return compose_answer(Status.OK if fits else Status.BAD_COMMAND)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one reader until SIGTERM or SIGINT; the person's card lies on it from the start."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})  # before any thread: they all inherit it
    from simulators.world.people import load_people  # numpy begins threads as soon as it is imported

    parser = argparse.ArgumentParser(prog="python -m simulators.devices.id_card_reader")
    parser.add_argument("--link", type=Path, required=True)
    parser.add_argument("--person")
    parser.add_argument("--fault", type=ReaderFault, choices=list(ReaderFault))
    given = parser.parse_args(arguments)
    clock = SystemClock()
    people = load_people(clock.now().date())
    if given.person is not None and given.person not in people:
        parser.error(f"nobody is called {given.person}; there are: {', '.join(people)}")
    reader = IdCardReaderSimulator(given.link, clock)
    reader.start()
    reader.set_fault(given.fault)
    if given.person is not None:
        reader.lay(people[given.person].chip())
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    reader.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
