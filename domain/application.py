"""The application 申请件: its statuses in their physical order, and which may follow which."""

from enum import StrEnum


class ApplicationStatus(StrEnum):
    """Where an application stands. *Lodged* (the terminal has it) and *received* (the office has it) differ."""

    DRAFT = "draft"  # 填写中
    CONFIRMED = "confirmed"  # 已确认
    LODGED = "lodged"  # 本机已收
    RECEIVED = "received"  # 后台已收到
    ACCEPTED = "accepted"  # 已受理
    UNDER_REVIEW = "under_review"  # 审核中
    CORRECTION_REQUESTED = "correction_requested"  # 待补正
    REJECTED = "rejected"  # 不予办理
    REFER_TO_WINDOW = "refer_to_window"  # 转现场办理
    APPROVED = "approved"  # 审核通过
    IN_PRODUCTION = "in_production"  # 制证中
    PRODUCED = "produced"  # 已制证
    POSTED = "posted"  # 已交寄
    DELIVERED = "delivered"  # 妥投
    RETURNED_UNDELIVERED = "returned_undelivered"  # 退回
    RESENT = "resent"  # 重寄
    HELD_FOR_PICKUP = "held_for_pickup"  # 窗口待领
    WITHDRAWN = "withdrawn"  # 已撤回
    COMPLETED = "completed"  # 已办结 (queries, decisions, payments, contact changes, truck pass: no post)
    ABANDONED = "abandoned"  # 未缴费作废 (confirmed, but the fee was not charged)


_S = ApplicationStatus

NEXT: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    _S.DRAFT: frozenset({_S.CONFIRMED}),
    _S.CONFIRMED: frozenset({_S.LODGED, _S.ABANDONED}),
    _S.LODGED: frozenset({_S.RECEIVED}),
    _S.RECEIVED: frozenset(
        {
            _S.ACCEPTED,
            _S.REJECTED,  # 不予受理: by a person, where the checks of intake did not pass
            _S.WITHDRAWN,
            _S.COMPLETED,
        }
    ),
    _S.ACCEPTED: frozenset(
        {
            _S.UNDER_REVIEW,
            _S.WITHDRAWN,
            _S.COMPLETED,
            _S.REJECTED,  # by the rules alone, where a service is decided at once
        }
    ),
    _S.UNDER_REVIEW: frozenset(
        {
            _S.ACCEPTED,  # released by the clerk, back into the queue
            _S.CORRECTION_REQUESTED,
            _S.REJECTED,
            _S.REFER_TO_WINDOW,
            _S.APPROVED,
            _S.WITHDRAWN,
        }
    ),
    _S.CORRECTION_REQUESTED: frozenset({_S.ACCEPTED, _S.REJECTED, _S.WITHDRAWN}),
    _S.APPROVED: frozenset({_S.IN_PRODUCTION, _S.WITHDRAWN, _S.COMPLETED}),
    _S.IN_PRODUCTION: frozenset({_S.PRODUCED}),
    _S.PRODUCED: frozenset({_S.POSTED}),
    _S.POSTED: frozenset({_S.DELIVERED, _S.RETURNED_UNDELIVERED}),
    _S.RETURNED_UNDELIVERED: frozenset({_S.RESENT, _S.HELD_FOR_PICKUP}),
    _S.RESENT: frozenset({_S.DELIVERED, _S.RETURNED_UNDELIVERED}),
    _S.HELD_FOR_PICKUP: frozenset({_S.DELIVERED}),
    _S.REJECTED: frozenset(),
    _S.REFER_TO_WINDOW: frozenset(),
    _S.DELIVERED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.COMPLETED: frozenset(),
    _S.ABANDONED: frozenset(),
}

CLOCK_PAUSED = frozenset({_S.CORRECTION_REQUESTED})
"""Statuses in which the three-working-day promise does not run."""

PENDING = frozenset(NEXT) - {
    _S.DRAFT,
    _S.ABANDONED,
    _S.REJECTED,
    _S.REFER_TO_WINDOW,
    _S.DELIVERED,
    _S.WITHDRAWN,
    _S.COMPLETED,
    _S.POSTED,
    _S.RETURNED_UNDELIVERED,
    _S.RESENT,
    _S.HELD_FOR_PICKUP,
}
"""Statuses that count as "the same business is already pending" (重复申请)."""


class StatusError(ValueError):
    """A status was asked to follow one that it cannot follow."""


def require_step(before: ApplicationStatus, after: ApplicationStatus) -> None:
    """Raise :class:`StatusError` unless `after` may follow `before`."""
    if after not in NEXT[before]:
        raise StatusError(f"{after} cannot follow {before}")
