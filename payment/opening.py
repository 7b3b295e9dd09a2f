"""Wires a till from the settings: the only file of this room that knows the hardware."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.bank_card_reader.contract import BankCardReader
from drivers.bank_card_reader.hardware import BankCardReaderSettings, open_bank_card_reader
from drivers.pin_pad.contract import PinPad
from drivers.pin_pad.hardware import PinPadSettings, open_pin_pad
from drivers.supervisor import Rhythm, SupervisedDevice
from payment.backends.built_in.acquirer import Acquirer, Merchant
from payment.backends.built_in.checkout import Checkout, Limits
from payment.backends.built_in.journal import Journal
from payment.backends.built_in.line import TcpLine
from payment.backends.built_in.response_codes import parse_response_codes
from payment.secret import Secret
from payment.settings import Settings
from payment.till import Till, TillParts

KEY_BYTES = 16
READER_RHYTHM = Rhythm(report_every_s=1.0)  # a citizen waits for the screen to notice that the card is out
FOLDER, LOCK_NAME = "payment", "payment.lock"


def payment_dir(settings: Settings) -> Path:
    """Return where journal and socket lie."""
    return settings.state_dir / FOLDER


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the payment folder; raises :class:`KnownFailure` (``device_in_use``) when another process does.

    A second one would take the first one's payment for a leftover and reverse it. The kernel gives the lock back when the
    process dies.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK_NAME, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise KnownFailure(FailureCode.DEVICE_IN_USE) from None
    try:
        yield
    finally:
        os.close(descriptor)


def open_till(settings: Settings, clock: Clock) -> Till:
    """Build the till; raises :class:`KnownFailure` (``acquirer_refused``) without a usable master key."""
    terms, devices = settings.payment, settings.devices
    journal = Journal(payment_dir(settings), clock)
    acquirer = Acquirer(
        TcpLine(terms.acquirer.host, terms.acquirer.port, clock, terms.acquirer.connect_limit, terms.acquirer.answer_limit),
        journal,
        Merchant(terms.acquirer.terminal, terms.acquirer.merchant),
        load_master_key(terms.mac_master_key_file),
        clock,
    )
    checkout = Checkout(
        journal=journal,
        acquirer=acquirer,
        codes=parse_response_codes((settings.config_dir / "response_codes.toml").read_text("utf-8")),
        clock=clock,
        accepted=tuple(bytes.fromhex(name) for name in terms.card.applications),
        serial=terms.acquirer.terminal,
        limits=Limits(terms.card.card, terms.card.choice, terms.card.pin),
    )

    def open_reader() -> BankCardReader:
        return open_bank_card_reader(BankCardReaderSettings.model_validate(devices.get("bank_card_reader", {})), clock)

    def open_pad() -> PinPad:
        return open_pin_pad(PinPadSettings.model_validate(devices.get("pin_pad", {})), clock)

    return Till(
        TillParts(
            reader=SupervisedDevice("bank_card_reader", open_reader, clock, READER_RHYTHM),
            pad=SupervisedDevice("pin_pad", open_pad, clock),
            journal=journal,
            acquirer=acquirer,
            checkout=checkout,
            reversal_every_s=terms.reversal_every,
        )
    )


def load_master_key(path: Path) -> Secret[bytes]:
    """Read the master key under which the acquirer wraps MAC keys; raises :class:`KnownFailure` when there is none."""
    try:
        key = path.read_bytes()
    except OSError:
        raise KnownFailure(FailureCode.ACQUIRER_REFUSED) from None
    if len(key) != KEY_BYTES:
        raise KnownFailure(FailureCode.ACQUIRER_REFUSED)
    return Secret(key)
