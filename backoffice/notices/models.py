"""The table of text messages."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base, words


class NoticeKind(StrEnum):
    """What a message is about; names its template in `config/texts/sms.toml`."""

    ACCEPTED = "accepted"  # 受理
    CORRECTION = "correction"  # 补正
    REJECTED = "rejected"  # 不予办理
    REFERRED = "referred"  # 转现场
    POSTED = "posted"  # 已交寄
    RETURNED = "returned"  # 未妥投
    HELD_FOR_PICKUP = "held_for_pickup"  # 窗口待领
    WITHDRAWN = "withdrawn"  # 已撤回
    DECISION = "decision"  # 处罚决定已作出
    NOT_HANDLED = "not_handled"  # 未能处理: the registry had moved on
    DEFENCE_TAKEN = "defence_taken"  # 陈述申辩已收到
    OBJECTION_TAKEN = "objection_taken"  # 异议已收到
    OBJECTION_FORWARDED = "objection_forwarded"  # 异议已转交
    STATEMENT_ADOPTED = "statement_adopted"  # 采纳
    DEFENCE_DECLINED = "defence_declined"  # 不采纳, 决定已作出
    OBJECTION_DECLINED = "objection_declined"  # 经核查维持, 可再处理
    FINE_PAID = "fine_paid"  # 缴款成功
    FINE_OWED = "fine_owed"  # 已由他处缴纳, 退款

    CONTACT_CHANGED = "contact_changed"  # 联系方式已变更
    CONTACT_LEFT = "contact_left"  # the same, to the number of before: whoever has it may say that it was not he
    TEMPORARY_PLATE = "temporary_plate"  # 临时行驶车号牌可打印
    TRUCK_PASS = "truck_pass"  # noqa: S105 - 通行证已核发
    DUE_MOVED = "due_moved"  # 预计日期有变: worded when it is sent (`backoffice/notices/promises.py`)


class NoticeState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # there was nothing to tell any more when it came due
    REFUSED = "refused"  # the partner will never take it; staff must look


class Notice(Base):
    """One text message, written in the same transaction as what it tells of. Phone and text are sealed under the case's key."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(words(NoticeKind))
    sealed: Mapped[bytes]  # JSON {"phone", "text"} under the case's data key
    state: Mapped[NoticeState] = mapped_column(words(NoticeState), default=NoticeState.WAITING, index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(80))
