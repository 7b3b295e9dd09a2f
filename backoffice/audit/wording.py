"""Puts what an audit entry carries into words: actions and codes. What has no word (a number, a name, a day) stays as it is."""

from collections.abc import Mapping

from backoffice.audit.models import AuditEntry
from backoffice.desk.pages import Words

OF_ACTION: Mapping[str, tuple[str, ...]] = {
    "application.quarantined": ("desk.troubles.put_aside",),
    "application.retaken": ("desk.troubles.put_aside",),
    "audit.answered": ("desk.audit.rule",),
    "audit.asked": ("desk.audit.rule",),
    "blank.spoiled": ("desk.spoil.reason",),
    "case.escalated": ("desk.escalation.level", "desk.rail"),
    "case.held_at_intake": ("desk.intake.doubt",),
    "dispatch.return_registered": ("desk.dispatch.return_reason",),
    "hold.set": ("desk.retention.reason",),
    "registry.gaps_found": ("desk.troubles.gap",),
    "staff.added": ("desk.role",),
    "staff.duties_set": ("desk.role",),
    "staff.renewed": ("desk.role",),
    "truck_pass.revoked": ("desk.passes.reason",),
}
"""Where the word of a code stands that means something else elsewhere (a hold for an `audit`, the list `audit`)."""

OF_ALARMS = ("desk.fleet.alarm", "desk.fleet.device")


class AuditWords:
    """The words of one reader's language; `regions`: names of districts by their codes."""

    def __init__(self, words: Words, regions: Mapping[str, str]) -> None:
        self._words = words
        self._regions = regions

    def action(self, action: str) -> str:
        """Return what was done, in words."""
        event = self._words.or_same(f"desk.event.{action.removeprefix('case.')}", action)
        return self._words.or_same(f"desk.action.{action}", event)

    def codes(self, entry: AuditEntry) -> str:
        """Return the codes of an entry in words."""
        return " · ".join(self.code(entry.action, code) for code in entry.codes) or "—"

    def code(self, action: str, code: str) -> str:
        """Return one code of an entry of `action` in words."""
        if code in self._regions:
            return self._regions[code]
        alarms = OF_ALARMS if action.startswith("terminal.alarm_") else ()
        families = (*OF_ACTION.get(action, ()), *alarms)
        keys = (*(f"{family}.{code}" for family in families), *_anywhere(code))
        found = (self._words.or_same(key, "") for key in keys)
        return next(filter(None, found), code)


def _anywhere(code: str) -> tuple[str, ...]:
    """Return where the word of a code may stand that means the same everywhere, the likeliest first."""
    return (
        f"desk.audit.code.{code}",
        f"reason.{code}.label",
        f"service.{code}.title",
        f"service.{code}.name",
        f"desk.person.{code}",
        f"desk.item.{code}",
        f"desk.correct.{code}",
        f"desk.fleet.device.{code}",
        f"desk.attachment.kind.{code}",
        f"desk.refusal.{code}",
    )
