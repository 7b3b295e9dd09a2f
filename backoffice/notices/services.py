"""Text messages: worded from `config/texts/sms.toml`, kept in the transaction of what they tell of, sent by the worker once.

No message carries a link: real fraud imitates 交管 messages with links. What a clerk wrote loses the addresses in it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.errands import ErrandKind
from backoffice.notices.models import Notice, NoticeKind, NoticeState
from backoffice.office import SYSTEM, Office, Work
from backoffice.partners import PartnerRefused
from backoffice.refusals import Reason
from backoffice.retention import services as evidence
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
) -> Notice:
    """Write one message into the transaction of `work`; `phone`: another one than the application's."""
    sent_before = select(func.count()).where(Notice.case_number == case.number, Notice.kind == kind)
    key = f"{case.number}-{kind}-{(work.session.scalar(sent_before) or 0) + 1}"
    text = word(work.office, case, body, kind, told or Told())
    message = json.dumps({"phone": phone or body.delivery.phone, "text": text}, ensure_ascii=False)
    notice = Notice(
        idempotency_key=key,
        case_number=case.number,
        kind=kind,
        sealed=evidence.seal_text(work, case.number, f"notice:{key}", message),
        created_at=work.now,
    )
    work.session.add(notice)
    errands.owe_first(work.session, ErrandKind.NOTICE, key, work.now)
    return notice


def word(office: Office, case: Case, body: v1.ApplicationBody, kind: NoticeKind, told: Told) -> str:
    """Word one message in the language the citizen used at the terminal."""
    language = body.language
    book = office.texts
    key = f"sms.{kind}"
    if kind is NoticeKind.ACCEPTED and case.due_date is None:
        key = "sms.accepted_without_date"
    elif kind is NoticeKind.ACCEPTED and office.terms[case.service].ends is End.COMPLETED:
        key = "sms.accepted_to_complete"
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
    try:
        message_id = office.sms.send(message["phone"], message["text"], key)
    except PartnerRefused:
        _settle(office, key, NoticeState.REFUSED, None)
    else:
        _settle(office, key, NoticeState.SENT, message_id)


def reopen(work: Work, key: str) -> None:
    """Let a message that the gateway refused wait again; the same key makes sure that it is never sent twice."""
    notice = work.session.scalar(select(Notice).where(Notice.idempotency_key == key))
    if notice is not None and notice.state is NoticeState.REFUSED:
        notice.state, notice.sent_at = NoticeState.WAITING, None


def _settle(office: Office, key: str, state: NoticeState, message_id: str | None) -> None:
    with office.writing(SYSTEM) as work:
        notice = work.session.scalar(select(Notice).where(Notice.idempotency_key == key))
        if notice is not None:
            notice.state, notice.message_id, notice.sent_at = state, message_id, work.now
        errands.finish(work.session, ErrandKind.NOTICE, key, stuck=state is NoticeState.REFUSED)
        if state is NoticeState.REFUSED:
            audit.record(work, f"errand.stuck.{ErrandKind.NOTICE}", key, (Reason.PARTNER_REFUSED,))
