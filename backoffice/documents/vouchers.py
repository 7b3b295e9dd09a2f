"""The paper of a payment: 罚款缴纳凭证."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backoffice.documents.amounts import in_capitals, in_figures
from backoffice.documents.drawings import qr_svg
from backoffice.documents.store import Document
from backoffice.documents.words import PaperWords
from backoffice.office import Office
from domain.people import MASK
from domain.wire.v1 import ApplicationBody, PaidFee

if TYPE_CHECKING:
    from backoffice.payments.fine_settling import Line


PLAIN_MASK = "*"  # the fonts of papers have no ∗


def make_voucher(office: Office, body: ApplicationBody, paid: PaidFee, lines: Sequence["Line"]) -> list[Document]:
    """Return the signed voucher of one payment."""
    words = PaperWords(office)
    total = sum(line.amount_fen for line in lines)
    data = {
        **words.common(body, "title.voucher", office.settings.documents.agency),
        "paid_at": words.moment(paid.paid_at),
        "paid_on": words.day(paid.paid_at.date()),
        "channel": words("card"),
        "card": (paid.card or words("none")).replace(MASK, PLAIN_MASK),
        "reference": paid.reference or words("none"),
        "qr": qr_svg(voucher_code(body.number, lines)),
        "lines": [_line(line) for line in lines],
        "total": in_figures(total),
        "total_words": in_capitals(total),
    }
    paper = office.press.make("payment_voucher", data, office.clock.now())
    return [Document("payment_voucher", "payment_voucher", paper.sheets, paper.pdf)]


def voucher_code(number: str, lines: Sequence["Line"]) -> str:
    """Return what the QR says: application, then number, check code and amount of every voucher; no person, no address."""
    vouchers = (f"{line.content.voucher_number}-{line.content.voucher_check}-{line.amount_fen}" for line in lines)
    return "|".join(["JK", number, *vouchers])


def _line(line: "Line") -> dict[str, str]:
    return {
        "decision_number": line.content.decision_number,
        "plate": line.content.plate,
        "text": line.content.text,
        "voucher_number": line.content.voucher_number,
        "voucher_check": line.content.voucher_check,
        "fine": in_figures(line.fine_fen),
        "surcharge": in_figures(line.surcharge_fen),
        "amount": in_figures(line.amount_fen),
    }
