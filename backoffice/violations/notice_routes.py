"""Terminal API, handling part: the notice before records are handled."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.partners import PartnerFailure
from backoffice.violations.harvest import TooManyPersons
from backoffice.violations.notices import NoticeDesk
from backoffice.violations.routes import ASK_REGISTRY_AGAIN
from backoffice.violations.services import TicketInvalid
from domain.wire.v1 import ProblemCode
from domain.wire.v1_handling import NoticeAnswer, NoticeQuestion

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


def _desk_of(request: Request) -> NoticeDesk:
    return cast("NoticeDesk", request.app.state.handling)


@router.post("/handling-notice", responses={403: PROBLEM, 429: PROBLEM})
def handling_notice(message: NoticeQuestion, caller: SignedBy, desk: Annotated[NoticeDesk, Depends(_desk_of)]) -> NoticeAnswer:
    """What is intended for these records? Asks the registry now, for the ticket of an answer."""
    try:
        return desk.notice(caller.terminal_id, message)
    except TicketInvalid:
        raise TerminalRefusal(403, ProblemCode.TICKET_INVALID) from None
    except TooManyPersons as many:
        raise TerminalRefusal(429, ProblemCode.TOO_MANY_PERSONS, many.retry_after) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.REGISTRY_UNAVAILABLE, ASK_REGISTRY_AGAIN) from None
