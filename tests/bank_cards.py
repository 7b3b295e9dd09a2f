"""A bank-card reader for tests: the simulated one behind a real pcscd, and the driver in front of it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.clock import SystemClock
from drivers.bank_card_reader.hardware import BankCardReaderSettings, PcscBankCardReader, open_bank_card_reader
from simulators.devices.bank_card import BankCardSimulator
from simulators.world.bank_cards import load_bank_cards


@contextmanager
def running_slot() -> Iterator[BankCardSimulator]:
    """Start pcscd with one reader; some 50 ms, so once per module is enough."""
    with tempfile.TemporaryDirectory(prefix="slot-") as folder:  # short: pcscd's socket has a path of at most 107 bytes
        slot = BankCardSimulator(Path(folder) / "pcscd", load_bank_cards())
        slot.start()
        try:
            yield slot
        finally:
            slot.stop()


@contextmanager
def opened_reader(slot: BankCardSimulator, command_limit: float = 5.0) -> Iterator[PcscBankCardReader]:
    """Open the driver on a slot."""
    settings = BankCardReaderSettings(socket=slot.socket, command_limit=command_limit)
    reader = open_bank_card_reader(settings, SystemClock())
    try:
        yield reader
    finally:
        reader.close()
