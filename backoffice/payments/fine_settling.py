"""罚款缴纳 as an errand: what was paid is posted decision by decision, at the registry and in the ledger, once.

First it is written down what the money is for, then the registry is told (each decision under the application's number: told
again it answers the same), then everything is written in one transaction. What cannot be posted is owed back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import select

from backoffice import errands
from backoffice.documents.store import Document, keep_document
from backoffice.documents.vouchers import make_voucher
from backoffice.errands import ErrandKind
from backoffice.jobs.steps import once
from backoffice.notices import services as sms
from backoffice.notices.models import NoticeKind
from backoffice.office import SYSTEM, Office, Work
from backoffice.partners import PartnerRefused
from backoffice.payments import services as payments
from backoffice.payments.fine_models import FineStep, PostedFine
from backoffice.payments.fines import decision_hash, find_hold
from backoffice.refusals import Reason, Refused
from backoffice.registry.orders import FinePosting, Posted
from backoffice.retention import services as evidence
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.reasons import ReasonCode
from domain.rules.fine_payment import Declaration
from domain.violations import PenaltyDecision
from domain.wire import declarations
from domain.wire.v1 import ApplicationBody, PaidFee

_S = ApplicationStatus
USE = "fine"
POSTED = TypeAdapter(Posted)


class FineContent(BaseModel):
    """What a line of the ledger is for. Its repr shows nothing."""

    model_config = ConfigDict(frozen=True)

    decision_number: str
    plate: str = ""
    code: str = ""
    text: str = ""
    voucher_number: str = ""
    voucher_check: str = ""

    def __repr__(self) -> str:
        return "<FineContent>"

    __str__ = __repr__


@dataclass(frozen=True)
class Line:
    """One decision of one payment, opened."""

    row_id: int
    fine_fen: int
    surcharge_fen: int
    content: FineContent = field(repr=False)
    step: FineStep = FineStep.ORDERED

    @property
    def amount_fen(self) -> int:
        """Return fine and surcharge."""
        return self.fine_fen + self.surcharge_fen


def settle(office: Office, number: str) -> None:
    """Post what an application paid; idempotent. Raises what the registry raises: then it comes again."""
    with office.reading() as work:
        case = cases.get_case(work.session, number)
        if case.status is not _S.ACCEPTED:
            return
        body = cases.get_body(work, number)
        payment = payments.find_payment(work.session, number)
        paid = payments.told_of(payment) if payment else None
        ordered = list_lines(work, number)
    decisions = declarations.read(Declaration, body.declaration).decisions
    if paid is None or (not ordered and not _order(office, number, decisions)):
        _give_back(office, number, body, ReasonCode.DATA)
        return
    with office.reading() as work:
        lines = list_lines(work, number)
    settled = [_post(office, number, line, paid) if line.step is FineStep.ORDERED else line for line in lines]
    posted = [line for line in settled if line.step is FineStep.POSTED]
    papers = make_voucher(office, body, paid, posted) if posted else []
    with office.writing(SYSTEM) as work:
        case = cases.get_case_alone(work.session, number)
        if case.status is _S.ACCEPTED:
            _finish(work, case, body, settled, papers)


def _order(office: Office, number: str, decisions: Sequence[str]) -> bool:
    """Write down what the money is for, at the amounts that were held; False: the money is not what was held."""
    found = {one: office.registry.find_decision(one) for one in decisions}
    with office.writing(SYSTEM) as work:
        case = cases.get_case_alone(work.session, number)
        payment = payments.find_payment(work.session, number)
        hold = find_hold(work, number)
        held = {line.decision_hash: line for line in hold.lines} if hold else {}
        wanted = {decision_hash(office, one): one for one in decisions}
        amount = sum(line.fine_fen + line.surcharge_fen for line in held.values())
        if payment is None or not wanted or held.keys() != wanted.keys() or amount != payment.amount_fen:
            return False
        if not list_lines(work, number):
            for hashed, one in wanted.items():
                work.session.add(
                    _row(
                        work,
                        number,
                        hashed,
                        _content(office, one, found[one]),
                        held[hashed].fine_fen,
                        held[hashed].surcharge_fen,
                    )
                )
            cases.note_event(work, case, EventKind.FINES_ORDERED)
    return True


def _content(office: Office, number: str, decision: PenaltyDecision | None) -> FineContent:
    if decision is None:
        return FineContent(decision_number=number)
    text = office.violations.codes.text_on(decision.code, decision.decided_on)
    return FineContent(decision_number=number, plate=decision.plate, code=decision.code, text=text)


def _row(work: Work, number: str, hashed: str, content: FineContent, fine_fen: int, surcharge_fen: int) -> PostedFine:
    return PostedFine(
        case_number=number,
        decision_hash=hashed,
        step=FineStep.ORDERED,
        fine_fen=fine_fen,
        surcharge_fen=surcharge_fen,
        ordered_at=work.now,
        sealed=_seal(work, number, content),
    )


def _post(office: Office, number: str, line: Line, paid: PaidFee) -> Line:
    """Tell the registry; what somebody else had paid before, or what it does not know, is owed back."""
    day = paid.paid_at.astimezone(SHANGHAI).date()
    posting = FinePosting(number, line.content.decision_number, line.amount_fen, day)
    try:
        posted = once(office, number, f"fine-{line.row_id}", partial(office.registry.post_fine, posting), POSTED)
    except PartnerRefused:
        decision = office.registry.find_decision(line.content.decision_number)
        if decision is not None and not decision.paid:
            raise Refused(Reason.PARTNER_REFUSED) from None  # nothing explains the no: staff look
        return _with(line, FineStep.OWED, None)
    return _with(line, FineStep.POSTED if posted.fresh else FineStep.OWED, posted)


def _with(line: Line, step: FineStep, posted: Posted | None) -> Line:
    told = {"voucher_number": posted.voucher_number, "voucher_check": posted.voucher_check} if posted and posted.fresh else {}
    return Line(line.row_id, line.fine_fen, line.surcharge_fen, line.content.model_copy(update=told), step)


def _finish(work: Work, case: Case, body: ApplicationBody, lines: Sequence[Line], papers: Sequence[Document]) -> None:
    for line in lines:
        row = work.session.get_one(PostedFine, line.row_id)
        row.step, row.settled_at, row.sealed = line.step, work.now, _seal(work, case.number, line.content)
    posted = [line for line in lines if line.step is FineStep.POSTED]
    owed = sum(line.amount_fen for line in lines if line.step is FineStep.OWED)
    if not posted:
        _refuse(work, case, body, ReasonCode.PAID)
        return
    for paper in papers:
        keep_document(work, case.number, paper)
    owed = payments.owe_refund(work, case, owed) if owed else 0
    cases.advance(work, case, _S.COMPLETED, EventKind.COMPLETED, (ReasonCode.PAID,) if owed else ())
    told = sms.Told(count=len(posted), amount_fen=sum(line.amount_fen for line in posted), refund_fen=owed)
    sms.queue(work, case, body, NoticeKind.FINE_PAID, told)
    _close(work, case.number)


def _give_back(office: Office, number: str, body: ApplicationBody, reason: ReasonCode) -> None:
    with office.writing(SYSTEM) as work:
        case = cases.get_case_alone(work.session, number)
        if case.status is _S.ACCEPTED:
            _refuse(work, case, body, reason)


def _refuse(work: Work, case: Case, body: ApplicationBody, reason: ReasonCode) -> None:
    """Nothing of it could be posted: all of the money is owed back."""
    cases.advance(work, case, _S.REJECTED, EventKind.REJECTED, (reason,))
    owed = payments.owe_refund(work, case)
    sms.queue(work, case, body, NoticeKind.FINE_OWED, sms.Told((reason,), refund_fen=owed))
    _close(work, case.number)


def _close(work: Work, number: str) -> None:
    """What is settled holds nothing any more, and nothing is compared in it."""
    hold = find_hold(work, number)
    if hold is not None:
        hold.valid_until = min(hold.valid_until, work.now)
    errands.finish(work.session, ErrandKind.REGISTRY_SNAPSHOT, number)


def list_lines(work: Work, number: str) -> list[Line]:
    """Open the lines of an application; raises Refused(evidence_gone)."""
    rows = work.session.scalars(select(PostedFine).where(PostedFine.case_number == number).order_by(PostedFine.id))
    return [Line(row.id, row.fine_fen, row.surcharge_fen, _opened(work, row), row.step) for row in rows]


def codes(work: Work, number: str) -> dict[str, str]:
    """Return the vouchers' numbers and check codes: of one decision plainly, of several numbered from the second on."""
    posted = [line for line in list_lines(work, number) if line.step is FineStep.POSTED]
    told: dict[str, str] = {}
    for place, line in enumerate(posted, start=1):
        suffix = "" if place == 1 else f"_{place}"
        told[f"voucher_number{suffix}"] = line.content.voucher_number
        told[f"voucher_check{suffix}"] = line.content.voucher_check
        told[f"voucher_decision{suffix}"] = line.content.decision_number
    return told


def _opened(work: Work, row: PostedFine) -> FineContent:
    return FineContent.model_validate_json(evidence.open_text(work, row.case_number, USE, row.sealed))


def _seal(work: Work, number: str, content: FineContent) -> bytes:
    return evidence.seal_text(work, number, USE, content.model_dump_json())
