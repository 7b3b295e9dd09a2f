"""A real pcscd with a virtual card in it, once per module."""

from collections.abc import Iterator
from threading import Event

import pytest

from domain.clock import SystemClock
from drivers.bank_card_reader.hardware import PcscBankCardReader
from payment.backends.built_in.emv.card import Card
from simulators.devices.bank_card import BankCardSimulator
from tests.bank_cards import opened_reader, running_slot


class Desk:
    """A slot and the driver in front of it."""

    def __init__(self, slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
        self.slot = slot
        self.reader = reader

    def insert(self, name: str) -> Card:
        """Put a card in and power it."""
        self.slot.insert(name)
        self.reader.await_card(10, Event())
        return Card(self.reader.transmit, SystemClock(), Event())


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with running_slot() as slot, opened_reader(slot) as reader:
        yield Desk(slot, reader)


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    """Return an empty, mended desk."""
    yield opened
    opened.slot.reset()
