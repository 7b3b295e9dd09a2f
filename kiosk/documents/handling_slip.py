"""违法处理凭条: what was decided or received, on 80 mm paper, where no decision can be printed on A4 here."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain import numbers
from domain.clock import SHANGHAI
from domain.texts import Language
from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine
from kiosk.documents.receipt import QR_PREFIX
from kiosk.flow.devices import Rulebook

Part = TextLine | Pair | QrCode | Rule | Feed


@dataclass(frozen=True)
class HandlingSlip:
    """What is known when the slip is printed."""

    name: str = field(repr=False)  # masked already
    number: str = field(repr=False)  # of the application
    decisions: tuple[str, ...] = field(repr=False)  # none: not decided yet
    points: int = 0
    fine_fen: int = 0
    pay_until: date | None = None


def compose_handling_slip(slip: HandlingSlip, rulebook: Rulebook, now: datetime, sandbox: bool) -> Receipt:
    """Return the slip; `sandbox` puts 样本 at its top and bottom."""
    texts, place = rulebook.receipt_texts, rulebook.place()

    def word(key: str, **values: object) -> str:
        return texts.get(key, Language.ZH, **values)

    sample = [TextLine(word("receipt.sample"), size=2, bold=True, align=Align.CENTRE)] if sandbox else []
    where = [Pair(word("receipt.label.place"), f"{place.name_zh}　{place.terminal_number:04d}")] if place else []
    due = [Pair(word("handling_slip.label.pay_until"), slip.pay_until.isoformat())] if slip.pay_until else []
    decided: list[Part] = [
        *(Pair(word("handling_slip.label.decision"), numbers.grouped(one), bold=True) for one in slip.decisions),
        Pair(word("handling_slip.label.penalty"), word("handling_slip.penalty", yuan=slip.fine_fen // 100, points=slip.points)),
        *due,
        TextLine(word("handling_slip.later")),
    ]
    return Receipt(
        (
            *sample,
            TextLine(word("receipt.agency"), align=Align.CENTRE),
            TextLine(word("handling_slip.title"), size=2, bold=True, align=Align.CENTRE),
            Rule(),
            *where,
            Pair(word("receipt.label.name"), slip.name),
            Pair(word("receipt.label.time"), f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
            Pair(word("receipt.label.number"), numbers.grouped(slip.number), bold=True),
            Rule(),
            *(decided if slip.decisions else [TextLine(word("handling_slip.lodged"), bold=True)]),
            QrCode(QR_PREFIX + slip.number),
            TextLine(word("receipt.query", query=rulebook.query_zh, hotline=rulebook.hotline)),
            *sample,
            Feed(1),
        )
    )
