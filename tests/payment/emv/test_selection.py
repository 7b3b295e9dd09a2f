"""Which applications are found, on virtual cards behind a real pcscd and on ones that talk nonsense."""

from collections.abc import Mapping
from threading import Event

import pytest

from domain.clock import SystemClock
from payment.backends.built_in.emv.card import Card
from payment.backends.built_in.emv.selection import Candidate, find_applications
from tests.payment.emv.conftest import Desk

DEBIT, CREDIT = bytes.fromhex("A000000333010101"), bytes.fromhex("A000000333010102")
ACCEPTED = (DEBIT, CREDIT)
SELECT_DIRECTORY = bytes.fromhex("00A404000E315041592E5359532E444446303100")
FIRST_RECORD, SECOND_RECORD = bytes.fromhex("00B2010C00"), bytes.fromhex("00B2020C00")
OK, NO_RECORD = b"\x90\x00", b"\x6a\x83"
DIRECTORY = bytes.fromhex("6F05A503880101") + OK


@pytest.mark.parametrize(
    ("card", "labels"),
    [
        ("debit", ["UnionPay Debit"]),
        ("two_applications", ["UnionPay Debit", "UnionPay Credit"]),
        ("slow_speaker", ["UnionPay Debit"]),
        ("foreign", []),
    ],
)
def test_finds_what_we_accept(desk: Desk, card: str, labels: list[str]) -> None:
    assert [one.label for one in find_applications(desk.insert(card), ACCEPTED)] == labels


def test_only_what_is_accepted(desk: Desk) -> None:
    assert [one.name for one in find_applications(desk.insert("two_applications"), (CREDIT,))] == [CREDIT]


def found(answers: Mapping[bytes, bytes]) -> list[Candidate]:
    card = Card(lambda command: answers.get(command, b"\x6a\x82"), SystemClock(), Event())
    return find_applications(card, ACCEPTED)


@pytest.mark.parametrize(
    "directory",
    [
        b"\x6f\x7f" + OK,
        b"\x6f\x05\xa5\x03\x88\x01" + OK,
        b"\x6f\x04\xa5\x02\x88\x00" + OK,
        b"\x1f" + OK,
        OK,
        b"",
        b"\x90",
    ],
)
@pytest.mark.parametrize("record", [b"\x70\x7f" + OK, b"\x70\x00" + OK, b"\x70\x02\x61\x00" + OK, b"\x1f" + OK, b""])
def test_nonsense_offers_nothing(directory: bytes, record: bytes) -> None:
    assert found({SELECT_DIRECTORY: directory, FIRST_RECORD: record}) == []


def test_the_cards_own_order_counts() -> None:
    def entry(name: bytes, priority: int) -> bytes:
        told = b"\x4f" + bytes([len(name)]) + name + bytes([0x50, 0x01, 0x41]) + bytes([0x87, 0x01, priority])
        return b"\x70" + bytes([len(told) + 2]) + b"\x61" + bytes([len(told)]) + told + OK

    answers = {
        SELECT_DIRECTORY: DIRECTORY,
        FIRST_RECORD: entry(DEBIT, 2),
        SECOND_RECORD: entry(CREDIT, 1),
        bytes.fromhex("00B2030C00"): NO_RECORD,
    }
    assert [one.name for one in found(answers)] == [CREDIT, DEBIT]
    answers[SECOND_RECORD] = entry(CREDIT, 0)
    assert [one.name for one in found(answers)] == [DEBIT, CREDIT], "without a priority it is the last"
