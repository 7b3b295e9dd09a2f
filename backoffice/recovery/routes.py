"""Terminal API, recovery part: which applications a restored office misses, and what was changed about them."""

from fastapi import APIRouter, Depends

from backoffice.applicants import sent_again
from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEMS
from backoffice.intake.keys import SealingKeys
from backoffice.recovery import epochs
from domain.wire.v1_recovery import (
    ChangeTakenAgain,
    MissingAnswer,
    MissingChangesAnswer,
    MissingChangesQuestion,
    MissingQuestion,
    SealedChange,
)

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


@router.post("/missing")
def missing(message: MissingQuestion, caller: SignedBy) -> MissingAnswer:
    """Which of these delivered applications does the office not have? Asked when its epoch has changed."""
    with caller.office.reading() as work:
        lost = epochs.missing_of(work.session, caller.terminal_id, message.numbers)
        return MissingAnswer(epoch=epochs.name_of_epoch(work.session), missing=lost)


@router.post("/missing-changes")
def missing_changes(message: MissingChangesQuestion, caller: SignedBy) -> MissingChangesAnswer:
    """Which of these corrections, withdrawals and new addresses does the office not have? Asked after a restore."""
    with caller.office.reading() as work:
        return sent_again.missing_of(work.session, message.changes)


@router.post("/changes")
def change(message: SealedChange, caller: SignedBy) -> ChangeTakenAgain:
    """One of them once more, sealed. Refusals are answers: the terminal does not ask again."""
    return sent_again.take(caller.office, SealingKeys(caller.office.settings.keys_dir), caller.terminal_id, message)
