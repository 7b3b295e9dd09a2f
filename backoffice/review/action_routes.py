"""What a reviewer presses: each a form post that ends in a redirect, a sentence on the page, or the conflict page (409)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.conflict import Press
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import Work, clerk
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases, decisions, desk, notes
from backoffice.review.case_page import draw_case
from backoffice.review.case_view import Kept
from backoffice.review.catalogue import DESKS
from backoffice.review.conflict import BROUGHT_BACK, Pressed, conflict_of
from backoffice.review.models import Decision, DecisionState, PersonJudgement
from backoffice.review.preview import preview
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from domain.reasons import ReasonCode

Reviewer = Annotated[StaffSession, Depends(may(*ROLES_OF["review"]))]
Version = Annotated[int, Form()]
Seen = Annotated[int, Form()]
Note = Annotated[str, Form(max_length=500)]
Judgement = Annotated[PersonJudgement, Form()]
Flag = Annotated[bool, Form()]
Items = Annotated[list[str], Form(default_factory=list)]
Codes = Annotated[list[ReasonCode], Form(default_factory=list)]

Done = TypeVar("Done")

MOVED = frozenset(
    {
        Reason.NOT_CLAIMED,
        Reason.CLAIMED_BY_OTHER,
        Reason.WRONG_STATUS,
        Reason.DECISION_WAITS,
        Reason.NO_DECISION_WAITS,
        Reason.NOT_HELD,
    }
)
"""Refusals that say no more than: it is not as it was. Where the case has moved since, the page says how."""

UNFINISHED = frozenset({Reason.CODES_MISSING, Reason.CODE_NOT_ALLOWED, Reason.NOTE_MISSING, Reason.NOTE_NAMES_SOMEBODY})
"""Refusals of a form that lacks something or says too much: it comes back as it was typed."""

router = APIRouter()


class Deed:
    """One press of one clerk on one case: does it, and answers with where to go."""

    def __init__(self, request: Request, session: Reviewer, pages: PagesDep, *, version: Version = 0, seen: Seen = 0) -> None:
        self.request = request
        self.session = session
        self.pages = pages
        self.version = version
        self.seen = seen

    def do(self, number: str, name: str, act: Callable[[Work], object], *, then: str = "", note: str = "") -> Response:
        """Run `act` in a transaction; go `then` (the case itself by default)."""
        there = RedirectResponse(then or f"/desk/review/{number}", status_code=303)
        return self._run(number, Kept(name, note=note), act, lambda _done: there)

    def bring_back(self, number: str, name: str, act: Callable[[Work], object], kept: Kept) -> Response:
        """Run `act` in a transaction, then open the case with what had been typed before a press came too late."""
        return self._run(number, Kept(name, note=kept.note), act, lambda _done: self.draw(number, kept))

    def draw(self, number: str, kept: Kept) -> HTMLResponse:
        """Open the case with what was typed."""
        return draw_case(self.request, number, self.session, self.pages, kept)

    def decide(self, number: str, typed: Kept, act: Callable[[Work], Decision]) -> Response:
        """Run a decision; afterwards the queue says what was done, or that it waits for a second person."""
        there = f"/desk/review?done={typed.way}&at={number}"

        def then(made: Decision) -> Response:
            waits = "&waits=1" if made.state is DecisionState.PROPOSED else ""
            return RedirectResponse(there + waits, status_code=303)

        return self._run(number, typed, act, then)

    def _run(self, number: str, typed: Kept, act: Callable[[Work], Done], then: Callable[[Done], Response]) -> Response:
        pressed = Pressed(typed.way, self.version, self.seen, typed.ticked, typed.note)
        try:
            with self.pages.office.writing(clerk(self.session.staff)) as work:
                done = act(work)
        except CaseChanged:
            return self.conflict(number, pressed)
        except Refused as refused:
            if refused.reason is Reason.NOT_FOUND:
                raise
            if refused.reason in MOVED and self._has_moved(number):
                return self.conflict(number, pressed)
            if refused.reason in UNFINISHED:
                return self.draw(number, replace(typed, missing=refused.reason.value))
            return RedirectResponse(f"/desk/review/{number}?said={refused.reason}", status_code=303)
        return then(done)

    def _has_moved(self, number: str) -> bool:
        with self.pages.office.reading() as work:
            return self.version not in (0, cases.get_case(work.session, number).version)

    def conflict(self, number: str, pressed: Pressed) -> HTMLResponse:
        """Say what did not happen, how the case stood then and stands now, and what can be done."""
        press = Press(self.request, self.pages)
        with self.pages.office.reading(clerk(self.session.staff)) as work:
            found, review = conflict_of(work, number, pressed, press.words)
        return press.answer(self.session, found, "review_conflict.html", review=review)


DeedDep = Annotated[Deed, Depends()]


def brought_back(
    ticked: Items, way: Annotated[str, Form(max_length=20)] = "", note: Annotated[str, Form(max_length=500)] = ""
) -> Kept:
    """Return what a press that came too late had typed; it travels in the body of requests, and is kept nowhere."""
    return Kept(way, tuple(ticked), note) if way in BROUGHT_BACK else Kept()


BroughtBack = Annotated[Kept, Depends(brought_back)]


@router.post("/{number}/claim")
def claim(number: str, deed: DeedDep, kept: BroughtBack) -> Response:
    """Take the case and open it."""

    def act(work: Work) -> object:
        return desk.claim(work, number, deed.version)

    return deed.bring_back(number, "claim", act, kept) if kept.way else deed.do(number, "claim", act)


@router.post("/{number}/again")
def again(number: str, deed: DeedDep, kept: BroughtBack) -> Response:
    """Open the case with what had been typed before a press came too late."""
    return deed.draw(number, kept)


@router.post("/{number}/renew")
def renew(number: str, deed: DeedDep) -> Response:
    """Prolong one's own lease."""
    return deed.do(number, "claim", lambda work: desk.renew(work, number))


@router.post("/{number}/release")
def release(number: str, deed: DeedDep) -> Response:
    """Give the case back to the queue."""
    return deed.do(number, "release", lambda work: desk.release(work, number), then="/desk/review")


@router.post("/{number}/take-over")
def take_over(number: str, deed: DeedDep) -> Response:
    """收回: a supervisor ends somebody's lease."""
    return deed.do(number, "take_over", lambda work: desk.take_over(work, number, deed.version))


@router.post("/{number}/ask-release")
def ask_release(number: str, deed: DeedDep) -> Response:
    """请让出: ask the holder to give the case back."""
    return deed.do(number, "ask", lambda work: desk.ask_release(work, number))


@router.post("/{number}/note")
def note(number: str, deed: DeedDep, text: Annotated[str, Form(max_length=notes.LONGEST)] = "") -> Response:
    """备注: leave a note for colleagues."""
    return deed.do(number, "note", lambda work: notes.leave_note(work, number, text), note=text)


@router.post("/{number}/registry")
def refresh_registry(number: str, deed: DeedDep) -> Response:
    """Ask the registry again now."""
    try:
        desk.refresh_registry(deed.pages.office, clerk(deed.session.staff), number)
    except Refused as refused:
        if refused.reason is Reason.NOT_FOUND:
            raise
        return RedirectResponse(f"/desk/review/{number}?said={refused.reason}", status_code=303)
    return RedirectResponse(f"/desk/review/{number}", status_code=303)


@router.post("/{number}/judge")
def judge(number: str, deed: DeedDep, judgement: Judgement) -> Response:
    """Record whether the photographs show the same person."""
    return deed.do(number, "judge", lambda work: desk.judge_person(work, number, deed.version, judgement))


@router.post("/{number}/accept")
def accept(number: str, deed: DeedDep, item: Annotated[str, Form()], *, accepted: Flag = True) -> Response:
    """Accept a changed item, or take that back."""
    return deed.do(number, "accept", lambda work: desk.accept_change(work, number, deed.version, item, accepted=accepted))


@router.post("/{number}/approve")
def approve(number: str, deed: DeedDep, *, override: Flag = False, note: Note = "") -> Response:
    """通过."""

    def act(work: Work) -> Decision:
        return decisions.approve(work, number, deed.version, override=override, note=note)

    return deed.decide(number, Kept("approve", note=note), act)


@router.post("/{number}/correction")
def correction(number: str, deed: DeedDep, items: Items, note: Note = "") -> Response:
    """补正: every item at once; its codes follow from the items."""

    def act(work: Work) -> Decision:
        correctable = DESKS[cases.get_case(work.session, number).service].correctable
        codes = tuple(dict.fromkeys(correctable[item] for item in items if item in correctable))
        return decisions.request_correction(work, number, deed.version, codes, tuple(items), note)

    return deed.decide(number, Kept("correction", tuple(items), note), act)


@router.post("/{number}/correction/preview")
def correction_preview(
    request: Request, number: str, session: Reviewer, pages: PagesDep, items: Items, note: Note = ""
) -> HTMLResponse:
    """Show the text message and the terminal's sentences for what is ticked and written."""
    with pages.office.reading(clerk(session.staff)) as work:
        shown = preview(work, number, tuple(items), note)
    return pages.bare(request, "review_preview.html", preview=shown)


@router.post("/{number}/reject")
def reject(number: str, deed: DeedDep, codes: Codes, note: Note = "") -> Response:
    """不予办理."""

    def act(work: Work) -> Decision:
        return decisions.reject(work, number, deed.version, tuple(codes), note)

    return deed.decide(number, Kept("reject", tuple(codes), note), act)


@router.post("/{number}/refer")
def refer(number: str, deed: DeedDep, codes: Codes, note: Note = "") -> Response:
    """转现场办理."""

    def act(work: Work) -> Decision:
        return decisions.refer_to_window(work, number, deed.version, tuple(codes), note)

    return deed.decide(number, Kept("refer", tuple(codes), note), act)


@router.post("/{number}/agree")
def agree(number: str, deed: DeedDep) -> Response:
    """The second person agrees."""
    return deed.decide(number, Kept("agree"), lambda work: decisions.agree(work, number, deed.version))


@router.post("/{number}/decline")
def decline(number: str, deed: DeedDep) -> Response:
    """The second person does not agree."""
    return deed.decide(number, Kept("decline"), lambda work: decisions.decline(work, number, deed.version))
