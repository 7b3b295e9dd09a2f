"""The bank cards of the sandbox, one file each in `bank_cards/`: what the chip says, and what the issuer knows of it.

Numbers are invented and Luhn-correct; the issuers' keys are the sandbox's own.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "bank_cards"


@dataclass(frozen=True)
class CardApplication:
    """One application of a chip and the account behind it."""

    aid: bytes
    label: str
    priority: int  # 1 is offered first
    number: str = field(repr=False)  # PAN
    sequence: str = field(repr=False)  # PSN, two digits
    expiry: str = field(repr=False)  # YYMM
    holder: str = field(repr=False)
    master_key: bytes = field(repr=False)  # the issuer's, for cryptograms (IMK-AC), 16 bytes
    pin: str = field(repr=False)
    balance: int = field(repr=False)  # fen, at the beginning of a day in the sandbox


@dataclass(frozen=True)
class ChipHabits:
    """How a chip behaves."""

    protocol: int = 1  # T=0 answers in pieces: 61xx, 6Cxx
    directory: bool = True  # has a list of its applications (PSE)
    options: int = 1  # format of the answer to GET PROCESSING OPTIONS
    first: str = "online"  # or refuse: what it says to the first GENERATE AC
    second: str = "agree"  # or refuse: what it says when the issuer approved
    silent: bool = False  # powers up and never answers a command
    mute: bool = False  # its answer to reset is nonsense


@dataclass(frozen=True)
class BankCard:
    """One piece of plastic."""

    id: str
    order: int
    about_zh: str
    about_en: str
    applications: tuple[CardApplication, ...]
    chip: ChipHabits


def load_bank_cards() -> dict[str, BankCard]:
    """Return all cards by their ids, in their order."""
    cards = [_card(path) for path in FOLDER.glob("*.toml")]
    return {card.id: card for card in sorted(cards, key=lambda card: card.order)}


def _card(path: Path) -> BankCard:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return BankCard(
        id=path.stem,
        order=table["order"],
        about_zh=table["about"]["zh"],
        about_en=table["about"]["en"],
        applications=tuple(_application(row) for row in table["application"]),
        chip=ChipHabits(**table.get("chip", {})),
    )


def _application(row: dict[str, Any]) -> CardApplication:
    return CardApplication(**{**row, "aid": bytes.fromhex(row["aid"]), "master_key": bytes.fromhex(row["master_key"])})
