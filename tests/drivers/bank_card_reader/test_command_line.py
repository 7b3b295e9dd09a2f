"""The technician's command line: what it shows of a card, and how it ends."""

import json
import threading
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drivers.bank_card_reader.__main__ import app, count_cards
from drivers.bank_card_reader.glance import masked
from drivers.bank_card_reader.hardware import PcscBankCardReader
from simulators.devices.bank_card import BankCardFault, BankCardSimulator

CLI = CliRunner()


def ask(slot: BankCardSimulator, *words: str) -> Result:
    return CLI.invoke(app, [*words, "--socket", str(slot.socket), "--json"])


def only_object(result: Result) -> dict[str, Any]:
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_status_and_self_test(slot: BankCardSimulator) -> None:
    reader = "Sandbox Bank Card Reader 00 00"
    assert only_object(ask(slot, "status")) == {"status": "online", "warnings": [], "reader": reader, "card": "absent"}
    assert only_object(ask(slot, "self-test")) == {"passed": True, "reader": reader, "card": "absent"}


@pytest.mark.parametrize(
    ("card", "applications"),
    [
        ("debit", "UnionPay Debit"),
        ("credit", "UnionPay Credit"),
        ("two_applications", "UnionPay Debit / UnionPay Credit"),
        ("slow_speaker", "UnionPay Debit"),
        ("foreign", "VISA CREDIT"),
    ],
)
def test_reads_labels_and_first_six_and_last_four(slot: BankCardSimulator, card: str, applications: str) -> None:
    slot.insert(card)
    result = ask(slot, "read")
    number = slot.cards[card].applications[0].number
    assert only_object(result) == {"applications": applications, "card_number": masked(number)}
    assert number[6:-4] not in result.output


def test_people_read_chinese_first(slot: BankCardSimulator) -> None:
    slot.insert("debit")
    result = CLI.invoke(app, ["read", "--socket", str(slot.socket)])
    assert result.stdout.startswith("卡上应用  applications on the card: UnionPay Debit\n卡号（前六后四）")


@pytest.mark.parametrize(("card", "code"), [(None, "bank_card_absent"), ("mute", "bank_card_mute")])
def test_ends_with_the_failures_name(slot: BankCardSimulator, card: str | None, code: str) -> None:
    if card:
        slot.insert(card)
    result = ask(slot, "read", "--wait", "0.2" if card is None else "5")
    assert (result.exit_code, only_object(result)["code"]) == (1, code)


@pytest.mark.parametrize(
    ("fault", "code"), [(BankCardFault.SERVICE_DOWN, "card_service_down"), (BankCardFault.UNPLUGGED, "device_unplugged")]
)
def test_without_service_or_reader(slot: BankCardSimulator, fault: BankCardFault, code: str) -> None:
    slot.set_fault(fault)
    for words in (["status"], ["self-test"], ["read"], ["watch", "--seconds", "1"]):
        result = ask(slot, *words)
        assert (result.exit_code, only_object(result)["code"]) == (1, code)


def test_watches_cards_come_and_go(slot: BankCardSimulator, reader: PcscBankCardReader) -> None:
    inserting = threading.Timer(0.3, slot.insert, ["debit"])
    inserting.start()
    assert count_cards(reader, 2.5, tell=False) == {"inserted": 1, "removed": 0}
    inserting.join()
    assert only_object(ask(slot, "watch", "--seconds", "0")) == {"inserted": 0, "removed": 0}


@pytest.mark.parametrize("words", [[], ["nonsense"], ["read", "--wait", "-1"], ["watch", "--seconds", "soon"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert CLI.invoke(app, words).exit_code == 2


def test_a_number_too_short_to_hide_is_not_shown() -> None:
    assert masked("622202000000") is None
    assert masked("") is None
