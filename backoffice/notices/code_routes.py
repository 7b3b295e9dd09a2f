"""Terminal API, codes by SMS: send one, compare one."""

from fastapi import APIRouter, Depends

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.notices import phone_codes
from backoffice.notices.phone_codes import TooManyCodes
from backoffice.partners import PartnerFailure
from domain.wire.v1 import ProblemCode
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneCodeQuestion, PhoneProofAnswer, PhoneProofQuestion

SEND_AGAIN = 5  # seconds
router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


@router.post("/phone-code", responses={429: PROBLEM})
def phone_code(message: PhoneCodeQuestion, caller: SignedBy) -> PhoneCodeAnswer:
    """Send a code by SMS, now."""
    try:
        return phone_codes.ask(caller.office, caller.terminal_id, message)
    except TooManyCodes as many:
        raise TerminalRefusal(429, ProblemCode.CODE_LIMIT, many.retry_after) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.OFFICE_BUSY, SEND_AGAIN) from None


@router.post("/phone-proof")
def phone_proof(message: PhoneProofQuestion, caller: SignedBy) -> PhoneProofAnswer:
    """Compare a typed code with the one that was sent."""
    return phone_codes.prove(caller.office, caller.terminal_id, message)
