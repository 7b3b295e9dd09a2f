"""Text messages: worded from `config/texts/sms.toml`, kept in the transaction of what they tell of, sent by the worker once.

No message carries a link: real fraud imitates 交管 messages with links. What a clerk wrote loses the addresses in it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.database import insert_rows
from backoffice.errands import ErrandKind
from backoffice.notices import promises
from backoffice.notices.models import Notice, NoticeKind, NoticeState
from backoffice.office import SYSTEM, Office, Work
from backoffice.partners import PartnerRefused
from backoffice.refusals import Reason
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind
from backoffice.review.models import Case
from domain.services import End
from domain.texts import Language
from domain.wire import v1

LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)[!-~]+"  # with a scheme, or as it is written without one
    r"|(?<![a-z0-9@.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![a-z0-9])(?:[/:?#][!-~]*)?",  # a bare name of a host
    re.IGNORECASE | re.ASCII,
)
"""What telephones make a link of. A number with a point (3.5) is none."""


@dataclass(frozen=True)
class Told:
    """What a message has to say besides the case's own dates."""

    codes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    note: str = field(default="", repr=False)
    waybill: str = ""
    refund_fen: int = 0  # to be given back; 0: nothing was paid
    count: int = 0  # decisions or records
    amount_fen: int = 0  # fine, or what was paid
    points: int = 0
    pass_number: str = ""  # of a truck pass
    valid: str = ""  # from day to day


def queue(
    work: Work, case: Case, body: v1.ApplicationBody, kind: NoticeKind, told: Told | None = None, *, phone: str | None = None
) -> None:
    """Write one message into the transaction of `work`; `phone`: another one than the application's."""
    text = word(work.office, case, body, kind, told or Told())
    _keep(work, case, kind, {"phone": phone or body.delivery.phone, "text": text})


def tell_moved(work: Work, case: Case, before: date | None) -> None:
    """Have the citizen told that the promised day is not `before` any more, unless a message of that waits already."""
    if not promises.is_to_be_told(case, before):
        return
    when = promises.next_time(work, case)
    if when is not None:
        _keep(work, case, NoticeKind.DUE_MOVED, {"before": before.isoformat() if before else None}, first_at=when)


def _keep(work: Work, case: Case, kind: NoticeKind, said: Mapping[str, str | None], first_at: datetime | None = None) -> None:
    sent_before = select(func.count()).where(Notice.case_number == case.number, Notice.kind == kind)
    key = f"{case.number}-{kind}-{(work.session.scalar(sent_before) or 0) + 1}"
    message = json.dumps(said, ensure_ascii=False)
    row = {
        "idempotency_key": key,
        "case_number": case.number,
        "kind": kind,
        "sealed": evidence.seal_text(work, case.number, f"notice:{key}", message),
        "created_at": work.now,
    }
    insert_rows(work.session, Notice, row)
    errands.owe_first(work.session, work.now, (ErrandKind.NOTICE, key), first_at=first_at)


def word(office: Office, case: Case, body: v1.ApplicationBody, kind: NoticeKind, told: Told) -> str:
    """Word one message in the language the citizen used at the terminal."""
    language = body.language
    book = office.texts
    key = f"sms.{kind}"
    if kind is NoticeKind.ACCEPTED and case.due_date is None:
        key = "sms.accepted_without_date"
    elif kind in (NoticeKind.ACCEPTED, NoticeKind.DUE_MOVED) and office.terms[case.service].ends is End.COMPLETED:
        key = f"sms.{kind}_to_complete"
    values: Mapping[str, object] = {
        "service": book.get(f"service.{case.service}.name", language).replace("\n", ""),
        "day": _day(office, case.received_at, language),
        "due": _day(office, case.due_date, language) if case.due_date else "",
        "tail": case.number[-4:],
        "reasons": _reasons(office, case, told.codes, language),
        "items": _list(office, "sms.item", "", told.items, language),
        "note": LINK.sub(book.get("sms.address_left_out", language), told.note.strip()),
        "waybill": told.waybill,
        "refund": book.get("sms.refund", language, amount=f"{told.refund_fen / 100:.2f}") if told.refund_fen else "",
        "count": told.count,
        "amount": f"{told.amount_fen / 100:.2f}",
        "points": told.points,
        "pass_number": told.pass_number,
        "valid": told.valid,
        "hotline": office.settings.hotline,
    }
    sample = book.get("sms.sample", language) if office.settings.is_sandbox else ""
    return book.get("sms.signature", language) + sample + book.get(key, language, **values)


def _day(office: Office, day: object, language: Language) -> str:
    return office.texts.get("sms.day", language, month=getattr(day, "month", 0), day=getattr(day, "day", 0))


def _reasons(office: Office, case: Case, codes: tuple[str, ...], language: Language) -> str:
    """Give every reason in the words of the service, where it has any of its own."""
    own = f".citizen_{case.service}"
    keys = [f"{code}{own if office.texts.has(f'reason.{code}{own}') else '.citizen'}" for code in codes]
    return _list(office, "reason", "", tuple(keys), language)


def _list(office: Office, prefix: str, suffix: str, keys: tuple[str, ...], language: Language) -> str:
    glue = office.texts.get("sms.glue", language)
    return glue.join(office.texts.get(f"{prefix}.{key}{suffix}", language) for key in keys)


def send(office: Office, key: str) -> None:
    """Send one message; raises PartnerDown when it has to be tried again. What the gateway refuses is left to staff."""
    with office.reading() as work:
        notice = work.session.scalar(select(Notice).where(Notice.idempotency_key == key))
        if notice is None or notice.state is not NoticeState.WAITING:
            return
        message = json.loads(evidence.open_text(work, notice.case_number, f"notice:{key}", notice.sealed))
    if notice.kind is NoticeKind.DUE_MOVED:
        message = _worded_now(office, key, message)
        if message is None:
            return
    try:
        message_id = office.sms.send(message["phone"], message["text"], key)
    except PartnerRefused:
        _settle(office, key, NoticeState.REFUSED, None)
    else:
        _settle(office, key, NoticeState.SENT, message_id, message.get("due"))


def _worded_now(office: Office, key: str, kept: Mapping[str, str | None]) -> dict[str, str] | None:
    """Word a moved day as it stands now; None: it is night, or there is nothing to tell any more."""
    with office.writing(SYSTEM) as work:
        notice = work.session.scalars(select(Notice).where(Notice.idempotency_key == key)).one()
        case = work.session.scalars(select(Case).where(Case.number == notice.case_number)).one()
        last_told = date.fromisoformat(kept["before"]) if kept["before"] else None
        lodged = evidence.find(work, case.number, EvidenceKind.APPLICATION)
        if lodged is None or case.due_date is None or not promises.is_to_be_told(case, last_told):
            notice.state = NoticeState.DROPPED
            errands.finish(work.session, ErrandKind.NOTICE, key)
            return None
        if promises.put_off(work, notice):
            return None
        body = v1.ApplicationBody.model_validate_json(lodged)
        text = word(office, case, body, NoticeKind.DUE_MOVED, Told())
        return {"phone": body.delivery.phone, "text": text, "due": case.due_date.isoformat()}


def reopen(work: Work, key: str) -> None:
    """Let a message that the gateway refused wait again; the same key makes sure that it is never sent twice."""
    notice = work.session.scalar(select(Notice).where(Notice.idempotency_key == key))
    if notice is not None and notice.state is NoticeState.REFUSED:
        notice.state, notice.sent_at = NoticeState.WAITING, None


def _settle(office: Office, key: str, state: NoticeState, message_id: str | None, due: str | None = None) -> None:
    """Write down what became of a message; `due`: the day that it told, which may have moved meanwhile."""
    with office.writing(SYSTEM) as work:
        notice = work.session.scalar(select(Notice).where(Notice.idempotency_key == key))
        if notice is not None:
            notice.state, notice.message_id, notice.sent_at = state, message_id, work.now
            if due is not None:
                case = work.session.scalars(select(Case).where(Case.number == notice.case_number)).one()
                tell_moved(work, case, date.fromisoformat(due))
        errands.finish(work.session, ErrandKind.NOTICE, key, stuck=state is NoticeState.REFUSED)
        if state is NoticeState.REFUSED:
            audit.record(work, f"errand.stuck.{ErrandKind.NOTICE}", key, (Reason.PARTNER_REFUSED,))
