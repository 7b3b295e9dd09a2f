"""Pages of the intake desk: what waits to be accepted, what could not be read, gaps of the registry."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk import conflict, live
from backoffice.desk.conflict import Press, PressDep, Version, Ways
from backoffice.desk.marks import signature_paths
from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.intake import desk, quarantine
from backoffice.office import Work, clerk
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import fitting
from backoffice.review.acceptance import is_proven
from backoffice.review.conflict import Late, answer_late
from backoffice.review.trail import trail_item
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from backoffice.troubles import registry_gaps
from backoffice.troubles.models import RegistryGap
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode

HERE = "/desk/intake"
LISTS = ("held", "quarantine", "gaps")
"""The lists under the keys 1 … 3."""

SHOWN_OF_HASH = 12  # enough to tell people apart in a list

DONE = {"intake_accept": "accepted", "intake_refuse": "refused"}

UNFINISHED = frozenset({Reason.CODES_MISSING, Reason.CODE_NOT_ALLOWED, Reason.NOTE_MISSING})
"""Refusals of a form that lacks something: it comes back as it was typed."""

Acceptor = Annotated[StaffSession, Depends(may(*ROLES_OF["intake"]))]
Codes = Annotated[list[ReasonCode], Form(default_factory=list)]
Note = Annotated[str, Form(max_length=500)]
router = APIRouter(prefix=HERE)


@dataclass(frozen=True)
class Typed:
    """What stood in the dialog of refusing when it was sent unfinished or too late. Its repr shows no note."""

    missing: str = ""  # text key `desk.refusal.<missing>`
    codes: tuple[ReasonCode, ...] = ()
    note: str = field(repr=False, default="")

    @property
    def opened(self) -> bool:
        """Tell whether the dialog is to stand open."""
        return bool(self.missing or self.codes or self.note)


def _lists(work: Work) -> dict[str, list[object]]:
    return {
        "held": list(desk.list_held(work)),
        "quarantine": list(quarantine.list_quarantine(work)),
        "gaps": list(registry_gaps.list_gaps(work)),
    }


@router.get("")
def list_page(
    request: Request, session: Acceptor, pages: PagesDep, shown: str = "held", said: str = "", done: str = "", at: str = ""
) -> HTMLResponse:
    """Show one list."""
    shown = shown if shown in LISTS else LISTS[0]
    with pages.office.reading(clerk(session.staff)) as work:
        lists = _lists(work)
        mark = live.mark_of([_row(one) for one in lists[shown]])
    return pages.page(
        request,
        session,
        "intake_list.html",
        here="intake",
        lists=lists,
        shown=shown,
        entries=lists[shown],
        today=pages.office.clock.now().date(),
        shown_of_hash=SHOWN_OF_HASH,
        mark=mark,
        said=said,
        done=done,
        at=at,
    )


@router.get("/news")
def news(request: Request, session: Acceptor, pages: PagesDep, drawn: str, shown: str = "held") -> Response:
    """Say whether the list has changed since it was drawn."""
    shown = shown if shown in LISTS else LISTS[0]
    with pages.office.reading(clerk(session.staff)) as work:
        rows = [_row(one) for one in _lists(work)[shown]]
    return live.news(request, pages, drawn, rows, f"{HERE}?shown={shown}")


def _row(one: object) -> object:
    """Return what tells whether a line is still the same one; a row of a table has no repr that would."""
    return (one.person_hash, one.fields) if isinstance(one, RegistryGap) else one


@router.get("/{number}")
def held_page(request: Request, number: str, session: Acceptor, pages: PagesDep, said: str = "") -> HTMLResponse:
    """Open one application in full; audited."""
    return _case_page(request, number, session, pages, said)


def _case_page(
    request: Request, number: str, session: StaffSession, pages: Pages, said: str = "", typed: Typed | None = None
) -> HTMLResponse:
    with pages.office.writing(clerk(session.staff)) as work:
        file = desk.open_held(work, number)
    words = pages.words(request)
    return pages.page(
        request,
        session,
        "intake_case.html",
        here="intake",
        status=422 if typed and typed.missing else 200,
        file=file,
        waits=file.case.status is ApplicationStatus.RECEIVED,
        consents=[(one, is_proven(pages.office, one)) for one in file.body.consents],
        titles={name: notice.title[words.language] for name, notice in pages.office.notice_texts.items()},
        signature=signature_paths(file.body.signature.strokes),
        items=[trail_item(event, words) for event in reversed(file.events)],
        codes=fitting.at_intake(file.doubts),
        likely={fitting.OF_DOUBT.get(doubt) for doubt in file.doubts},
        said=said,
        typed=typed or Typed(),
    )


@router.post("/{number}/accept")
def accept(number: str, session: Acceptor, press: PressDep, version: Version) -> Response:
    """受理."""
    return _do(press, session, _Deed(number, version, "intake_accept"), lambda work: desk.accept(work, number, version))


@router.post("/{number}/refuse")
def refuse(number: str, session: Acceptor, press: PressDep, version: Version, codes: Codes, note: Note = "") -> Response:
    """不予受理; what lacks a reason or the sentence comes back as it was typed."""
    typed = Typed("", tuple(codes), note)

    def act(work: Work) -> object:
        return desk.refuse(work, number, version, typed.codes, note)

    try:
        return _do(press, session, _Deed(number, version, "intake_refuse", typed), act)
    except Refused as refused:
        if refused.reason not in UNFINISHED:
            raise
        return _case_page(press.request, number, session, press.pages, typed=replace(typed, missing=refused.reason.value))


@router.post("/{number}/again")
def again(request: Request, number: str, session: Acceptor, pages: PagesDep, ticked: Codes, note: Note = "") -> HTMLResponse:
    """Open the application with what had been typed before a press came too late."""
    return _case_page(request, number, session, pages, typed=Typed("", tuple(ticked), note))


@router.post("/quarantine/{quarantine_id}/retake")
def retake(quarantine_id: int, session: Acceptor, pages: PagesDep) -> Response:
    """Try to take one body again."""
    try:
        number = quarantine.retake(pages.office, clerk(session.staff), quarantine_id)
    except Refused as refused:
        if refused.reason is Reason.NOT_FOUND:
            raise
        return RedirectResponse(f"{HERE}?shown=quarantine&said={refused.reason}", status_code=303)
    return RedirectResponse(f"{HERE}?shown=quarantine&done=retaken&at={number}", status_code=303)


@dataclass(frozen=True)
class _Deed:
    """One press on one application."""

    number: str
    version: int
    name: str  # intake_accept, intake_refuse
    typed: Typed = Typed()

    def late(self) -> Late:
        """Return what is said of it where it came too late."""
        note, here = self.typed.note, f"{HERE}/{self.number}"

        def ways(work: Work) -> Ways:
            waiting = [one.number for one in desk.list_held(work)]
            after = next((number for number in waiting if number != self.number), "")
            back = f"{here}/again" if self.number in waiting else ""
            return Ways("intake", here, HERE, f"{HERE}/{after}" if after else "", back)

        typed = (conflict.Typed("note", "desk.way.note", note),) if note.strip() else ()
        return Late(self.name, ways, typed, self.typed.codes)


def _do(press: Press, session: StaffSession, deed: _Deed, act: Callable[[Work], object]) -> Response:
    number = deed.number
    try:
        with press.pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except CaseChanged:
        return answer_late(press, session, number, deed.version, deed.late())
    except Refused as refused:
        if refused.reason is Reason.NOT_FOUND or refused.reason in UNFINISHED:
            raise
        return RedirectResponse(f"{HERE}/{number}?said={refused.reason}", status_code=303)
    return RedirectResponse(f"{HERE}?done={DONE[deed.name]}&at={number}", status_code=303)
