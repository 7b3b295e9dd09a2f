"""What a service costs here: as its plan has it, and the table of fees says."""

from domain.rulebook import fee_on
from kiosk.flow.contents import Matter
from kiosk.flow.plan import Plan

PAY = "pay"  # the kind of stop where fees are paid


def fee_due(plan: Plan, matter: Matter) -> int:
    """Return what is paid on the way, in fen: nothing where the plan has no stop for it.

    Raises :class:`LookupError` when it has one and the table of fees has no row: a row that was forgotten makes nothing free.
    """
    if not plan.has(PAY):
        return 0
    if plan.fee is not None:
        return plan.fee(matter)
    return fee_on(matter.rulebook.fees, plan.service, matter.now.date())
