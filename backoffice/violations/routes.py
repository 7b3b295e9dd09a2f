"""Terminal API, violations part: what is open, and its pictures."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.partners import PartnerFailure
from backoffice.violations.harvest import TooManyPersons
from backoffice.violations.services import NotEligible, TicketInvalid, ViolationDesk
from domain.wire.v1 import ProblemCode
from domain.wire.v1_violations import ViolationAnswer, ViolationPicture, ViolationPictureQuestion, ViolationQuestion

ASK_REGISTRY_AGAIN = 5  # seconds
router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


def _desk_of(request: Request) -> ViolationDesk:
    return cast("ViolationDesk", request.app.state.violations)


Desk = Annotated[ViolationDesk, Depends(_desk_of)]


@router.post("/violations", responses={429: PROBLEM})
def violations(message: ViolationQuestion, caller: SignedBy, desk: Desk) -> ViolationAnswer:
    """What is open against this person? Asks the registry now; without a matching face only an overview."""
    try:
        return desk.answer(caller.terminal_id, message)
    except NotEligible:
        raise TerminalRefusal(422, ProblemCode.NOT_ELIGIBLE) from None
    except TooManyPersons as many:
        raise TerminalRefusal(429, ProblemCode.TOO_MANY_PERSONS, many.retry_after) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.REGISTRY_UNAVAILABLE, ASK_REGISTRY_AGAIN) from None


@router.post("/violation-picture", responses={403: PROBLEM})
def violation_picture(message: ViolationPictureQuestion, caller: SignedBy, desk: Desk) -> ViolationPicture:
    """One photograph of one record, for the ticket of an answer."""
    try:
        return desk.picture(caller.terminal_id, message)
    except TicketInvalid:
        raise TerminalRefusal(403, ProblemCode.TICKET_INVALID) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.REGISTRY_UNAVAILABLE, ASK_REGISTRY_AGAIN) from None
