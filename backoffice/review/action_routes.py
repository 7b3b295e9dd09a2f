"""What a reviewer presses: each a form post that ends in a redirect, a sentence on the page, or the conflict page (409)."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import Work, clerk
from backoffice.refusals import CaseChanged, Refused
from backoffice.review import cases, decisions, desk
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Decision, DecisionState, PersonJudgement
from backoffice.review.preview import preview
from backoffice.review.trail import name_of, standing_after
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

router = APIRouter()


class Deed:
    """One press of one clerk on one case: does it, and answers with where to go."""

    def __init__(self, request: Request, session: Reviewer, pages: PagesDep) -> None:
        self.request = request
        self.session = session
        self.pages = pages

    def do(self, number: str, act: Callable[[Work], object], *, then: str = "", seen: int = 0) -> Response:
        """Run `act` in a transaction; go `then` (the case itself by default)."""
        return self._run(number, act, lambda _done: then or f"/desk/review/{number}", seen)

    def decide(self, number: str, kind: str, act: Callable[[Work], Decision], seen: int) -> Response:
        """Run a decision; afterwards the queue says what was done, or that it waits for a second person."""
        there = f"/desk/review?done={kind}&at={number}"
        return self._run(number, act, lambda made: there + ("&waits=1" if made.state is DecisionState.PROPOSED else ""), seen)

    def _run(self, number: str, act: Callable[[Work], Done], then: Callable[[Done], str], seen: int) -> Response:
        actor = clerk(self.session.staff)
        try:
            with self.pages.office.writing(actor) as work:
                done = act(work)
        except CaseChanged:
            return self.conflict(number, seen)
        except Refused as refused:
            return RedirectResponse(f"/desk/review/{number}?said={refused.reason}", status_code=303)
        return RedirectResponse(then(done), status_code=303)

    def conflict(self, number: str, seen: int) -> HTMLResponse:
        """Say what did not happen, and how the case stood then and stands now."""
        with self.pages.office.reading() as work:
            case = cases.get_case(work.session, number)
            events = tuple(case.events)
        later = [event for event in events if event.id > seen]
        return self.pages.page(
            self.request,
            self.session,
            "review_conflict.html",
            here="review",
            status=409,
            case=case,
            then=standing_after(event for event in events if event.id <= seen),
            now=standing_after(events),
            later=later,
            name_of=name_of,
            who=later[-1].staff.display_name if later and later[-1].staff else "",
        )


DeedDep = Annotated[Deed, Depends()]


@router.post("/{number}/claim")
def claim(number: str, deed: DeedDep, version: Version, seen: Seen = 0) -> Response:
    """Take the case and open it."""
    return deed.do(number, lambda work: desk.claim(work, number, version), seen=seen)


@router.post("/{number}/renew")
def renew(number: str, deed: DeedDep) -> Response:
    """Prolong one's own lease."""
    return deed.do(number, lambda work: desk.renew(work, number))


@router.post("/{number}/release")
def release(number: str, deed: DeedDep) -> Response:
    """Give the case back to the queue."""
    return deed.do(number, lambda work: desk.release(work, number), then="/desk/review")


@router.post("/{number}/registry")
def refresh_registry(number: str, deed: DeedDep) -> Response:
    """Ask the registry again now."""
    try:
        desk.refresh_registry(deed.pages.office, clerk(deed.session.staff), number)
    except Refused as refused:
        return RedirectResponse(f"/desk/review/{number}?said={refused.reason}", status_code=303)
    return RedirectResponse(f"/desk/review/{number}", status_code=303)


@router.post("/{number}/judge")
def judge(number: str, deed: DeedDep, version: Version, judgement: Judgement, seen: Seen = 0) -> Response:
    """Record whether the photographs show the same person."""
    return deed.do(number, lambda work: desk.judge_person(work, number, version, judgement), seen=seen)


@router.post("/{number}/accept")
def accept(
    number: str, deed: DeedDep, version: Version, item: Annotated[str, Form()], *, accepted: Flag = True, seen: Seen = 0
) -> Response:
    """Accept a changed item, or take that back."""
    return deed.do(number, lambda work: desk.accept_change(work, number, version, item, accepted=accepted), seen=seen)


@router.post("/{number}/approve")
def approve(
    number: str, deed: DeedDep, version: Version, seen: Seen = 0, *, override: Flag = False, note: Note = ""
) -> Response:
    """通过."""

    def act(work: Work) -> Decision:
        return decisions.approve(work, number, version, override=override, note=note)

    return deed.decide(number, "approve", act, seen)


@router.post("/{number}/correction")
def correction(number: str, deed: DeedDep, version: Version, items: Items, note: Note = "", seen: Seen = 0) -> Response:
    """补正: every item at once; its codes follow from the items."""

    def act(work: Work) -> Decision:
        correctable = DESKS[cases.get_case(work.session, number).service].correctable
        codes = tuple(dict.fromkeys(correctable[item] for item in items if item in correctable))
        return decisions.request_correction(work, number, version, codes, tuple(items), note)

    return deed.decide(number, "correction", act, seen)


@router.post("/{number}/correction/preview")
def correction_preview(
    request: Request, number: str, _session: Reviewer, pages: PagesDep, items: Items, note: Note = ""
) -> HTMLResponse:
    """Show the text message and the terminal's sentences for what is ticked and written."""
    with pages.office.reading() as work:
        shown = preview(work, number, tuple(items), note)
    return pages.bare(request, "review_preview.html", preview=shown)


@router.post("/{number}/reject")
def reject(number: str, deed: DeedDep, version: Version, codes: Codes, note: Note = "", seen: Seen = 0) -> Response:
    """不予办理."""
    return deed.decide(number, "reject", lambda work: decisions.reject(work, number, version, tuple(codes), note), seen)


@router.post("/{number}/refer")
def refer(number: str, deed: DeedDep, version: Version, codes: Codes, note: Note = "", seen: Seen = 0) -> Response:
    """转现场办理."""

    def act(work: Work) -> Decision:
        return decisions.refer_to_window(work, number, version, tuple(codes), note)

    return deed.decide(number, "refer", act, seen)


@router.post("/{number}/agree")
def agree(number: str, deed: DeedDep, version: Version, seen: Seen = 0) -> Response:
    """The second person agrees."""
    return deed.decide(number, "agree", lambda work: decisions.agree(work, number, version), seen)


@router.post("/{number}/decline")
def decline(number: str, deed: DeedDep, version: Version, seen: Seen = 0) -> Response:
    """The second person does not agree."""
    return deed.decide(number, "decline", lambda work: decisions.decline(work, number, version), seen)
