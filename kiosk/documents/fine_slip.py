"""缴款凭条: what was paid, on 80 mm paper. The invoice is the finance office's 财政电子票据; its number is said."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from domain import numbers
from domain.clock import SHANGHAI
from domain.texts import Language
from domain.wire.v1 import PaidFee
from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine
from kiosk.flow.devices import Rulebook

QR_PREFIX = "CQJG-F:"  # read by the office's own reader and the app; no address, so nobody is led astray by it
Part = TextLine | Pair | QrCode | Rule | Feed


@dataclass(frozen=True)
class Voucher:
    """One voucher of the finance office."""

    number: str = field(repr=False)
    check: str = field(repr=False)  # 校验码


@dataclass(frozen=True)
class FineSlip:
    """What is known when the slip is printed."""

    payer: str = field(repr=False)  # masked already
    decisions: tuple[str, ...] = field(repr=False)
    number: str = field(repr=False)
    payment: PaidFee | None = field(repr=False)
    vouchers: tuple[Voucher, ...] = field(repr=False)  # none: the office has not answered yet
    qr: str = field(repr=False)


def compose_fine_slip(slip: FineSlip, rulebook: Rulebook, now: datetime, sandbox: bool) -> Receipt:
    """Return the slip; `sandbox` puts 样本 at its top and bottom."""
    texts, place = rulebook.receipt_texts, rulebook.place()

    def word(key: str, **values: object) -> str:
        return texts.get(key, Language.ZH, **values)

    sample = [TextLine(word("receipt.sample"), size=2, bold=True, align=Align.CENTRE)] if sandbox else []
    where = [Pair(word("receipt.label.place"), f"{place.name_zh}　{place.terminal_number:04d}")] if place else []
    head: list[Part] = [
        *sample,
        TextLine(word("receipt.agency"), align=Align.CENTRE),
        TextLine(word("fine_slip.title"), size=2, bold=True, align=Align.CENTRE),
        Rule(),
        *where,
        Pair(word("fine_slip.label.payer"), slip.payer),
        *(Pair(word("fine_slip.label.decision"), numbers.grouped(one), bold=True) for one in slip.decisions),
    ]
    vouchers: list[Part] = [
        part
        for one in slip.vouchers
        for part in (
            Pair(word("fine_slip.label.voucher"), one.number, bold=True),
            Pair(word("fine_slip.label.check"), one.check),
        )
    ]
    state = TextLine(word("fine_slip.posted" if slip.vouchers else "fine_slip.lodged"), bold=True)
    foot: list[Part] = [
        *([QrCode(slip.qr)] if slip.qr else []),
        Pair(word("receipt.label.number"), numbers.grouped(slip.number)),
        TextLine(word("fine_slip.no_invoice")),
        TextLine(word("receipt.query", query=rulebook.query_zh, hotline=rulebook.hotline)),
        *sample,
        Feed(1),
    ]
    paid = _paid(slip.payment, now, word)
    return Receipt((*head, *paid, Rule(), *vouchers, state, *foot))


def _paid(payment: PaidFee | None, now: datetime, word: Callable[[str], str]) -> list[Part]:
    if payment is None:
        return []
    told = (("card", payment.card), ("reference", payment.reference), ("trace", payment.trace), ("batch", payment.batch))
    moment = (payment.paid_at or now).astimezone(SHANGHAI)
    return [
        Pair(word("fine_slip.label.amount"), f"{payment.amount_fen / 100:.2f} 元", bold=True),
        Pair(word("receipt.label.paid_at"), f"{moment:%Y-%m-%d %H:%M}"),
        *(Pair(word(f"receipt.label.{key}"), value) for key, value in told if value),
    ]
