"""The papers of violation handling: one decision 处罚决定书 for each record; the receipt of a statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from backoffice.dispatch.label import code128_svg
from backoffice.documents.store import Document
from backoffice.documents.words import PaperWords
from backoffice.office import Office
from backoffice.registry.orders import Issued
from backoffice.violations.decided import PenaltyContent
from domain.texts import Language
from domain.wire.v1 import ApplicationBody
from domain.wire.v1_handling import IntendedPenalty

if TYPE_CHECKING:
    from backoffice.violations.statements import Answer


@dataclass(frozen=True)
class Decided:
    """One decision as the registry issued it. Its repr shows nothing."""

    content: PenaltyContent = field(repr=False)
    issued: Issued = field(repr=False)
    points: int
    fine_fen: int


def make_decisions(
    office: Office, body: ApplicationBody, decisions: Sequence[Decided], answer: "Answer | None"
) -> list[Document]:
    """Return one signed PDF for each decision, in order; `answer` is what a defence was answered, None without one."""
    made = []
    for place, decided in enumerate(decisions, start=1):
        paper = office.press.make("penalty_decision", _decision(office, body, decided, answer), office.clock.now())
        made.append(Document(f"decision_{place}", "penalty_decision", paper.sheets, paper.pdf))
    return made


def _decision(office: Office, body: ApplicationBody, decided: Decided, answer: "Answer | None") -> dict[str, Any]:
    words, content = PaperWords(office), decided.content
    return {
        **words.common(body, "title.decision", content.agency),
        "decision_number": content.decision_number,
        "barcode": code128_svg(content.decision_number),
        "archive_number": content.archive_number,
        "classes": content.classes,
        "issuer": words("issuer"),
        "plate": content.plate,
        "vehicle_type": words.plate_kind(content.plate_kind),
        "facts": content.facts,
        "provision": words("provision", provision=content.provision),
        "basis": words("provision", provision=content.basis),
        "record_number": content.record_number,
        "stance": words("defended" if answer else "accepted"),
        "answer": answer.text if answer else "",
        "penalty": words.penalty(decided.fine_fen),
        "points": decided.points,
        "points_total": decided.issued.points_total,
        "payment": _payment(office, decided.fine_fen),
        "remedies": office.remedies.remedies[Language.ZH],
        "officer": answer.officer if answer else words("by_rules"),
        "remark": words("own_signature"),
        "decided_on": words.day(decided.issued.decided_on),
    }


def _payment(office: Office, fine_fen: int) -> str:
    """Say how it is paid; days and percent are those of the rules, so that paper and till never differ."""
    remedies, terms = office.remedies, office.violations.terms.payment
    if fine_fen == 0:
        return remedies.warning[Language.ZH]
    return remedies.payment[Language.ZH].format(days=terms.days, percent=terms.surcharge_percent)


def make_statement_receipt(
    office: Office,
    body: ApplicationBody,
    way: str,
    statement: str,
    penalties: Sequence[IntendedPenalty],
    due: date | None,
) -> Document:
    """Return the signed receipt of a defence or an objection."""
    words = PaperWords(office)
    rows = [
        {"facts": one.facts, "penalty": words.penalty(one.fine_fen), "points": one.points, "number": one.record_number}
        for one in penalties
    ]
    data = {
        **words.common(body, f"title.{way}", office.settings.documents.agency),
        "made_at": words.moment(body.confirmed_at),
        "made_on": words.day(office.clock.now().date()),
        "due": words.day(due) if due else words("none"),
        "service": words("sms"),
        "records": rows,
        "statement": statement,
        "promise": words(f"promise.{way}"),
    }
    paper = office.press.make("statement_receipt", data, office.clock.now())
    return Document("defence_receipt", "defence_receipt", paper.sheets, paper.pdf)
