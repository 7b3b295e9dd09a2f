"""The issuer believes its own cards only."""

import pytest

from simulators.devices.chip_card.cryptogram import card_key, cryptogram, session_key
from simulators.partners.issuer import SIGNED, Issuer
from simulators.world.bank_cards import BankCard, load_bank_cards

CARDS = load_bank_cards()


def field_55(card: BankCard) -> dict[str, bytes]:
    account = card.applications[0]
    objects = {tag: bytes([number] * 4) for number, tag in enumerate(SIGNED, 1)}
    objects |= {"9F36": b"\x00\x42", "9F27": b"\x80", "9F10": bytes.fromhex("07010103A0000001")}
    session = session_key(card_key(account.master_key, account.number, account.sequence), objects["9F36"])
    objects["9F26"] = cryptogram(session, b"".join(objects[tag] for tag in SIGNED) + objects["9F10"][3:7])
    return objects


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
def test_believes_every_card_of_its_own(card: BankCard) -> None:
    account = card.applications[0]
    issuer = Issuer()
    assert issuer.verify_arqc(account.number, account.sequence, field_55(card))
    assert issuer.verify_arqc(account.number, "0" + account.sequence, field_55(card)), "field 23 has three digits"
    assert issuer.arpc(account.number, account.sequence, field_55(card), "00")[8:] == b"00"


@pytest.mark.parametrize("tag", [*SIGNED, "9F26", "9F27", "9F10"])
def test_believes_nothing_that_was_changed_or_is_missing(tag: str) -> None:
    account, objects = CARDS["debit"].applications[0], field_55(CARDS["debit"])
    changed = {**objects, tag: bytes([objects[tag][0] ^ 1, *objects[tag][1:]])}
    if tag == "9F10":
        changed[tag] = objects[tag][:4] + b"\x01" + objects[tag][5:]
    missing = {name: value for name, value in objects.items() if name != tag}
    assert not Issuer().verify_arqc(account.number, account.sequence, changed)
    assert not Issuer().verify_arqc(account.number, account.sequence, missing)


def test_knows_no_strangers() -> None:
    objects = field_55(CARDS["debit"])
    assert not Issuer().verify_arqc("6222020000000000000", "01", objects)
    assert not Issuer().verify_arqc(CARDS["credit"].applications[0].number, "01", objects)
    with pytest.raises(KeyError):
        Issuer().arpc("6222020000000000000", "01", objects, "00")
