"""Pages of the violations desk: the statements that wait, one case, its pictures, and what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk import live
from backoffice.desk.conflict import Press, PressDep, Version
from backoffice.desk.marks import signature_paths
from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import Actor, clerk
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.access import OfficeDep, may
from backoffice.staff.models import Role, StaffSession
from backoffice.violations import desk
from backoffice.violations.desk import StatementEntry, StatementFile
from backoffice.violations.late import HERE, statement_late
from backoffice.violations.models import StatementStep

LISTS = {
    "open": (StatementStep.OPEN,),
    "forwarded": (StatementStep.FORWARDED,),
    "answered": (StatementStep.ADOPTED, StatementStep.DECLINED),
}
"""The lists under the keys 1 … 3."""

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["violations"]))]
Decider = Annotated[StaffSession, Depends(may(Role.PENALTIES))]
Answer = Annotated[str, Form(max_length=500)]
Small = Annotated[int, Path(ge=0, le=9)]
router = APIRouter(prefix=HERE)


@router.get("")
def list_page(request: Request, session: Reader, pages: PagesDep, shown: str = "open", at: str = "") -> HTMLResponse:
    """Show one list."""
    shown = shown if shown in LISTS else "open"
    with pages.office.reading(clerk(session.staff)) as work:
        lists = {name: desk.list_statements(work, *steps) for name, steps in LISTS.items()}
    return pages.page(
        request,
        session,
        "violations_list.html",
        here="violations",
        lists=lists,
        shown=shown,
        entries=lists[shown],
        at=at,
        today=pages.office.clock.now().date(),
        mark=live.mark_of(lists[shown]),
    )


@router.get("/news")
def news(request: Request, session: Reader, pages: PagesDep, drawn: str, shown: str = "open") -> Response:
    """Say whether the list has changed since it was drawn."""
    shown = shown if shown in LISTS else "open"
    with pages.office.reading(clerk(session.staff)) as work:
        entries: list[StatementEntry] = desk.list_statements(work, *LISTS[shown])
    return live.news(request, pages, drawn, entries, f"{HERE}?shown={shown}")


@router.get("/{number}")
def case_page(request: Request, number: str, session: Reader, pages: PagesDep, said: str = "") -> HTMLResponse:
    """Open one case in full; audited."""
    return _case_page(request, number, session, pages, said=said)


@router.post("/{number}/again")
def again(request: Request, number: str, session: Decider, pages: PagesDep, answer: Answer = "") -> HTMLResponse:
    """Open the case with the answer that had been typed before a press came too late."""
    return _case_page(request, number, session, pages, answer=answer)


def _case_page(
    request: Request, number: str, session: StaffSession, pages: Pages, *, said: str = "", answer: str = ""
) -> HTMLResponse:
    file: StatementFile = desk.open_statement(pages.office, clerk(session.staff), number)
    records = [(place, one, file.pictures.get(one.record_number, 0)) for place, one in enumerate(file.penalties)]
    return pages.page(
        request,
        session,
        "violations_case.html",
        here="violations",
        file=file,
        records=records,
        signature=signature_paths(file.handling.body.signature.strokes),
        others=[one for one in file.known.records if one.record_number not in file.pictures] if file.known else [],
        may_decide=session.staff.has_role(Role.PENALTIES),
        text_of=pages.office.violations.codes.text_on,
        said=said,
        answer=answer,
    )


@router.get("/{number}/pictures/{place}/{index}")
def picture(number: str, place: Small, index: Small, session: Reader, office: OfficeDep) -> Response:
    """Serve one capture picture; audited, never cached."""
    found = desk.picture(office, clerk(session.staff), number, place, index)
    return Response(found, media_type="image/jpeg") if found else Response(status_code=404)


@router.post("/{number}/adopt")
def adopt(number: str, session: Decider, press: PressDep, version: Version, answer: Answer = "") -> Response:
    """采纳."""
    deed = _Deed("adopt", number, version, answer)
    return _do(press, session, deed, lambda actor: desk.adopt(press.pages.office, actor, number, version, answer))


@router.post("/{number}/decline")
def decline(number: str, session: Decider, press: PressDep, version: Version, answer: Answer = "") -> Response:
    """不采纳."""
    deed = _Deed("decline_statement", number, version, answer)
    return _do(press, session, deed, lambda actor: desk.decline(press.pages.office, actor, number, version, answer))


@router.post("/{number}/forward")
def forward(number: str, session: Decider, press: PressDep, version: Version) -> Response:
    """转交."""

    def act(actor: Actor) -> None:
        with press.pages.office.writing(actor) as work:
            desk.forward(work, number, version)

    return _do(press, session, _Deed("forward", number, version), act)


@dataclass(frozen=True)
class _Deed:
    """One press on one statement. Its repr shows no answer."""

    name: str
    number: str
    version: int
    answer: str = field(repr=False, default="")


def _do(press: Press, session: StaffSession, deed: _Deed, act: Callable[[Actor], None]) -> Response:
    try:
        act(clerk(session.staff))
    except Refused as refused:
        if refused.reason is Reason.NOT_FOUND:
            raise
        return _back(deed.number, refused.reason)
    except CaseChanged:
        return statement_late(press, session, deed.name, deed.number, deed.version, deed.answer)
    return _back(deed.number)


def _back(number: str, said: Reason | None = None) -> RedirectResponse:
    return RedirectResponse(f"{HERE}/{number}" + (f"?said={said}" if said else ""), status_code=303)
