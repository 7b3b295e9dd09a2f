"""One card service for each module, an empty and mended slot for each test."""

from collections.abc import Iterator

import pytest

from drivers.bank_card_reader.hardware import PcscBankCardReader
from simulators.devices.bank_card import BankCardSimulator
from tests.bank_cards import opened_reader, running_slot


@pytest.fixture(scope="module")
def service() -> Iterator[BankCardSimulator]:
    """Start pcscd."""
    with running_slot() as slot:
        yield slot


@pytest.fixture
def slot(service: BankCardSimulator) -> Iterator[BankCardSimulator]:
    """Return the empty slot."""
    yield service
    service.reset()


@pytest.fixture
def reader(slot: BankCardSimulator) -> Iterator[PcscBankCardReader]:
    """Open the driver; a command may take a second."""
    with opened_reader(slot, command_limit=1.0) as opened:
        yield opened
