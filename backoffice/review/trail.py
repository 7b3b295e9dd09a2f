"""The history of a case in words."""

from dataclasses import dataclass

from backoffice.desk.pages import Words
from backoffice.review.models import CaseEvent, EventKind

INK_OF_EVENT = {
    EventKind.REJECTED: "fbad",
    EventKind.DECLINED: "fwarn",
    EventKind.LEASE_EXPIRED: "fwarn",
    EventKind.TAKEN_OVER: "fwarn",
    EventKind.RELEASE_ASKED: "fwarn",
    EventKind.HELD_AT_INTAKE: "fwarn",
    EventKind.CORRECTION_REQUESTED: "fhold",
    EventKind.APPROVED: "fok",
    EventKind.CHANGE_NOT_TAKEN: "fwarn",
    EventKind.REFUND_DUE: "fwarn",
    EventKind.REFUND_RECORDED: "fhold",
    EventKind.CLAIMED: "f1",
}

FAMILIES = (
    "desk.item",
    "desk.person",
    "desk.way",
    "desk.intake.doubt",
    "desk.escalation.level",
    "desk.board.stage",
    "desk.audit.code",
)
"""Where the word of a code may stand, besides the reasons."""


@dataclass(frozen=True)
class TrailItem:
    """One line of the history."""

    when: str
    ink: str
    text: str


def trail_item(event: CaseEvent, words: Words) -> TrailItem:
    """Put one event into words."""
    who = name_of(event) or words("desk.system")
    codes = " ".join(_code(code, words) for code in event.codes)
    text = f"{who} {words(f'desk.event.{event.kind.value}')}" + (f"：{codes}" if codes else "")
    return TrailItem(f"{event.at:%m-%d %H:%M}", INK_OF_EVENT.get(event.kind, "f3"), text)


def _code(code: str, words: Words) -> str:
    for key in (f"reason.{code}.label", *(f"{family}.{code}" for family in FAMILIES)):
        label = words.or_same(key, "")
        if label:
            return label
    return code


def name_of(event: CaseEvent) -> str:
    """Return who did it; a lease that ran out is nobody's deed, whoever came next."""
    return event.staff.display_name if event.staff and event.kind is not EventKind.LEASE_EXPIRED else ""
