"""Terminal API, outcomes part: what became of an application, and its documents."""

from fastapi import APIRouter, Depends

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.outcomes import services
from backoffice.outcomes.services import NotReady, UnknownApplication
from domain.wire.v1 import ProblemCode
from domain.wire.v1_outcomes import DocumentAnswer, DocumentQuestion, OutcomeAnswer, OutcomeQuestion

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


@router.post("/outcome", responses={404: PROBLEM})
def outcome(message: OutcomeQuestion, caller: SignedBy) -> OutcomeAnswer:
    """Say what became of this application."""
    try:
        return services.outcome(caller.office, caller.terminal_id, message)
    except UnknownApplication:
        raise TerminalRefusal(404, ProblemCode.UNKNOWN_APPLICATION) from None


@router.post("/document", responses={404: PROBLEM})
def document(message: DocumentQuestion, caller: SignedBy) -> DocumentAnswer:
    """One document of this application."""
    try:
        return services.document(caller.office, caller.terminal_id, message)
    except UnknownApplication:
        raise TerminalRefusal(404, ProblemCode.UNKNOWN_APPLICATION) from None
    except NotReady:
        raise TerminalRefusal(404, ProblemCode.DOCUMENT_NOT_READY) from None
