"""违法查询凭条: what was shown, on 80 mm paper, for who wants to take it along. Never a basis of any penalty.

Chinese only, as the office's documents are. Name and ID number are masked; plates are not, for without them the slip would be
of no use. A long list stays short: what may be handled at a terminal comes first, the rest is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.clock import SHANGHAI
from domain.people import IdDocument, mask_name, mask_number
from domain.texts import Language
from domain.wire.v1_violations import UnpaidDecision, Violation, ViolationAnswer
from drivers.receipt_printer.contract import Align, Feed, Pair, Receipt, Rule, TextLine
from kiosk.flow.devices import Rulebook

MOST_RECORDS = 6  # about 25 cm of paper; the others are counted
MOST_DECISIONS = 4
Part = TextLine | Pair | Rule | Feed


@dataclass(frozen=True)
class Slip:
    """What is known when the slip is printed; masked by :func:`compose`."""

    answer: ViolationAnswer = field(repr=False)
    document: IdDocument = field(repr=False)
    printed_at: datetime
    handling_offered: bool = False  # at this terminal, now


class _Writer:
    """Looks words up and fills them in."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._texts = rulebook.receipt_texts

    def word(self, key: str, **values: object) -> str:
        return self._texts.get(f"violation_slip.{key}", Language.ZH, **values)

    def pair(self, key: str, value: str, bold: bool = False) -> Pair:
        return Pair(self.word(f"label.{key}"), value, bold)

    def sample(self) -> TextLine:
        return TextLine(self._texts.get("receipt.sample", Language.ZH), size=2, bold=True, align=Align.CENTRE)


def compose(slip: Slip, rulebook: Rulebook, sandbox: bool) -> Receipt:
    """Return the slip; `sandbox` puts 样本 at its top and bottom."""
    writer = _Writer(rulebook)
    sample: list[Part] = [writer.sample()] if sandbox else []
    parts: list[Part] = [
        *sample,
        *_head(slip, writer, rulebook),
        *_records(slip.answer.violations, writer, "here" if slip.handling_offered else "terminal"),
        *_decisions(slip.answer.decisions, writer),
        *_foot(writer, rulebook),
        *sample,
    ]
    return Receipt(tuple(parts))


def _head(slip: Slip, writer: _Writer, rulebook: Rulebook) -> list[Part]:
    place = rulebook.place()
    return [
        TextLine(writer.word("agency"), align=Align.CENTRE),
        TextLine(writer.word("title"), size=2, bold=True, align=Align.CENTRE),
        Rule(),
        *([writer.pair("place", f"{place.name_zh}　{place.terminal_number:04d}")] if place else []),
        writer.pair("name", mask_name(slip.document.name)),
        writer.pair("id_number", mask_number(slip.document.number)),
        writer.pair("as_of", _minute(slip.answer.as_of), bold=True),
        writer.pair("printed_at", _minute(slip.printed_at)),
        Rule(),
    ]


def _records(records: Sequence[Violation], writer: _Writer, where: str) -> list[Part]:
    if not records:
        return [TextLine(writer.word("no_records"), bold=True)]
    listed = in_order(records)[:MOST_RECORDS]
    parts: list[Part] = [TextLine(writer.word("records", count=len(records)), bold=True)]
    for record in listed:
        parts += _record(record, writer, where)
    if len(records) > len(listed):
        parts.append(TextLine(writer.word("more", count=len(records) - len(listed)), bold=True))
    return [*parts, _total(records, writer)]


def in_order(records: Sequence[Violation]) -> list[Violation]:
    """Return what may be handled at a terminal first; the newest first in both parts."""
    newest = sorted(records, key=lambda record: record.captured_at, reverse=True)
    return sorted(newest, key=lambda record: bool(record.bars))


def _record(record: Violation, writer: _Writer, where: str) -> list[Part]:
    return [
        Pair(record.plate, _minute(record.captured_at)),
        Pair("", record.place),
        Pair("", f"{record.code} {record.text}"),
        Pair("", _penalty(record, writer)),
        Pair("", writer.word("window" if record.bars else where)),
    ]


def _penalty(record: Violation, writer: _Writer) -> str:
    if record.fine_fen is None:
        fine = writer.word("fine_unknown")
    else:
        fine = writer.word("fine", yuan=_yuan(record.fine_fen)) if record.fine_fen else writer.word("warning")
    points = writer.word("points_unknown") if record.points is None else writer.word("points", points=record.points)
    return f"{fine}　{points}"


def _total(records: Sequence[Violation], writer: _Writer) -> TextLine:
    least = any(record.fine_fen is None or record.points is None for record in records)
    return TextLine(
        writer.word(
            "total_at_least" if least else "total",
            yuan=_yuan(sum(record.fine_fen or 0 for record in records)),
            points=sum(record.points or 0 for record in records),
        ),
        bold=True,
    )


def _decisions(decisions: Sequence[UnpaidDecision], writer: _Writer) -> list[Part]:
    if not decisions:
        return []
    parts: list[Part] = [Rule(), TextLine(writer.word("decisions", count=len(decisions)), bold=True)]
    for decision in decisions[:MOST_DECISIONS]:
        parts += [
            Pair(decision.plate, f"{decision.code} {decision.text}"),
            Pair("", writer.word("decision", number=decision.decision_number)),
            Pair("", _due(decision, writer)),
        ]
    if len(decisions) > MOST_DECISIONS:
        parts.append(TextLine(writer.word("more", count=len(decisions) - MOST_DECISIONS), bold=True))
    return parts


def _due(decision: UnpaidDecision, writer: _Writer) -> str:
    if decision.days_late <= 0:
        return writer.word("due", yuan=_yuan(decision.fine_fen), day=decision.pay_until.isoformat())
    return writer.word("late", yuan=_yuan(decision.fine_fen), surcharge=_yuan(decision.surcharge_fen), days=decision.days_late)


def _foot(writer: _Writer, rulebook: Rulebook) -> list[Part]:
    return [
        Rule(),
        TextLine(writer.word("elsewhere", query=rulebook.query_zh)),
        TextLine(writer.word("no_basis"), bold=True),
        TextLine(writer.word("hotline", hotline=rulebook.hotline)),
        Feed(1),
    ]


def _yuan(fen: int) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
