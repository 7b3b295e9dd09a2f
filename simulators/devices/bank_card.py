"""A bank card in the slot of an insert reader: a chip at the end of vpcd's line, behind a pcscd of its own.

vpcd's words: two bytes length (big endian), then one byte of control (off, on, reset, "give your answer to reset") or a
command. Closing the line is pulling the card.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from simulators.devices.card_service import CardService
from simulators.devices.chip_card.chip import Chip
from simulators.world.bank_cards import BankCard

log = logging.getLogger(__name__)

GIVE_ANSWER_TO_RESET = 4  # the other words of control switch the chip off (0), on (1) or reset it (2)
NOTICED_LIMIT_S = 3.0  # pcscd looks every 400 ms
GENERATE_CRYPTOGRAM = 0xAE
SLOW_S = 0.5  # a card may take so long for an answer; more than that, some do
NOISE = b"\xdb\xf5\xe1\xc3\x97"
HAND_S = 0.5  # no hand is faster; pcscd, which looks every 400 ms, would take a second card for the first


class BankCardFault(StrEnum):
    """What can go wrong with reader and card."""

    SERVICE_DOWN = "service_down"  # pcscd was killed
    UNPLUGGED = "unplugged"  # pcscd runs and has no reader
    PULLED_MIDWAY = "pulled_midway"  # armed: the card is pulled when it has given its first cryptogram
    GARBAGE = "garbage"  # the card answers nonsense
    SLOW = "slow"  # the card takes its time for every answer
    SILENT_MIDWAY = "silent_midway"  # armed: the card answers nothing any more from its first cryptogram on


MIDWAY = frozenset({BankCardFault.PULLED_MIDWAY, BankCardFault.SILENT_MIDWAY})


class SlotLine:
    """One card in the slot: answers until it is pulled. `strike` says which armed fault the first cryptogram sets off."""

    def __init__(
        self,
        line: socket.socket,
        chip: Chip,
        strike: Callable[[], BankCardFault | None],
        condition: Callable[[], BankCardFault | None],
    ) -> None:
        self.noticed = threading.Event()  # pcscd has powered the card
        self._line = line
        self._chip = chip
        self._strike = strike
        self._condition = condition
        self._silent = False
        self._thread = threading.Thread(target=self._serve, name="bank-card", daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Close the line; returns when nothing is answered any more."""
        self._shut()
        self._thread.join()
        self._line.close()

    def _serve(self) -> None:
        try:
            while (body := self._next()) is not None:
                answer = self._answer(body)
                if answer is not None:
                    self._line.sendall(len(answer).to_bytes(2, "big") + answer)
        except OSError:
            log.debug("the line was closed")

    def _answer(self, body: bytes) -> bytes | None:
        if len(body) == 1:
            return self._control(body[0])
        if self._silent:
            return None
        answer = self._chip.answer(body)
        match self._condition():
            case BankCardFault.GARBAGE:
                return NOISE
            case BankCardFault.SLOW:
                time.sleep(SLOW_S)
        if body[1] == GENERATE_CRYPTOGRAM:
            fault = self._strike()
            self._silent = fault is BankCardFault.SILENT_MIDWAY
            if fault is BankCardFault.PULLED_MIDWAY:
                self._send_last(answer)
                return None
        return answer

    def _control(self, word: int) -> bytes | None:
        if word != GIVE_ANSWER_TO_RESET:
            self._chip.reset()
            return None
        self.noticed.set()
        return self._chip.answer_to_reset

    def _send_last(self, answer: bytes | None) -> None:
        if answer is not None:
            self._line.sendall(len(answer).to_bytes(2, "big") + answer)
        self._shut()

    def _shut(self) -> None:
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:  # the reader went first
            log.debug("the line was closed")

    def _next(self) -> bytes | None:
        head = self._exactly(2)
        return self._exactly(int.from_bytes(head, "big")) if head else None

    def _exactly(self, size: int) -> bytes | None:
        received = b""
        while len(received) < size:
            # without this vpcd waits 50 ms for the acknowledgement of every piece it sends
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            piece = self._line.recv(size - len(received))
            if not piece:
                return None
            received += piece
        return received


class BankCardSimulator:
    """An insert reader and the cards that one can put into it. Safe for several threads."""

    def __init__(self, folder: Path, cards: Mapping[str, BankCard], changed: Callable[[], None] = lambda: None) -> None:
        self.service = CardService(folder)
        self.cards = cards
        self.card: str | None = None  # the id of the card in the slot
        self.fault: BankCardFault | None = None
        self._changed = changed
        self._chips = {name: Chip(card) for name, card in cards.items()}
        self._lock = threading.RLock()
        self._line: SlotLine | None = None
        self._emptied = 0.0  # monotonic moment

    @property
    def socket(self) -> Path:
        """Where pcscd listens."""
        return self.service.socket

    def start(self) -> None:
        """Start the card service; raises :class:`simulators.devices.card_service.CardServiceUnavailable`."""
        self.service.start()

    def stop(self) -> None:
        """Pull the card and end the card service."""
        with self._lock:
            self._disconnect()
            self.card = None
            self.service.stop()

    def insert(self, card: str) -> None:
        """Put a card in, in place of any other, and wait until the reader noticed; raises :class:`KeyError`."""
        chip = self._chips[card]
        with self._lock:
            self._disconnect()
            self.card = card
            self._connect(chip)
        self._changed()

    def pull(self) -> None:
        """Pull the card, whatever it is doing, and wait until the reader noticed; does nothing when there is none."""
        with self._lock:
            self._disconnect()
            self.card = None
            self._wait_until_noticed()
        self._changed()

    def set_fault(self, fault: BankCardFault | None) -> None:
        """Break reader or card in one way, or mend everything with None. A card that is in the slot stays there."""
        with self._lock:
            was, self.fault = self.fault, fault
            if {was, fault} & {BankCardFault.SERVICE_DOWN, BankCardFault.UNPLUGGED}:
                self._restart()
        self._changed()

    def restart_service(self) -> None:
        """Kill pcscd and start it again at once."""
        with self._lock:
            self._restart()

    def reset(self) -> None:
        """Be mended and empty; the chips forget their counters."""
        with self._lock:
            self.pull()
            self.set_fault(None)
            self._chips = {name: Chip(card) for name, card in self.cards.items()}

    def _restart(self) -> None:
        self._disconnect()
        self.service.kill()
        if self.fault is BankCardFault.SERVICE_DOWN:
            return
        self.service.run(with_reader=self.fault is not BankCardFault.UNPLUGGED)
        if self.card is not None:
            self._connect(self._chips[self.card])

    def _connect(self, chip: Chip) -> None:
        if self.fault in {BankCardFault.SERVICE_DOWN, BankCardFault.UNPLUGGED}:
            return  # it is in the slot; the reader will find it
        chip.reset()
        self._wait_until_noticed()
        self._line = SlotLine(self.service.connect(), chip, self._strike, lambda: self.fault)
        self._line.noticed.wait(NOTICED_LIMIT_S)

    def _wait_until_noticed(self) -> None:
        time.sleep(max(0.0, self._emptied + HAND_S - time.monotonic()))

    def _disconnect(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.pull()
            self._emptied = time.monotonic()

    def _strike(self) -> BankCardFault | None:
        """Return the armed fault, once. Called by the card's own thread, which must not wait for the lock."""
        fault = self.fault
        if fault not in MIDWAY:
            return None
        self.fault = None
        if fault is BankCardFault.PULLED_MIDWAY:
            self.card, self._emptied = None, time.monotonic()
        self._changed()
        return fault
