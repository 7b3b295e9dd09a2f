"""The bank that issued the cards 发卡行: believes a chip's cryptogram or not, and answers so that the chip believes it."""

from collections.abc import Mapping

from simulators.devices.chip_card.cryptogram import answer_cryptogram, card_key, cryptogram, session_key
from simulators.world.bank_cards import CardApplication, load_bank_cards

SIGNED = ("9F02", "9F03", "9F1A", "95", "5F2A", "9A", "9C", "9F37", "82", "9F36")
"""What a PBOC cryptogram of version 01 covers, in this order; the card's verification results follow."""

VERSION = 0x01
ONLINE = 0x80


class Issuer:
    """Every application of every card of the sandbox, by number and sequence number."""

    def __init__(self) -> None:
        cards = load_bank_cards().values()
        self._applications = {(one.number, one.sequence): one for card in cards for one in card.applications}

    def find(self, number: str, sequence: str = "01") -> CardApplication | None:
        """Return the account behind a card number, with its PIN and opening balance."""
        return self._applications.get((number, sequence[-2:].rjust(2, "0")))

    def verify_arqc(self, number: str, sequence: str, chip: Mapping[str, bytes]) -> bool:
        """Tell whether field 55 (objects by upper-case hexadecimal tag) carries this card's cryptogram of this transaction."""
        account = self.find(number, sequence)
        if account is None or any(tag not in chip for tag in (*SIGNED, "9F26", "9F27", "9F10")):
            return False
        results = chip["9F10"]
        if len(results) < 7 or results[2] != VERSION or chip["9F27"][:1] != bytes([ONLINE]):
            return False
        data = b"".join(chip[tag] for tag in SIGNED) + results[3:7]
        return cryptogram(_session(account, chip["9F36"]), data) == chip["9F26"]

    def arpc(self, number: str, sequence: str, chip: Mapping[str, bytes], response_code: str) -> bytes:
        """Return the value of tag 91 for field 55 of the answer; raises :class:`KeyError` for a card of nobody."""
        account = self.find(number, sequence)
        if account is None:
            raise KeyError("no such card")
        code = response_code.encode("ascii")
        return answer_cryptogram(_session(account, chip["9F36"]), chip["9F26"], code) + code


def _session(account: CardApplication, counter: bytes) -> bytes:
    return session_key(card_key(account.master_key, account.number, account.sequence), counter)
