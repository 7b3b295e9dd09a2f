"""Terminal API, 我的申请: the own applications, and what may still be done about them."""

import base64
from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Depends

from backoffice.applicants import changes, own_cases
from backoffice.applicants.changes import Incomplete, NotPossibleNow
from backoffice.applicants.handing_out import NoSuchPaper, give_paper
from backoffice.applicants.own_cases import NotOwn, NotVerified
from backoffice.applicants.progress import tell_progress
from backoffice.audit import services as audit
from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.office import Actor
from backoffice.refusals import Refused
from backoffice.violations.harvest import TooManyPersons, admit
from domain.wire.v1 import ProblemCode
from domain.wire.v1_my_applications import (
    ChangeAnswer,
    Correction,
    MyApplicationsAnswer,
    MyApplicationsQuestion,
    MyDocumentQuestion,
    NewAddress,
    ProgressAnswer,
    ProgressQuestion,
    Withdrawal,
)
from domain.wire.v1_outcomes import DocumentAnswer

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)
Answer = TypeVar("Answer")


@router.post("/my-applications", responses={429: PROBLEM})
def my_applications(message: MyApplicationsQuestion, caller: SignedBy) -> MyApplicationsAnswer:
    """The applications of a verified person; without a matching face nothing is told."""
    office, person = caller.office, message.person
    try:
        with office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
            admit(work, caller.terminal_id, office.vault.person_hash(person.number))
        own_cases.require_verified(office, person)
    except TooManyPersons as many:
        raise TerminalRefusal(429, ProblemCode.TOO_MANY_PERSONS, many.retry_after) from None
    except NotVerified:
        return MyApplicationsAnswer(verified=False)
    with office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
        own = own_cases.list_own(work, person)
        audit.record(work, "applicant.listed", codes=tuple(one.number for one in own))
    return MyApplicationsAnswer(verified=True, applications=own)


@router.post("/my-applications/progress", responses={429: PROBLEM})
def progress(message: ProgressQuestion, caller: SignedBy) -> ProgressAnswer:
    """How far the application of a number is, for whoever holds its applicant's card; no face is needed."""
    try:
        return ProgressAnswer(progress=tell_progress(caller.office, caller.terminal_id, message))
    except TooManyPersons as many:
        raise TerminalRefusal(429, ProblemCode.TOO_MANY_PERSONS, many.retry_after) from None


@router.post("/my-applications/correct", responses={404: PROBLEM, 409: PROBLEM})
def correct(message: Correction, caller: SignedBy) -> ChangeAnswer:
    """Everything that was asked for, at once."""
    return _changed(lambda: changes.correct(caller.office, caller.terminal_id, message))


@router.post("/my-applications/withdraw", responses={404: PROBLEM, 409: PROBLEM})
def withdraw(message: Withdrawal, caller: SignedBy) -> ChangeAnswer:
    """The applicant does not want it any more."""
    return _changed(lambda: changes.withdraw(caller.office, caller.terminal_id, message))


@router.post("/my-applications/readdress", responses={404: PROBLEM, 409: PROBLEM})
def readdress(message: NewAddress, caller: SignedBy) -> ChangeAnswer:
    """Where the letter that came back is to go."""
    return _changed(lambda: changes.readdress(caller.office, caller.terminal_id, message))


@router.post("/my-applications/document", responses={404: PROBLEM})
def document(message: MyDocumentQuestion, caller: SignedBy) -> DocumentAnswer:
    """One document of an own application."""
    try:
        kept, pdf = give_paper(caller.office, caller.terminal_id, message)
    except (NotOwn, NotVerified):
        raise TerminalRefusal(404, ProblemCode.UNKNOWN_APPLICATION) from None
    except NoSuchPaper:
        raise TerminalRefusal(404, ProblemCode.DOCUMENT_NOT_READY) from None
    return DocumentAnswer(pdf=base64.b64encode(pdf).decode(), sheets=kept.sheets, sha256=kept.sha256)


def _changed(act: Callable[[], Answer]) -> Answer:
    """Do it; who is not verified, or not the applicant, learns the same: there is no such application."""
    try:
        return act()
    except (NotOwn, NotVerified):
        raise TerminalRefusal(404, ProblemCode.UNKNOWN_APPLICATION) from None
    except (NotPossibleNow, Refused):
        raise TerminalRefusal(409, ProblemCode.NOT_POSSIBLE_NOW) from None
    except Incomplete:
        raise TerminalRefusal(422, ProblemCode.MESSAGE_INVALID) from None
