"""Terminal API: the working-day tables."""

from fastapi import APIRouter, Depends

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEMS
from backoffice.working_days import terminals
from domain.wire.v1_calendar import CalendarAnswer, CalendarQuestion

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


@router.post("/calendar")
def tell_calendar(message: CalendarQuestion, caller: SignedBy) -> CalendarAnswer:
    """Tell a terminal the working-day tables of the office, when others lie there."""
    with caller.office.reading() as work:
        return CalendarAnswer(calendar=terminals.signed_for(work, caller.terminal_id, message.lying))
