"""Terminal API, fines part: what may be paid, and holding it for an order."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.partners import PartnerFailure
from backoffice.payments.fines import FineDesk
from backoffice.payments.hold_limit import TooManyHolds
from backoffice.violations.harvest import TooManyPersons
from backoffice.violations.routes import ASK_REGISTRY_AGAIN
from domain.wire.v1 import ProblemCode
from domain.wire.v1_handling import FineAnswer, FineHold, FineHoldQuestion, FineQuestion

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


def _desk_of(request: Request) -> FineDesk:
    return cast("FineDesk", request.app.state.fines)


Desk = Annotated[FineDesk, Depends(_desk_of)]


@router.post("/fines", responses={429: PROBLEM})
def fines(message: FineQuestion, caller: SignedBy, desk: Desk) -> FineAnswer:
    """Which fines may be paid? Asks the registry now."""
    try:
        return desk.answer(caller.terminal_id, message)
    except TooManyPersons as many:
        raise TerminalRefusal(429, ProblemCode.TOO_MANY_PERSONS, many.retry_after) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.REGISTRY_UNAVAILABLE, ASK_REGISTRY_AGAIN) from None


@router.post("/fine-hold", responses={429: PROBLEM})
def fine_hold(message: FineHoldQuestion, caller: SignedBy, desk: Desk) -> FineHold:
    """Hold decisions for one order, prolong that, say that the payment is unclear, or let them go."""
    try:
        return desk.hold(caller.terminal_id, message)
    except TooManyHolds as many:
        raise TerminalRefusal(429, ProblemCode.HOLD_LIMIT, many.retry_after) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.REGISTRY_UNAVAILABLE, ASK_REGISTRY_AGAIN) from None
