"""The case file: everything the case page shows, opened and audited."""

import base64
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import Work
from backoffice.payments import services as payments
from backoffice.payments.models import Payment
from backoffice.refusals import Reason, Refused
from backoffice.registry.port import RegistryRecord
from backoffice.retention import faces
from backoffice.review import cases
from backoffice.review.attachments import find_attachments, list_attachments, picture_of
from backoffice.review.comparison import ComparisonRow
from backoffice.review.decisions import held_by, open_note, reason_against, waiting_decision
from backoffice.review.levelling import level
from backoffice.review.matching import compare, find_record, find_vehicle, fresh_seconds
from backoffice.review.models import Case, CaseEvent, Decision, DecisionKind
from backoffice.staff.models import Role
from domain.rules.grounds import count_within
from domain.wire import v1

OTHER_CASES = 20
READERS = (Role.REVIEWER, Role.SUPERVISOR, Role.AUDITOR)


@dataclass(frozen=True)
class History:
    """What the office itself knows of this person."""

    reissues: int  # within the window: of the licence, or of the one vehicle that it is about
    of_vehicle: bool
    reissue_limit: int  # 0: nothing is re-issued
    reissue_window_months: int
    other_cases: tuple[tuple[str, str, datetime], ...]  # number, status, received at; newest first


@dataclass(frozen=True)
class CaseFile:
    """One opened case. `ways` says of each decision why it is not allowed now (None: allowed)."""

    case: Case
    body: v1.ApplicationBody = field(repr=False)
    registry: RegistryRecord | None = field(repr=False)  # None: not asked successfully yet
    rows: tuple[ComparisonRow, ...]  # empty until the registry has answered
    events: tuple[CaseEvent, ...]
    decisions: tuple[Decision, ...]
    waiting: Decision | None  # the decision that waits for its second person
    note: str | None = field(repr=False)  # the clerk's sentence of the newest decision
    ways: dict[DecisionKind, Refused | None]
    history: History
    mine: bool  # the reader holds the lease
    photographs_open: bool  # the reader may see the photographs now
    live_pictures: int  # how many live pictures there are to see
    live_destroyed: bool  # there were some, until their retention ended
    payment: Payment | None  # None: there was nothing to pay
    fresh_seconds: int = 0  # for how long the registry's answer may still be decided on
    attachments: tuple[v1.Attachment, ...] = ()  # what came with it, without the pictures themselves


def open_case(work: Work, number: str) -> CaseFile:
    """Open the case and audit that it was viewed (needs `office.writing`).

    Raises Refused(role_missing, not_found, evidence_gone).
    """
    work.actor.require(*READERS)
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    audit.record(work, "case.viewed", number)
    body, record = cases.get_body(work, number), find_record(work, number)
    rows = compare(work, case, body, record)
    decisions = tuple(case.decisions)
    live = faces.find_row(work, number)
    return CaseFile(
        case=case,
        body=body,
        registry=record,
        rows=rows,
        events=tuple(case.events),
        decisions=decisions,
        waiting=waiting_decision(case),
        note=open_note(work, case, decisions[-1]) if decisions else None,
        ways={kind: reason_against(work, case, kind, rows) for kind in DecisionKind},
        history=_history(work, case, record),
        mine=held_by(work, case),
        photographs_open=may_see_photographs(work, case),
        live_pictures=live.pictures if live and live.wrapped else 0,
        live_destroyed=live is not None and live.wrapped is None,
        payment=payments.find_payment(work.session, number),
        fresh_seconds=fresh_seconds(work, case),
        attachments=list_attachments(work, number),
    )


def may_see_photographs(work: Work, case: Case) -> bool:
    """Tell whether the actor compares faces now: holds the lease, or may give the second look that the case waits for."""
    waiting = waiting_decision(case)
    if waiting is None:
        return held_by(work, case)
    staff = work.actor.staff
    return staff is not None and staff.has_role(Role.REVIEWER) and staff.id != waiting.decided_by


def chip_photo(work: Work, number: str) -> bytes | None:
    """Return the chip's photo block as read (WLT, still encoded), base64 taken off; audited.

    Raises Refused(role_missing, not_found, photo_closed).
    """
    _note_photo_viewed(work, number, "chip")
    photo = cases.get_body(work, number).applicant.photo
    return base64.b64decode(photo) if photo else None


def registry_photo(work: Work, number: str) -> bytes | None:
    """Return the registry's photograph (JPEG); audited. Raises as :func:`chip_photo`."""
    _note_photo_viewed(work, number, "registry")
    record = find_record(work, number)
    return record.photo if record else None


def live_photo(work: Work, number: str, place: int) -> bytes | None:
    """Return one live picture (JPEG), 0 being the best; audited. Raises as :func:`chip_photo`."""
    _note_photo_viewed(work, number, "live")
    body = faces.find(work, number)
    return base64.b64decode(body.pictures[place]) if body and place < len(body.pictures) else None


def attachment(work: Work, number: str, place: int) -> bytes | None:
    """Return one of the pictures that came with the application (JPEG); audited with its kind. Raises as :func:`chip_photo`."""
    cases.require_in_scope(work, cases.get_case(work.session, number))
    found = find_attachments(work, number)
    if place >= len(found):
        return None
    _note_photo_viewed(work, number, found[place].kind)
    return picture_of(found[place])


def levelled(work: Work, number: str, which: str, picture: bytes) -> bytes:
    """Return a photograph with its eyes at the common line, where the terminal measured them; otherwise as it is."""
    check = cases.get_body(work, number).face
    eyes = next((one for one in check.eyes if one.picture.value == which), None) if check else None
    return (level(picture, eyes) or picture) if eyes else picture


def _note_photo_viewed(work: Work, number: str, which: str) -> None:
    work.actor.require(*READERS)
    if not may_see_photographs(work, cases.require_in_scope(work, cases.get_case(work.session, number))):
        raise Refused(Reason.PHOTO_CLOSED)
    audit.record(work, "case.photo_viewed", number, (which,))


def note_photo_refused(work: Work, number: str, which: str) -> None:
    """Audit that a photograph was asked for by somebody to whom it is closed (the refusal itself rolls its own work back)."""
    audit.record(work, "case.photo_refused", number, (which,))


def _history(work: Work, case: Case, record: RegistryRecord | None) -> History:
    terms, vehicle = work.office.terms[case.service], find_vehicle(work, case, record)
    others = select(Case.number, Case.status, Case.received_at).where(
        Case.person_hash == case.person_hash, Case.number != case.number
    )
    rows = work.session.execute(others.order_by(Case.received_at.desc()).limit(OTHER_CASES)).all()
    return History(
        reissues=count_within(
            (vehicle.reissues or ()) if vehicle else record.reissues if record else (), work.now.date(), terms
        ),
        of_vehicle=vehicle is not None,
        reissue_limit=terms.reissue_limit,
        reissue_window_months=terms.reissue_window_months,
        other_cases=tuple((number, status.value, received_at) for number, status, received_at in rows),
    )
