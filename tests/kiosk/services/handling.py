"""A citizen's way through violation handling and fine payment, and what an office might answer; everything is invented."""

import base64
import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.application import ApplicationStatus
from domain.rulebook import Notice
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.v1_handling import FineAnswer, FineHold, IntendedPenalty, NoticeAnswer, PenaltyNotice
from domain.wire.v1_outcomes import DocumentAnswer, IssuedDecision, MadeDocument, OutcomeAnswer
from domain.wire.v1_violations import UnpaidDecision
from tests.kiosk.services.violations import DECISION, ELIGIBLE, answer, record
from tests.kiosk.stage import START, Stage

HANDLING, PAYMENT = ServiceSlug.VIOLATION_HANDLING, ServiceSlug.FINE_PAYMENT
NOTICE_ID = UUID("3c9d7a5e-1111-4b4e-9b3f-1c6a8a5de0aa")
SHA = "0" * 64
SIX, THREE, TWO, NONE = (
    record(1, points=6, code="1625"),
    record(2, points=3, fine_fen=15000, code="1373"),
    record(3, points=2, fine_fen=10000),
    record(4, points=0, fine_fen=10000, code="1039"),
)
PDF = b"%PDF-1.7 a decision"


def numbers(*records: Any) -> list[str]:
    return [one.record_number for one in records]


def a_notice(*records: Any, **changes: Any) -> NoticeAnswer:
    """The office's notice for these records, hashed as it should be."""
    penalties = [
        IntendedPenalty(
            record_number=one.record_number,
            facts="事实",
            provision="违反",
            basis="依据",
            points=one.points,
            fine_fen=one.fine_fen,
        )
        for one in records
    ]
    texts = {"title_zh": "告知", "title_en": "Notice", "text_zh": "您有权陈述申辩", "text_en": "You may state your case"}
    titles = {Language.ZH: texts["title_zh"], Language.EN: texts["title_en"]}
    words = {Language.ZH: texts["text_zh"], Language.EN: texts["text_en"]}
    notice = Notice(str(NOTICE_ID), "1", titles, words)
    values: dict[str, Any] = {
        "notice_id": NOTICE_ID,
        "made_at": START,
        "valid_until": START + timedelta(minutes=20),
        "version": "1",
        **texts,
        "sha256_zh": notice.sha256(Language.ZH),
        "sha256_en": notice.sha256(Language.EN),
        "remedies_sha256": SHA,
        "penalties": penalties,
        "points_before": 3,
        "points_after": 3 + sum(one.points for one in records),
        "points_limit": 12,
    }
    return NoticeAnswer(notice=PenaltyNotice(**(values | changes)))


def decided(*records: Any, documents: int = 1) -> OutcomeAnswer:
    """Decided at once, one decision for each record."""
    decisions = [
        IssuedDecision(
            decision_number=f"50010326112200{place:02}",
            record_number=one.record_number,
            plate=one.plate,
            code=one.code,
            text=one.text,
            points=one.points,
            fine_fen=one.fine_fen,
            decided_on=date(2026, 11, 22),
            pay_until=date(2026, 12, 7),
        )
        for place, one in enumerate(records)
    ]
    made = [MadeDocument(id=f"decision_{n + 1}", kind="penalty_decision", sheets=1, sha256=SHA) for n in range(documents)]
    return OutcomeAnswer(status=ApplicationStatus.COMPLETED, decisions=decisions, documents=made)


def a_document(pdf: bytes = PDF) -> DocumentAnswer:
    return DocumentAnswer(pdf=base64.b64encode(pdf).decode(), sheets=1, sha256=hashlib.sha256(pdf).hexdigest())


def see_records(stage: Stage, *records: Any, points: int = 3) -> None:
    """Card, face, list."""
    stage.wake()
    stage.choose(HANDLING)
    stage.walk_to("violations_wait")
    stage.answer("ask", ELIGIBLE)
    found = answer(violations=list(records or (SIX, THREE, TWO, NONE)))
    licence = found.licence
    assert licence is not None
    stage.answer("violations", found.model_copy(update={"licence": licence.model_copy(update={"points": points})}))


def take(stage: Stage, *records: Any) -> None:
    for one in records:
        stage.touch("take", id=one.record_number)


def be_told(stage: Stage, *records: Any) -> None:
    """Choose, ask for the notice, read it."""
    take(stage, *records)
    stage.touch("next")
    stage.answer("handling_notice", a_notice(*records))
    stage.wait(1)


def type_phone(stage: Stage, phone: str = "13896204417") -> None:
    stage.touch("type", field="phone", text=phone)
    stage.touch("next")


def sign_it(stage: Stage) -> None:
    """Contact, confirmation, signature."""
    type_phone(stage)
    stage.touch("next")
    stage.sign()


def a_decision(number: str = DECISION.decision_number, **changes: Any) -> UnpaidDecision:
    return DECISION.model_copy(update={"decision_number": number, **changes})


def fines(*decisions: UnpaidDecision, verified: bool = True, **changes: Any) -> FineAnswer:
    return FineAnswer(verified=verified, decisions=list(decisions), **changes)


def a_hold(amount_fen: int, *, held: bool = True, minutes: float = 15) -> FineHold:
    until = START + timedelta(minutes=minutes)
    return FineHold(held=held, amount_fen=amount_fen, valid_until=until if held else None)


def see_fines(stage: Stage, *decisions: UnpaidDecision) -> None:
    """Card, the own list after the face."""
    stage.wake()
    stage.choose(PAYMENT)
    stage.lay_card()
    stage.touch("choose", id="mine")
    stage.touch("next")
    stage.consent_to_face()
    stage.show_face()
    stage.answer("ask", ELIGIBLE)
    stage.answer("fines", fines(*decisions))


def hold(stage: Stage, *decisions: UnpaidDecision) -> int:
    """Choose these, have them held; return what has to be paid."""
    for one in decisions:
        stage.touch("choose", id=one.decision_number)
    stage.touch("next")
    amount = sum(one.fine_fen + one.surcharge_fen for one in decisions)
    stage.answer("hold", a_hold(amount))
    return amount


def posted(**codes: str) -> OutcomeAnswer:
    told = codes or {"voucher_number": "5000260000", "voucher_check": "a1b2c3"}
    return OutcomeAnswer(status=ApplicationStatus.COMPLETED, codes=told)
