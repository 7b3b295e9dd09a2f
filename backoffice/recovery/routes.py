"""Terminal API, recovery part: which applications a restored office misses."""

from fastapi import APIRouter, Depends

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEMS
from backoffice.recovery import epochs
from domain.wire.v1_recovery import MissingAnswer, MissingQuestion

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


@router.post("/missing")
def missing(message: MissingQuestion, caller: SignedBy) -> MissingAnswer:
    """Which of these delivered applications does the office not have? Asked when its epoch has changed."""
    with caller.office.reading() as work:
        lost = epochs.missing_of(work.session, caller.terminal_id, message.numbers)
        return MissingAnswer(epoch=epochs.name_of_epoch(work.session), missing=lost)
