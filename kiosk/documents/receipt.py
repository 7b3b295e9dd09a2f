"""受理凭条: the slip of an application on 80 mm paper. Names and numbers are masked: somebody else may find it.

Chinese only, as the office's documents are. The driver wraps lines; it never drops a character.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain import numbers
from domain.people import mask_name, mask_number, mask_phone
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.v1 import PaidFee
from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine
from kiosk.flow.devices import Rulebook

QR_PREFIX = "CQJG:"  # a query code for the office's own reader and the app; no address, so nobody is led astray by it
Part = TextLine | Pair | QrCode | Rule | Feed


@dataclass(frozen=True)
class Slip:
    """What is known when the slip is printed; masked by :func:`compose`."""

    service: ServiceSlug
    number: str = field(repr=False)
    saved_at: datetime
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    address: str = field(repr=False)  # masked already: only the flow knows where it came from
    phone: str = field(repr=False)
    result_key: str  # what the citizen gets, e.g. the new licence by post
    received: bool  # the office has answered
    due_date: date | None  # None: no date can be promised
    payment: PaidFee | None  # None: nothing was to be paid
    expected: date | None = None  # not received yet: the day that the office will promise if it comes today
    posted: bool = True  # False: nothing is, and its days are those until it is done
    courier_key: str = "receipt.courier.licence"  # what to know, and to hand over, when the letter comes


class _Writer:
    """Looks words up and fills them in."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._texts = rulebook.receipt_texts

    def word(self, key: str, **values: object) -> str:
        return self._texts.get(key, Language.ZH, **values)

    def pair(self, key: str, value: str, bold: bool = False) -> Pair:
        return Pair(self.word(f"receipt.label.{key}"), value, bold)


def compose(slip: Slip, rulebook: Rulebook, sandbox: bool) -> Receipt:
    """Return the slip; `sandbox` puts 样本 at its top and bottom."""
    writer = _Writer(rulebook)
    sample = [TextLine(writer.word("receipt.sample"), size=2, bold=True, align=Align.CENTRE)] if sandbox else []
    parts: list[Part] = [
        *sample,
        *_head(slip, writer, rulebook),
        *_facts(slip, writer),
        *_promise(slip, writer),
        *_query(slip, writer, rulebook),
        *sample,
    ]
    return Receipt(tuple(parts))


def _head(slip: Slip, writer: _Writer, rulebook: Rulebook) -> list[Part]:
    place = rulebook.place()
    return [
        TextLine(writer.word("receipt.agency"), align=Align.CENTRE),
        TextLine(writer.word("receipt.title"), size=2, bold=True, align=Align.CENTRE),
        TextLine(writer.word(f"receipt.service.{slip.service.value}"), bold=True, align=Align.CENTRE),
        Rule(),
        *([writer.pair("place", place.name_zh), writer.pair("terminal", f"{place.terminal_number:04d}")] if place else []),
    ]


def _facts(slip: Slip, writer: _Writer) -> list[Part]:
    return [
        writer.pair("number", numbers.grouped(slip.number), bold=True),
        writer.pair("time", f"{slip.saved_at:%Y-%m-%d %H:%M}"),
        writer.pair("name", mask_name(slip.name)),
        writer.pair("id_number", mask_number(slip.id_number)),
        writer.pair("result", writer.word(slip.result_key)),
        *_fee(slip.payment, writer),
        *([writer.pair("address" if slip.posted else "contact_address", slip.address)] if slip.address else []),
        writer.pair("phone", mask_phone(slip.phone)),
    ]


def _fee(paid: PaidFee | None, writer: _Writer) -> list[Part]:
    if paid is None:
        return [writer.pair("fee", writer.word("receipt.no_fee"))]
    known = {"card": paid.card, "reference": paid.reference, "trace": paid.trace, "batch": paid.batch}
    return [
        writer.pair("fee", f"{paid.amount_fen / 100:.2f} 元", bold=True),
        writer.pair("channel", writer.word("receipt.channel")),
        *[writer.pair(key, value) for key, value in known.items() if value],
        writer.pair("paid_at", f"{paid.paid_at:%Y-%m-%d %H:%M:%S}"),
    ]


def _promise(slip: Slip, writer: _Writer) -> list[Part]:
    """Two different words: the office has it (and named a day), or this terminal has it and will send it."""
    if not slip.received:
        means = "receipt.lodged_means" if slip.posted else "receipt.lodged_to_complete"
        lines = [TextLine(writer.word("receipt.lodged"), bold=True), TextLine(writer.word(means))]
        if slip.expected is not None:
            expected = "receipt.lodged_expected" if slip.posted else "receipt.lodged_expected_done"
            lines.append(TextLine(writer.word(expected, day=_day(slip.expected, writer))))
        return [Rule(), *lines]
    follows = "receipt.date_follows" if slip.posted else "receipt.result_follows"
    if slip.due_date is None:
        return [Rule(), TextLine(writer.word("receipt.received"), bold=True), TextLine(writer.word(follows))]
    day = _day(slip.due_date, writer)
    return [
        Rule(),
        TextLine(writer.word("receipt.received"), bold=True),
        writer.pair("due_date" if slip.posted else "done_by", day, bold=True),
    ]


def _day(day: date, writer: _Writer) -> str:
    return writer.word("receipt.day", month=day.month, day=day.day, year=day.year)


def _query(slip: Slip, writer: _Writer, rulebook: Rulebook) -> list[Part]:
    return [
        TextLine(writer.word(slip.courier_key)),
        Rule(),
        QrCode(QR_PREFIX + slip.number),
        TextLine(writer.word("receipt.query", query=rulebook.query_zh, hotline=rulebook.hotline)),
        TextLine(writer.word("receipt.not_a_licence"), bold=True),
        Feed(1),
    ]
