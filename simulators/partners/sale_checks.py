"""What acquirer and issuer look at before they say yes to a sale; the first objection is the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from simulators.devices.chip_card.des import decrypt
from simulators.partners.iso8583 import Message
from simulators.partners.ledger import Key, Ledger

if TYPE_CHECKING:
    from simulators.partners.acquirer import CardIssuer

APPROVED, FAILED, WRONG_AMOUNT, NO_SUCH_CARD = "00", "05", "13", "14"
BALANCE, EXPIRED, WRONG_PIN, LOCKED = "51", "54", "55", "75"
DUPLICATE, WRONG_MAC = "94", "A0"
CHIP_AND_PIN, SALE_CODE, RENMINBI, PIN_UNDER_3DES = "051", "000000", "156", "2600000000000000"
BLOCK_BYTES = 8


class Account(Protocol):
    """What the issuer knows of a card."""

    @property
    def pin(self) -> str:
        """Its PIN."""
        ...

    @property
    def balance(self) -> int:
        """What is on it, in fen."""
        ...


@dataclass(frozen=True)
class Sale:
    """One sale as the acquirer reads it. Its repr shows nothing of the card."""

    key: Key
    order: str
    amount_fen: int
    number: str = field(repr=False)
    sequence: str = field(repr=False)
    expiry: str = field(repr=False)  # YYMM
    track2: str = field(repr=False)
    pin_block: bytes = field(repr=False)  # under the PIN key
    chip: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, message: Message, chip: Mapping[str, bytes]) -> "Sale":
        """Read it from a message; raises :class:`ValueError` when something is missing or is no sale of this kind."""
        fixed = (message.text(3), message.text(22), message.text(49), message.text(53))
        if fixed != (SALE_CODE, CHIP_AND_PIN, RENMINBI, PIN_UNDER_3DES) or len(message.data(52)) != BLOCK_BYTES:
            raise ValueError("no sale with chip and PIN")
        if not all(message.text(number) for number in (2, 11, 14, 23, 35, 41, 48, 60)):
            raise ValueError("a field is missing")
        return cls(
            key=(message.text(41), message.text(60)[2:8], message.text(11)),
            order=message.text(48),
            amount_fen=int(message.text(4)),
            number=message.text(2),
            sequence=message.text(23),
            expiry=message.text(14),
            track2=message.text(35),
            pin_block=message.data(52),
            chip=chip,
        )


def first_objection(sale: Sale, pin_key: bytes, issuer: "CardIssuer", ledger: Ledger, now: datetime) -> str:
    """Return the response code: the first objection, or `APPROVED`."""
    account = issuer.find(sale.number, sale.sequence)
    if account is None or not sale.track2.startswith(f"{sale.number}D{sale.expiry}"):
        return NO_SUCH_CARD
    if not issuer.verify_arqc(sale.number, sale.sequence, sale.chip):
        return FAILED
    checks: list[tuple[str, Callable[[], bool]]] = [
        (WRONG_AMOUNT, lambda: 0 < sale.amount_fen == _chip_amount(sale)),
        (EXPIRED, lambda: sale.expiry >= f"{now:%y%m}"),
        (LOCKED, lambda: not ledger.is_locked(sale.number)),
        (WRONG_PIN, lambda: _is_pin_right(sale, pin_key, account, ledger)),
        (BALANCE, lambda: account.balance - ledger.held(sale.number) >= sale.amount_fen),
    ]
    code = next((code for code, fits in checks if not fits()), APPROVED)
    return LOCKED if code == WRONG_PIN and ledger.is_locked(sale.number) else code


def _chip_amount(sale: Sale) -> int:
    digits = sale.chip.get("9F02", b"").hex()
    return int(digits) if digits.isdigit() else -1


def _is_pin_right(sale: Sale, pin_key: bytes, account: Account, ledger: Ledger) -> bool:
    right = opened_pin(decrypt(pin_key, sale.pin_block), sale.number) == account.pin
    ledger.count_pin(sale.number, right=right)
    return right


def opened_pin(block: bytes, number: str) -> str | None:
    """Return the PIN of a clear ISO 9564 format 0 block; None when it is none for this card number."""
    account = int(number[:-1][-12:], 16)
    field_ = f"{int.from_bytes(block, 'big') ^ account:016X}"
    length = int(field_[1], 16)
    pin, filling = field_[2 : 2 + length], field_[2 + length :]
    if field_[0] != "0" or not pin.isdigit() or filling.strip("F"):
        return None
    return pin
