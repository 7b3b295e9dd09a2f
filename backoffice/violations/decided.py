"""Penalty decisions of a case: what each says, kept sealed, and how it becomes an issued one."""

from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from backoffice.office import Work
from backoffice.registry.orders import Issued
from backoffice.retention import services as evidence
from backoffice.violations.assessment import Assessed
from backoffice.violations.models import DecisionStep, HandlingNotice, IssuedPenalty
from domain.clock import SHANGHAI
from domain.rules import fine_payment
from domain.texts import Language
from domain.wire.v1 import ApplicationBody
from domain.wire.v1_outcomes import IssuedDecision

USE = "penalty"


class PenaltyContent(BaseModel):
    """What a decision says of person, vehicle and fact. Its repr shows nothing."""

    model_config = ConfigDict(frozen=True)

    record_number: str
    agency: str
    agency_code: str
    captured_on: date
    plate: str
    plate_kind: str
    vehicle_type: str
    code: str
    text: str
    facts: str
    provision: str
    basis: str
    archive_number: str
    classes: str
    issuer: str
    decision_number: str = ""  # once it is issued

    def __repr__(self) -> str:
        return "<PenaltyContent>"

    __str__ = __repr__


def record_hash(work: Work, record_number: str) -> str:
    """Return the keyed hash under which a record is looked up."""
    return work.office.vault.person_hash(f"record:{record_number}")


def order(
    work: Work, case_number: str, assessed: Assessed, licence: tuple[str, str], body: ApplicationBody, notice: HandlingNotice
) -> IssuedPenalty:
    """Write down that this will be decided; `licence`: archive number and classes. From here on the registry is asked."""
    content = _content(work, assessed, *licence)
    row = IssuedPenalty(
        case_number=case_number,
        record_hash=record_hash(work, content.record_number),
        step=DecisionStep.ORDERED,
        points=assessed.penalty.points or 0,
        fine_fen=assessed.penalty.fine_fen or 0,
        ordered_at=work.now,
        notice_id=notice.id,
        notice_sha256=notice.sha256_en if body.language is Language.EN else notice.sha256_zh,
        remedies_sha256=notice.remedies_sha256,
        rulebook=work.office.terms[body.service].sha256 or None,
        decided_by=work.actor.staff_id,
        sealed=_seal(work, case_number, content),
    )
    work.session.add(row)
    return row


def _content(work: Work, assessed: Assessed, archive_number: str, classes: str) -> PenaltyContent:
    record, vehicle = assessed.record, assessed.vehicle
    intended = assessed.intended(work.office.texts)
    return PenaltyContent(
        record_number=record.record_number,
        agency=record.agency,
        agency_code=record.agency_code,
        captured_on=record.captured_at.astimezone(SHANGHAI).date(),
        plate=record.plate,
        plate_kind=record.plate_kind,
        vehicle_type=vehicle.type_code if vehicle else "",
        code=record.code,
        text=assessed.penalty.text,
        facts=intended.facts,
        provision=intended.provision,
        basis=intended.basis,
        archive_number=archive_number,
        classes=classes,
        issuer=archive_number[:4],
    )


def list_rows(work: Work, case_number: str) -> list[IssuedPenalty]:
    """Return the decisions of a case, in the order in which they were ordered."""
    of_case = select(IssuedPenalty).where(IssuedPenalty.case_number == case_number)
    return list(work.session.scalars(of_case.order_by(IssuedPenalty.id)))


def open_content(work: Work, row: IssuedPenalty) -> PenaltyContent:
    """Open what a decision says; raises Refused(evidence_gone)."""
    return PenaltyContent.model_validate_json(evidence.open_text(work, row.case_number, USE, row.sealed))


def take(work: Work, row: IssuedPenalty, issued: Issued) -> None:
    """Write down what the registry issued."""
    content = open_content(work, row).model_copy(update={"decision_number": issued.decision_number})
    row.sealed = _seal(work, row.case_number, content)
    row.decision_hash = work.office.vault.person_hash(f"decision:{issued.decision_number}")
    row.decided_on, row.points_total = issued.decided_on, issued.points_total
    row.step, row.issued_at = DecisionStep.ISSUED, work.now


def list_issued(work: Work, case_number: str) -> list[IssuedDecision]:
    """Return the issued decisions as a terminal is told of them; raises Refused(evidence_gone)."""
    return [_told(work, row) for row in list_rows(work, case_number) if row.step is DecisionStep.ISSUED]


def _told(work: Work, row: IssuedPenalty) -> IssuedDecision:
    content, book = open_content(work, row), work.office.violations
    decided_on = row.decided_on or work.now.date()
    return IssuedDecision(
        decision_number=content.decision_number,
        record_number=content.record_number,
        plate=content.plate,
        code=content.code,
        text=content.text,
        points=row.points,
        fine_fen=row.fine_fen,
        decided_on=decided_on,
        pay_until=fine_payment.pay_until(decided_on, book.terms.payment, book.calendar),
    )


def _seal(work: Work, case_number: str, content: PenaltyContent) -> bytes:
    return evidence.seal_text(work, case_number, USE, content.model_dump_json())
