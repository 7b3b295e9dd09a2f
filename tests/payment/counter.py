"""A counter to pay at: the till of the product, a pad and a host of the sandbox, and a chip in a slot made of Python.

The pad is on a pseudo terminal and the host behind TCP; only the card reader is a stand-in, so that a card can be pulled
between two commands exactly.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.bank_card_reader.contract import BankCardReader
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.pin_pad.contract import PinPad
from drivers.pin_pad.hardware import Limits as PadLimits
from drivers.pin_pad.hardware import SerialPinPad
from drivers.supervisor import Rhythm, SupervisedDevice
from drivers.transport.serial_port import SerialPort
from payment.backends.built_in.acquirer import Acquirer, Merchant
from payment.backends.built_in.checkout import Checkout, Limits
from payment.backends.built_in.journal import Journal
from payment.backends.built_in.line import TcpLine
from payment.backends.built_in.response_codes import parse_response_codes
from payment.contract import PaymentPhase, PaymentProgress, PaymentResult
from payment.secret import Secret
from payment.till import Conversation, Till, TillParts
from simulators.devices.chip_card.chip import Chip
from simulators.devices.pin_pad import PinPadSimulator
from simulators.partners.acquirer import AcquirerHost
from simulators.partners.issuer import Issuer
from simulators.world.bank_cards import load_bank_cards
from tests.paths import CONFIG

FEE = 1000  # fen
AIDS = tuple(bytes.fromhex(f"A00000033301010{number}") for number in (1, 2, 3))
QUICK = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
GENERATE, AUTHENTICATE = 0xAE, 0x82
CARDS = load_bank_cards()

Hook = Callable[[bytes], None]


class Slot:
    """A reader whose card is a :class:`Chip` in this process."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._chip: Chip | None = None
        self.before: Hook = lambda _command: None
        self.asked_for = 0

    def insert(self, card: str) -> None:
        with self._changed:
            self._chip = Chip(CARDS[card])
            self._changed.notify_all()

    def pull(self) -> None:
        with self._changed:
            self._chip = None
            self._changed.notify_all()

    def report(self) -> DeviceReport:
        return DeviceReport(DeviceStatus.ONLINE, details=(("card", "present" if self.is_present() else "absent"),))

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=True)

    def close(self) -> None:
        return

    def await_card(self, limit_s: float, cancelled: threading.Event) -> None:
        self.asked_for += 1
        with self._changed:
            for _ in range(int(limit_s / 0.01)):
                if cancelled.is_set():
                    raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
                if self._changed.wait_for(lambda: self._chip is not None, 0.01):
                    return
        raise DeviceFailure(FailureCode.BANK_CARD_ABSENT)

    def transmit(self, command: bytes) -> bytes:
        self.before(command)
        chip = self._chip
        if chip is None:
            raise DeviceFailure(FailureCode.BANK_CARD_REMOVED)
        answer = chip.answer(command)
        if answer is None:
            raise DeviceFailure(FailureCode.BANK_CARD_MUTE)
        return answer

    def is_present(self) -> bool:
        return self._chip is not None

    def await_removal(self, limit_s: float, cancelled: threading.Event) -> bool:
        return self._chip is None

    def release(self) -> None:
        return


@dataclass
class Customer:
    """Puts a card in, types what is on the list, one after the other, and remembers what the screen said."""

    counter: "Counter"
    card: str | None = "debit"
    typing: list[tuple[str, str | None]] = field(default_factory=lambda: [("123456", "enter")])
    at_phase: dict[PaymentPhase, Callable[[], Any]] = field(default_factory=dict)
    seen: list[PaymentProgress] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def tell(self, progress: PaymentProgress) -> None:
        is_new = not self.seen or self.seen[-1].phase is not progress.phase
        self.seen.append(progress)
        if not is_new:
            return
        act = self.at_phase.get(progress.phase)
        if act is not None:
            act()
        if progress.phase is PaymentPhase.INSERT and self.card:
            self.counter.slot.insert(self.card)
        if progress.phase is PaymentPhase.PIN and self.typing:
            self._threads.append(threading.Thread(target=self.counter.pad.press_pin_keys, args=self.typing.pop(0)))
            self._threads[-1].start()

    def leave(self) -> None:
        for thread in self._threads:
            thread.join()
        self.counter.slot.pull()

    @property
    def phases(self) -> list[str]:
        """The phases in the order of their first appearance, each once in a row."""
        values = [progress.phase.value for progress in self.seen]
        return [value for place, value in enumerate(values) if place == 0 or values[place - 1] != value]


class Counter:
    """Everything together. Limits are short where a test waits for them."""

    def __init__(self, folder: Path, *, answer_limit_s: float = 5.0, limits: Limits | None = None) -> None:
        self.clock = SystemClock()
        self.host = AcquirerHost(Issuer(), self.clock)
        self.host.start()
        self.pad = PinPadSimulator(folder / "pty" / "pin-pad", self.host.masters.pin, paced=False)
        self.pad.start()
        self.slot = Slot()
        self.state_dir = folder / "payment"
        self.limits = limits or Limits(card=20, choice=20, pin=20)
        self.answer_limit_s = answer_limit_s
        self.till = self.new_till()
        self.till.start()

    def new_till(self, reversal_every_s: float = 3600) -> Till:
        """Return a till at the same journal, as after a restart."""
        journal = Journal(self.state_dir, self.clock)
        line = TcpLine("127.0.0.1", self.host.port, self.clock, 2.0, self.answer_limit_s)
        merchant = Merchant(self.host.terminal, self.host.merchant)
        acquirer = Acquirer(line, journal, merchant, Secret(self.host.masters.mac), self.clock)
        codes = parse_response_codes((CONFIG / "response_codes.toml").read_text("utf-8"))
        checkout = Checkout(journal, acquirer, codes, self.clock, AIDS, "50000001", self.limits)
        reader = SupervisedDevice[BankCardReader]("bank_card_reader", lambda: self.slot, self.clock, QUICK)
        pad = SupervisedDevice[PinPad]("pin_pad", self._open_pad, self.clock, QUICK)
        return Till(TillParts(reader, pad, journal, acquirer, checkout, reversal_every_s))

    def _open_pad(self) -> SerialPinPad:
        port = SerialPort(self.pad.port.link, 115200, self.clock)
        return SerialPinPad(port, self.clock, PadLimits(reply=0.2, look=0.02))

    def pay(self, customer: Customer | None = None, order: UUID | None = None) -> PaymentResult:
        """Let a customer pay the fee; the result is not a failure."""
        customer = customer or Customer(self)
        try:
            result = self.till.pay(order or uuid4(), FEE, Conversation(customer.tell))
        finally:
            customer.leave()
        assert isinstance(result, PaymentResult), result
        return result

    def states(self, order: UUID | None = None) -> list[str]:
        """What the host knows, of one order or of all, oldest first."""
        rows = self.host.transactions()
        return [row["state"] for row in rows if order is None or row["order"] == str(order)]

    def close(self) -> None:
        """End everything."""
        assert self.till.stop()
        self.pad.stop()
        self.host.stop()
