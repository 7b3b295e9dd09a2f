"""What a service costs here: as its plan has it, and the table of fees says."""

from datetime import date

from domain.rulebook import fee_on
from kiosk.flow.devices import Rulebook
from kiosk.flow.plan import Plan

PAY = "pay"  # the kind of stop where fees are paid


def fee_due(plan: Plan, rulebook: Rulebook, day: date) -> int:
    """Return what is paid on the way, in fen: nothing where the plan has no stop for it.

    Raises :class:`LookupError` when it has one and the table of fees has no row: a row that was forgotten makes nothing free.
    """
    return fee_on(rulebook.fees, plan.slug, day) if plan.has(PAY) else 0
