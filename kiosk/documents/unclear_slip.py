"""缴费核实凭条: what a citizen takes along while a payment is being clarified. No application number: there may be none."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.services import ServiceSlug
from domain.texts import Language
from drivers.receipt_printer.contract import Align, Feed, Pair, Receipt, Rule, TextLine
from kiosk.flow.devices import Rulebook


@dataclass(frozen=True)
class UnclearSlip:
    """What is known."""

    service: ServiceSlug
    at: datetime
    amount_fen: int
    card: str | None = field(repr=False)  # first six and last four
    clue: str = field(repr=False)


def compose_unclear(slip: UnclearSlip, rulebook: Rulebook, sandbox: bool) -> Receipt:
    """Return the slip; `sandbox` puts 样本 at its top and bottom."""
    texts, place = rulebook.receipt_texts, rulebook.place()

    def word(key: str, **values: object) -> str:
        return texts.get(key, Language.ZH, **values)

    sample = [TextLine(word("receipt.sample"), size=2, bold=True, align=Align.CENTRE)] if sandbox else []
    where = [Pair(word("receipt.label.place"), place.name_zh)] if place else []
    card = [Pair(word("receipt.label.card"), slip.card)] if slip.card else []
    return Receipt(
        (
            *sample,
            TextLine(word("receipt.agency"), align=Align.CENTRE),
            TextLine(word("unclear_slip.title"), size=2, bold=True, align=Align.CENTRE),
            TextLine(word(f"receipt.service.{slip.service.value}"), bold=True, align=Align.CENTRE),
            Rule(),
            *where,
            Pair(word("unclear_slip.label.clue"), slip.clue, bold=True),
            Pair(word("unclear_slip.label.time"), f"{slip.at:%Y-%m-%d %H:%M}"),
            Pair(word("unclear_slip.label.amount"), f"{slip.amount_fen / 100:.2f} 元"),
            *card,
            Rule(),
            TextLine(word("unclear_slip.state"), bold=True),
            TextLine(word("unclear_slip.once")),
            TextLine(word("unclear_slip.lapses")),
            TextLine(word("unclear_slip.ask", hotline=rulebook.hotline)),
            *sample,
            Feed(1),
        )
    )
