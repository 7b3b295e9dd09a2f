"""Whole transactions with virtual cards behind a real pcscd, and what a bad card or a bad answer does to them."""

from datetime import UTC, datetime
from threading import Event

import pytest

from domain.clock import FrozenClock
from domain.failures import FailureCode, KnownFailure
from drivers.device import DeviceFailure
from payment.backends.built_in.emv.card import SESSION_S, Card, CardRefused, Transmit
from payment.backends.built_in.emv.selection import find_applications
from payment.backends.built_in.emv.tlv import build, flatten
from payment.backends.built_in.emv.transaction import LONGEST_LIST, MOST_RECORDS, CardUnsupported, Holder, Transaction
from simulators.devices.bank_card import BankCardFault
from simulators.devices.chip_card.chip import Chip
from simulators.partners.issuer import Issuer
from simulators.world.bank_cards import load_bank_cards
from tests.payment.emv.conftest import Desk

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FEE = 1000
AIDS = tuple(bytes.fromhex(f"A00000033301010{number}") for number in (1, 2, 3))
ISSUER = Issuer()
PAYING = ["debit", "credit", "two_applications", "slow_speaker"]


def card_of(transmit: Transmit) -> Card:
    return Card(transmit, FrozenClock(NOW), Event())


def begin(card: Card) -> tuple[Transaction, Holder]:
    transaction = Transaction(card, FEE, NOW, "50000001", "000042")
    return transaction, transaction.begin(find_applications(card, AIDS)[0].name)


def online(card: Card) -> tuple[Transaction, Holder, dict[str, bytes]]:
    transaction, holder = begin(card)
    transaction.first_cryptogram()
    return transaction, holder, flatten(transaction.chip_data().reveal())


def answer_to(holder: Holder, objects: dict[str, bytes], code: str = "00") -> bytes:
    shown = ISSUER.arpc(holder.number.reveal(), holder.sequence, objects, code)
    return b"\x91" + bytes([len(shown)]) + shown


def chip(name: str) -> tuple[Chip, Card]:
    one = Chip(load_bank_cards()[name])

    def transmit(command: bytes) -> bytes:
        return one.answer(command) or b""

    return one, card_of(transmit)


@pytest.mark.parametrize("name", PAYING)
def test_the_issuer_believes_and_the_card_agrees(desk: Desk, name: str) -> None:
    transaction, holder, objects = online(desk.insert(name))
    assert ISSUER.verify_arqc(holder.number.reveal(), holder.sequence, objects)
    assert int(objects["9F02"].hex()) == FEE
    assert transaction.finish(True, "00", answer_to(holder, objects))


def test_what_is_read_of_the_holder(desk: Desk) -> None:
    _, holder = begin(desk.insert("debit"))
    account = load_bank_cards()["debit"].applications[0]
    assert (holder.number.reveal(), holder.expiry, holder.sequence) == (account.number, account.expiry, "001")
    assert holder.track2.reveal() == f"{account.number}D{account.expiry}220"
    assert holder.account == account.number[-13:-1]
    assert account.number not in repr(holder)


def test_one_card_pays_again_and_again(desk: Desk) -> None:
    card = desk.insert("debit")
    seen = set()
    for _ in range(3):
        transaction, holder, objects = online(card)
        seen.add(objects["9F36"])
        assert transaction.finish(True, "00", answer_to(holder, objects))
    assert len(seen) == 3


def test_a_wrong_answer_of_the_issuer_is_not_agreed_to(desk: Desk) -> None:
    transaction, holder, objects = online(desk.insert("debit"))
    right = answer_to(holder, objects)
    assert not transaction.finish(True, "00", right[:2] + bytes([right[2] ^ 1]) + right[3:])


@pytest.mark.parametrize("answer", [b"", b"\x91\x0a", b"\x91\x00", b"\x1f", b"\x72\x05garba"])
def test_an_answer_without_sense_is_not_agreed_to(answer: bytes) -> None:
    transaction, _, _ = online(chip("debit")[1])
    assert not transaction.finish(True, "00", answer)


def test_a_decline_is_told_to_the_card(desk: Desk) -> None:
    transaction, holder, objects = online(desk.insert("debit"))
    assert not transaction.finish(False, "51", answer_to(holder, objects, "51"))


def test_a_card_that_refuses_at_the_end(desk: Desk) -> None:
    transaction, holder, objects = online(desk.insert("refuses_at_end"))
    assert not transaction.finish(True, "00", answer_to(holder, objects))


def test_a_card_that_refuses_at_once(desk: Desk) -> None:
    transaction, _ = begin(desk.insert("refuses_at_once"))
    with pytest.raises(CardRefused):
        transaction.first_cryptogram()


def test_a_card_pulled_when_the_bank_has_agreed(desk: Desk) -> None:
    transaction, holder, objects = online(desk.insert("debit"))
    desk.slot.pull()
    with pytest.raises(DeviceFailure) as caught:
        transaction.finish(True, "00", answer_to(holder, objects))
    assert caught.value.code is FailureCode.BANK_CARD_REMOVED


def test_a_card_pulled_after_its_first_cryptogram(desk: Desk) -> None:
    transaction, _ = begin(desk.insert("debit"))
    desk.slot.set_fault(BankCardFault.PULLED_MIDWAY)
    transaction.first_cryptogram()
    assert (desk.slot.card, desk.slot.fault) == (None, None)
    with pytest.raises(DeviceFailure) as caught:
        transaction.finish(True, "00", b"")
    assert caught.value.code is FailureCode.BANK_CARD_REMOVED


def test_scripts_before_and_after_the_second_cryptogram() -> None:
    one, card = chip("debit")
    transaction, holder, objects = online(card)
    command = b"\x86\x0d" + bytes.fromhex("841E000008") + bytes(8)
    script = bytes([len(command)]) + command
    answer = answer_to(holder, objects) + b"\x71" + script + b"\x72" + script
    assert transaction.finish(True, "00", answer)
    assert one.purses[0].scripts == 2


def lying(name: str, instruction: int, answer: bytes) -> Card:
    """Return a card that gives one answer of its own to one instruction."""
    one = Chip(load_bank_cards()[name])

    def transmit(command: bytes) -> bytes:
        return answer if command[1] == instruction else one.answer(command) or b""

    return card_of(transmit)


@pytest.mark.parametrize("told", ["9F02", "5F2A", "95", "9F37"])
def test_a_card_cannot_change_what_the_terminal_says(told: str) -> None:
    """A card that brings an object of ours in its records must not make us sign or send another amount."""
    one = Chip(load_bank_cards()["credit"])
    evil = bytes.fromhex(told) + b"\x01\x99"

    def transmit(command: bytes) -> bytes:
        answer = one.answer(command) or b""
        if command[1] == 0xB2 and answer[:1] == b"\x70" and len(answer) < 100:
            return b"\x70" + bytes([answer[1] + len(evil)]) + answer[2:-2] + evil + answer[-2:]
        return answer

    transaction = Transaction(card_of(transmit), FEE, NOW, "50000001", "000042")
    transaction.begin(AIDS[1])
    transaction.first_cryptogram()
    objects = flatten(transaction.chip_data().reveal())
    assert objects[told] != b"\x99"
    assert int(objects["9F02"].hex()) == FEE


@pytest.mark.parametrize(
    "answer",
    [
        b"\x90\x00",
        b"\x80\x01\x80\x90\x00",
        b"\x80\x7f\x90\x00",
        b"\x77\x03\x9f\x27\x00\x90\x00",
        b"\x77\x7f\x90\x00",
        b"\x1f\x90\x00",
    ],
)
def test_a_cryptogram_that_is_none(answer: bytes) -> None:
    transaction = Transaction(lying("debit", 0xAE, answer), FEE, NOW, "50000001", "000042")
    transaction.begin(AIDS[0])
    with pytest.raises((CardUnsupported, CardRefused)):
        transaction.first_cryptogram()


@pytest.mark.parametrize("instruction", [0xA4, 0xA8, 0xB2])
@pytest.mark.parametrize("answer", [b"", b"\x69\x85", b"\x90\x00", b"\x1f\x90\x00", b"\x70\x7f\x90\x00", b"\x80\x00\x90\x00"])
def test_a_card_that_talks_nonsense_is_not_paid_with(instruction: int, answer: bytes) -> None:
    transaction = Transaction(lying("debit", instruction, answer), FEE, NOW, "50000001", "000042")
    with pytest.raises((CardUnsupported, CardRefused)):
        transaction.begin(AIDS[0])


def test_a_card_without_a_list_for_its_cryptogram() -> None:
    transaction = Transaction(card_of(lambda command: b"\x90\x00"), FEE, NOW, "50000001", "000042")
    with pytest.raises(CardUnsupported, match="8C"):
        transaction.first_cryptogram()


class Endless:
    """A card that has always one more record, and takes its time for each."""

    def __init__(self, records: int, pause_s: float) -> None:
        self.clock, self.cancelled = FrozenClock(NOW), Event()
        self.card = Card(self.transmit, self.clock, self.cancelled)
        self.asked = 0
        self._locator = bytes([8, 1, records, 0])
        self._pause_s = pause_s

    def transmit(self, command: bytes) -> bytes:
        self.asked += 1
        self.clock.advance(self._pause_s)
        if command[1] == 0xA8:
            return build([("77", build([("82", b"\0\0"), ("94", self._locator)]))]) + b"\x90\x00"
        return b"\x70\x00\x90\x00"

    def begin(self) -> None:
        Transaction(self.card, FEE, NOW, "50000001", "000042").begin(AIDS[0])


def test_a_card_with_too_many_records_is_not_read() -> None:
    endless = Endless(MOST_RECORDS + 1, 0)
    with pytest.raises(CardUnsupported, match="94"):
        endless.begin()
    assert endless.asked == 2


def test_a_card_has_its_time_and_no_more() -> None:
    endless = Endless(MOST_RECORDS, 4.9)
    with pytest.raises(KnownFailure) as caught:
        endless.begin()
    assert caught.value.code is FailureCode.BANK_CARD_MUTE
    assert SESSION_S <= endless.asked * 4.9 < SESSION_S + 4.9


def test_who_gives_up_waits_for_no_card() -> None:
    endless = Endless(1, 0)
    endless.cancelled.set()
    with pytest.raises(KnownFailure) as caught:
        endless.begin()
    assert (caught.value.code, endless.asked) == (FailureCode.DEVICE_JOB_CANCELLED, 0)


def test_a_card_hears_the_end_of_a_sale_that_nobody_can_give_up_any_more() -> None:
    one, cancelled = Chip(load_bank_cards()["debit"]), Event()
    card = Card(lambda command: one.answer(command) or b"", FrozenClock(NOW), cancelled)
    transaction, holder, objects = online(card)
    cancelled.set()
    assert transaction.finish(True, "00", answer_to(holder, objects))


def asking_for(list_tag: str, size: int) -> tuple[Card, list[bytes]]:
    """Return a card whose list asks for so many bytes, and what it heard."""
    heard: list[bytes] = []
    asked = build([(list_tag, b"".join(bytes.fromhex("9F66") + bytes([part]) for part in (size // 2, size - size // 2)))])

    def transmit(command: bytes) -> bytes:
        heard.append(command)
        return (build([("6F", asked)]) if command[1] == 0xA4 else b"") + b"\x90\x00"

    return card_of(transmit), heard


@pytest.mark.parametrize("size", [127, 128, LONGEST_LIST])
def test_a_long_list_of_a_card_is_answered(size: int) -> None:
    card, heard = asking_for("9F38", size)
    with pytest.raises(CardUnsupported):  # it has no records
        begin_with(card)
    options = heard[1]
    assert (options[1], options[4], len(options)) == (0xA8, len(options) - 6, 6 + size + (2 if size < 128 else 3))


@pytest.mark.parametrize("list_tag", ["9F38", "8C"])
def test_a_list_that_fits_no_command_is_not_answered(list_tag: str) -> None:
    card, heard = asking_for(list_tag, LONGEST_LIST + 1)
    transaction = Transaction(card, FEE, NOW, "50000001", "000042")
    with pytest.raises(CardUnsupported):
        transaction.begin(AIDS[0])
    with pytest.raises(CardUnsupported, match=list_tag if list_tag == "8C" else "8C"):
        transaction.first_cryptogram()
    assert 0xAE not in {command[1] for command in heard}


def begin_with(card: Card) -> None:
    Transaction(card, FEE, NOW, "50000001", "000042").begin(AIDS[0])
