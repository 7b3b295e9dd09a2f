"""The cards' data: numbers that add up, nobody twice, keys and PINs that no repr shows."""

from simulators.world.bank_cards import load_bank_cards

CARDS = load_bank_cards()
ACCOUNTS = [account for card in CARDS.values() for account in card.applications]


def luhn(number: str) -> int:
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(doubled)) % 10


def test_numbers_add_up_and_are_nobodys_twice() -> None:
    assert all(luhn(account.number) == 0 for account in ACCOUNTS)
    assert len({account.number for account in ACCOUNTS}) == len(ACCOUNTS)


def test_there_is_a_card_for_every_story() -> None:
    chips = {name: card.chip for name, card in CARDS.items()}
    assert len(CARDS["two_applications"].applications) == 2
    assert CARDS["low_balance"].applications[0].balance < 1000
    assert CARDS["expired"].applications[0].expiry < "2501"
    assert not CARDS["foreign"].applications[0].aid.hex().upper().startswith("A000000333")
    assert (chips["refuses_at_end"].second, chips["silent"].silent, chips["mute"].mute) == ("refuse", True, True)
    assert {chip.options for chip in chips.values()} == {1, 2}
    assert {chip.protocol for chip in chips.values()} == {0, 1}


def test_nothing_secret_is_shown() -> None:
    for account in ACCOUNTS:
        shown = repr(account)
        assert account.number not in shown
        assert account.pin not in shown
        assert account.master_key.hex() not in shown
