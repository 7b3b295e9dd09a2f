"""The retention run: destroys live pictures, and later the rest of a case's evidence, so many days after the case's end.

What is under a legal hold stays, whatever its age. What was put aside at intake and taken later is kept with its case: the body
that lies in quarantine is opened by keys that outlive every case, so it goes as soon as its twin is safe.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select

from backoffice.intake.models import Lodgement, Quarantined
from backoffice.office import SYSTEM, Office
from backoffice.retention import faces, services
from backoffice.retention.hold_models import held
from backoffice.retention.models import EvidenceKey, FaceEvidence
from backoffice.review.models import Case, CaseEvent
from domain.application import ApplicationStatus

_S = ApplicationStatus

ENDS = (_S.DELIVERED, _S.REJECTED, _S.REFER_TO_WINDOW, _S.WITHDRAWN, _S.COMPLETED)
"""Statuses in which the office has nothing left to decide; the days count from the newest event of the case."""

COMPARED = (*ENDS, _S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP)
"""Statuses in which nobody compares faces any more: the document is made, and waits for somebody to fetch it."""


def run(office: Office) -> int:
    """Destroy what is past its time, at most one batch of each; returns of how many cases."""
    _forget_taken(office)
    days, batch = office.settings.retention, office.settings.worker.batch
    with office.reading() as work:
        with_faces = select(FaceEvidence.case_number).where(FaceEvidence.wrapped.is_not(None))
        past = _late(with_faces, FaceEvidence, COMPARED, work.now, days.faces_days, days.unfinished_days)
        late_faces = work.session.scalars(past.limit(batch)).all()
        with_key = select(EvidenceKey.case_number).where(EvidenceKey.wrapped.is_not(None))
        past = _late(with_key, EvidenceKey, ENDS, work.now, days.evidence_days, days.unfinished_days)
        late_evidence = work.session.scalars(past.limit(batch)).all()
    for number in {*late_faces, *late_evidence}:  # faces never outlive the case they belong to
        faces.destroy(office, SYSTEM, number)
    for number in late_evidence:
        services.destroy(office, SYSTEM, number)
    return len({*late_faces, *late_evidence})


def _forget_taken(office: Office) -> None:
    """Drop from quarantine what was taken under the same key."""
    taken = select(Lodgement.idempotency_key).where(Lodgement.idempotency_key == Quarantined.idempotency_key).exists()
    with office.reading() as work:
        if work.session.scalar(select(Quarantined.id).where(taken).limit(1)) is None:
            return  # mostly: then nobody has to wait for a writer
    with office.writing(SYSTEM) as work:
        work.session.execute(delete(Quarantined).where(taken).execution_options(synchronize_session=False))


def _late(
    kept: Select[str],
    table: type[FaceEvidence] | type[EvidenceKey],
    ends: Collection[ApplicationStatus],
    now: datetime,
    days: int,
    unfinished_days: int,
) -> Select[str]:
    """Narrow `kept` to what is past its time: after an end, or where nothing has happened to an unfinished case for so long."""
    newest = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == Case.id).scalar_subquery()
    ended = Case.status.in_(ends) & (newest < now - timedelta(days=days))
    forgotten = newest < now - timedelta(days=unfinished_days)
    past = kept.join(Case, Case.number == table.case_number).where(ended | forgotten)
    return past.where(~held(table.case_number)).order_by(table.case_number)
